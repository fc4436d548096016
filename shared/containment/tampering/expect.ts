import { denyAtOf } from '../../incident/deny-back';
import type { StandingFence } from '../../incident/fence-state';
import type { Incident } from '../../incident/journal';
import { isOver } from '../../incident/release-state';
import { releaseUnderWay } from '../../incident/release-under-way';
import type { DenyPolicy } from '../apply';
import { frozenOf } from '../frozen';
import type { MadeIdentity } from '../made';
import { keysKnownOff } from './known-off';

/** What an incident's journal says must be in its place. */
export interface Expected {
  /** The user's name when the journal was last written to; null: the key is root's, or nobody's. */
  readonly userName: string | null;
  readonly policies: readonly DenyPolicy[];
  /** Keys that we switched off, and the leaked one, whoever switched it off. */
  readonly keysOff: readonly string[];
  /** What the attack made and carries our freeze. */
  readonly frozen: readonly MadeIdentity[];
  /** The network policy that we set on the leaked key. */
  readonly fence?: StandingFence | null;
  /** The incident is over: its key alone is looked after, and a person is asked about it. */
  readonly isOver?: true;
}

/** An approval takes seconds, and the timer takes up after two minutes what its command left. */
const APPROVING_MS = 5 * 60_000;

/** Why nothing of an incident is looked after: whoever gives power back must not meet the responder. */
export type LeftAlone = 'closed' | 'not-contained' | 'release-under-way' | 'released' | 'approval-under-way';

/**
 * What must be in its place, by the journal alone. A release that is under way, and one that is over, end it until
 * something is contained anew; one that failed or died leaves in its place what it has not taken off. A leaked key that was
 * off or deleted when its incident ended must stay so: whoever found it has its secret still. Pure.
 */
export function expectedOf(
  { id, entries, state }: Pick<Incident, 'id' | 'entries' | 'state'>,
  now: Date,
): Expected | LeftAlone {
  if (releaseUnderWay({ entries }, now)) return 'release-under-way';
  const userName = state.owner?.type === 'ram-user' ? state.owner.userName : null;
  const keysOff = keysKnownOff({ id, entries, state });
  if (isOver(state) && keysOff.length > 0) return { userName, policies: [], keysOff, frozen: [], isOver: true };
  if (state.release?.complete) return 'released';
  if (state.closed !== null) return 'closed';
  // What a release took off is still to be put on again. What has not come to its end by then has died, or was refused: it
  // is tried again, and what stands meanwhile is looked after.
  const last = entries.findLast((e) => e.type === 'approval' || e.type === 'outcome' || denyAtOf(e) !== null);
  const isUnderWay = last?.type === 'approval' && now.getTime() - Date.parse(last.at) < APPROVING_MS;
  if (isUnderWay) return 'approval-under-way';
  const expected: Expected = {
    userName,
    policies: [...state.attached],
    keysOff,
    // Whoever carries the quarantine in its place waits for freeze: the task that failed at it does both anew each minute,
    // to the user of this id, whatever he is called.
    frozen: frozenOf({ entries, state }).filter(({ deny }) => deny === undefined),
    fence: standingFence(state.fence, keysOff.includes(id.accessKeyId)),
  };
  const isNothing =
    expected.fence === null &&
    [expected.policies, expected.keysOff, expected.frozen].every(({ length }) => length === 0);
  return isNothing ? 'not-contained' : expected;
}

/** Of a key that is off the switch is looked after: no network lets it in. */
function standingFence(fence: Incident['state']['fence'], isOff: boolean): StandingFence | null {
  if (fence?.holds !== true || isOff) return null;
  const { userPrincipalName, document } = fence;
  return { userPrincipalName, document };
}
