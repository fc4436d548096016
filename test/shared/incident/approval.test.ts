import { openApproval } from '../../../shared/incident/approval';
import type { EntryBody } from '../../../shared/incident/entries';
import { stateOf } from '../../../shared/incident/state';
import * as e from './entries';

const { hold: held, approval } = e;
const root = { type: 'root', accountId: e.ID.accountId, foundBy: 'signal', keys: [] } as unknown as typeof e.owner;

test.each<readonly [string, readonly EntryBody[], boolean]>([
  ['held, and nobody has decided', [held], false],
  ['approved, and nobody was contained yet', [held, approval], true],
  [
    'approved, and the containment was refused',
    [held, approval, e.decided(), e.outcome([e.failed('attach-quarantine')])],
    true,
  ],
  ['approved and contained', [held, approval, e.decided(), e.outcome([e.went('attach-quarantine')])], false],
  [
    'approved, and the key went off',
    [held, approval, e.decided(), e.outcome([e.went(`disable-key:${e.LEAKED}`)])],
    false,
  ],
  [
    'approved, and there is nothing to contain',
    [held, approval, e.decided({ verdict: 'none', row: 'not-ours' })],
    false,
  ],
  ['approved, and only planned in observe mode', [held, approval, e.decided({}, { mode: 'observe' })], false],
  ['planned before it was approved', [e.decided({}, { mode: 'observe' }), held, approval], true],
  ['planned behind the hold, before it was approved', [held, e.decided({}, { mode: 'observe' }), approval], true],
  [
    'approved, and there was nothing to contain, and more was noted',
    [held, approval, e.decided({ verdict: 'none', row: 'not-ours' }), e.failure],
    false,
  ],
  ['nobody has decided anything, and nobody knows whose it is', [e.failure], false],
  ['approved, and held again by another leak', [held, approval, held], false],
  ['approved about what a root key made', [e.decided({ verdict: 'hold' }, { owner: root }), approval], false],
  ['approved and released', [held, approval, e.decided(), e.released()], false],
])('%s', (_, bodies, isOpen) => {
  const entries = e.journal(...bodies);
  const open = openApproval({ entries, state: stateOf(entries) });
  const { by, reason } = approval;
  expect(open).toEqual(isOpen ? expect.objectContaining({ by, reason, at: expect.any(String) }) : null);
});
