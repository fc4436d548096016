import type { Config } from '../config/types';
import { activeIds, bindsExcluded, excludedName, type NamesLastNight } from '../identity/excluded';
import type { Owner } from '../identity/types';
import { type AccessKeyId, maskKey } from '../ids';
import { type Asked, isApproved, type LaterRow } from '../incident/questions';
import type { IncidentState } from '../incident/state';
import type { Action, Decision } from './types';

/** What an investigation has found and cannot mend itself, because it only reads. */
export interface CriticalFinding {
  /** A denied action succeeded more than five minutes after the deny; or a lasting way in was made, or logs were
   *  tampered with, from a source that the key was never used from. */
  readonly row: LaterRow;
  readonly why: string;
}

export interface LaterFacts {
  readonly accessKeyId: AccessKeyId;
  readonly state: IncidentState;
  /**
   * A RAM user as a live call has just shown him; root, whom nothing binds; null, when he was deleted: of these only what the
   * attack made is contained.
   */
  readonly owner: Owner | null;
  /** The user himself bears a credential that the attack made: he is its way in, whatever became of the leaked key. */
  readonly bearsMade?: boolean;
  /** Whom the exclusion list means, where names have changed since. */
  readonly namesLastNight?: NamesLastNight;
  /** What a person is asked about by it, and whom that names. */
  readonly asked: Asked;
}

/**
 * The rows of the decision table that come later: freeze and switch off where the deny did not hold; where a thief made
 * himself at home, a person is asked, unless `TOURNIQUET_ESCALATE=auto`. An approval counts that was given behind this very
 * question: whoever has agreed to a quarantine has agreed to no freeze. After a release it is a person's alone. Pure.
 */
export function decideLater(
  finding: CriticalFinding,
  facts: LaterFacts,
  rules: Pick<Config, 'escalate' | 'exclude'>,
): Decision {
  const { row, why } = finding;
  const { state, accessKeyId, owner } = facts;
  const hold = (reason: string): Decision => ({ row, verdict: 'hold', reason, actions: [], findings: [] });
  if (state.release !== null) return hold(`${state.release.by} released ${maskKey(accessKeyId)}; since then: ${why}`);
  const user = owner?.type === 'ram-user' ? owner : undefined;
  const excludedAs = user && excludedName(idsOf(facts, user), user.userName, rules.exclude.users, facts.namesLastNight);
  const excluded = excludedAs !== undefined || rules.exclude.keys.has(accessKeyId);
  const approved = isApproved(state.approval, facts.asked);
  if (excluded && !approved) return hold(`on the exclusion list, and: ${why}`);
  const bound = user && bindsExcluded(accessKeyId, user.userName, activeIds(user.keys), rules.exclude.keys);
  if (bound !== undefined && !approved) return hold(`${bound}, and: ${why}`);
  if (row === 'persistence-after-leak' && rules.escalate === 'ask' && !approved) return hold(why);
  return { row, verdict: 'contain', reason: why, actions: actionsOn(facts), findings: [] };
}

/** The user's keys, and the one that leaked, which may be deleted by now. */
const idsOf = ({ accessKeyId }: LaterFacts, { keys }: Extract<Owner, { type: 'ram-user' }>): string[] => [
  accessKeyId,
  ...keys.map(({ id }) => id),
];

/** Whether a deny goes on the key's own user by it. Not where only what the attack made is contained. */
export const binds = ({ verdict, actions }: Pick<Decision, 'verdict' | 'actions'>): boolean =>
  verdict === 'contain' && actions.some(({ kind }) => kind === 'attach');

/** Of a key that was deleted its user's other keys may be all that the business has: he is frozen where the attack is in them. */
function actionsOn({ owner, accessKeyId, state, bearsMade }: LaterFacts): Action[] {
  if (owner?.type !== 'ram-user') return [];
  if (!bearsMade && owner.keys.every(({ id }) => id !== accessKeyId)) return [];
  const isOn = owner.keys.some(({ id, status }) => id === accessKeyId && status === 'Active');
  // Found off under an intent of ours, it was switched off by us, by a run that died before it wrote that down.
  const isToBeOff = isOn || (state.offByUs.has(accessKeyId) && !state.disabledKeys.has(accessKeyId));
  return [{ kind: 'attach', policy: 'freeze' }, ...(isToBeOff ? [{ kind: 'disable-key', accessKeyId } as const] : [])];
}
