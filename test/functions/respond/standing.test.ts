import { MOST_ALIKE, standingOf } from '../../../functions/respond/standing';
import type { Decision, DecisionRow } from '../../../shared/containment/types';
import type { DecisionEntry, Entry, EntryBody } from '../../../shared/incident/entries';
import type { LeakSource } from '../../../shared/signal/types';

const KEY = 'LTAI5tExampleLeakedKey01';

interface Of {
  readonly source?: LeakSource;
  readonly row?: DecisionRow;
  readonly policy?: 'quarantine' | 'freeze';
  readonly mode?: 'enforce' | 'observe';
  readonly mayDisable?: readonly string[];
}

function decided(leakId: string, of: Of = {}): DecisionEntry {
  const { source = 'bus', row = 'in-use', policy = 'quarantine', mode = 'enforce', mayDisable = [] } = of;
  const isHeld = row === 'excluded';
  const decision: Decision = {
    row,
    verdict: isHeld ? 'hold' : 'contain',
    reason: '',
    actions: isHeld ? [] : [{ kind: 'attach', policy }],
    findings: [],
  };
  return {
    type: 'decision',
    mode,
    signal: { leakId, source } as never,
    owner: null,
    decision,
    mayDisable,
    keysBefore: [],
  };
}

const many = (count: number, of: Of = {}) => Array.from({ length: count }, (_, n) => decided(`bus:${n}`, of));
const release: EntryBody = { type: 'release', by: 'alice', reason: '', leakIds: [], complete: true, steps: [] };
const approval: EntryBody = { type: 'approval', by: 'alice', reason: '' };
const closed: EntryBody = { type: 'closed', reason: '' };
const full = many(MOST_ALIKE);
const OFTEN = `often bus:${MOST_ALIKE - 1}`;

test.each<[string, readonly EntryBody[], DecisionEntry, string]>([
  ['the first notice', [], decided('bus:x'), 'new'],
  ['a redelivery', [decided('bus:x')], decided('bus:x'), 'known'],
  ['a redelivery of one of many', full, decided('bus:7'), 'known'],
  ['the last that is written down', many(MOST_ALIKE - 1), decided('bus:x'), 'new'],
  ['the first that is not', full, decided('bus:x'), OFTEN],
  ['an invocation by hand, whose sender nobody sees', full, decided('manual:x', { source: 'manual' }), OFTEN],
  ['a refusal', full, decided('actiontrail:x', { source: 'actiontrail' }), OFTEN],
  ['another row of a containment by the same deny', full, decided('bus:x', { row: 'use-unknown' }), OFTEN],
  ['what Security Center lists', full, decided('sas:1', { source: 'security-center' }), 'new'],
  ['what a person says', full, decided('manual:1', { source: 'command-line' }), 'new'],
  ['another deny', full, decided('bus:x', { policy: 'freeze' }), 'new'],
  ['another decision', full, decided('bus:x', { row: 'excluded' }), 'new'],
  ['another mode', many(MOST_ALIKE, { mode: 'observe' }), decided('bus:x'), 'new'],
  [
    'a redelivery behind another mode',
    [decided('bus:x'), decided('bus:x', { mode: 'observe' })],
    decided('bus:x'),
    'new',
  ],
  [
    'a plan behind an intent of which nothing may have come',
    [decided('bus:x', { mode: 'observe' }), decided('bus:x')],
    decided('bus:x', { mode: 'observe' }),
    'new',
  ],
  ['an intent that names more keys', full, decided('bus:x', { mayDisable: [KEY] }), 'new'],
  ['what changes the last decision back', [...full, decided('bus:y', { row: 'excluded' })], decided('bus:x'), 'new'],
  [
    'the one behind it',
    [...full, decided('bus:y', { row: 'excluded' }), decided('bus:x')],
    decided('bus:z'),
    'often bus:x',
  ],
  [
    "Security Center's do not count",
    many(MOST_ALIKE).map(({ signal, ...one }) => ({ ...one, signal: { ...signal, source: 'security-center' } })),
    decided('bus:x'),
    'new',
  ],
  ['behind a release', [...full, release], decided('bus:x'), 'new'],
  ['a redelivery behind a release', [...full, release], decided('bus:7'), 'new'],
  ['behind an approval', [...full, approval], decided('bus:x'), 'new'],
  ['behind the end of the incident', [...full, closed], decided('bus:x'), 'new'],
  ['as often again behind a release', [...full, release, ...full], decided('bus:x'), OFTEN],
])('%s', (_, entries, entry, is) => {
  const standing = standingOf({ entries: entries as readonly Entry[] }, entry);
  expect(standing.is === 'often' ? `often ${standing.leakId}` : standing.is).toBe(is);
});

test('whatever is sent, in whatever order, is bounded as long as the decision is', () => {
  let entries: EntryBody[] = [];
  for (let n = 0; n < 400; n += 1) {
    const entry = decided(`bus:${n}`, { row: n < 200 ? 'excluded' : 'in-use' });
    if (standingOf({ entries: entries as Entry[] }, entry).is === 'new') entries = [...entries, entry];
  }
  expect(entries).toHaveLength(2 * MOST_ALIKE);
});
