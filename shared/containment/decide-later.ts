import type { Config } from '../config/types';
import { activeIds, bindsExcluded } from '../identity/excluded';
import type { Owner } from '../identity/types';
import { type AccessKeyId, maskKey } from '../ids';
import type { IncidentState } from '../incident/state';
import type { Action, Decision } from './types';

/** What an investigation has found and cannot mend itself, because it only reads. */
export interface CriticalFinding {
  /** A denied action succeeded more than five minutes after the deny; or a lasting way in was made, or logs were
   *  tampered with, from a source that the key was never used from. */
  readonly row: 'success-after-deny' | 'persistence-after-leak';
  readonly why: string;
}

const LATER_ROWS: ReadonlySet<string> = new Set<CriticalFinding['row']>([
  'success-after-deny',
  'persistence-after-leak',
]);

/** Whether a row of the decision table is one of those that come later. */
export function isLaterRow(row: string): row is CriticalFinding['row'] {
  return LATER_ROWS.has(row);
}

export interface LaterFacts {
  readonly accessKeyId: AccessKeyId;
  readonly state: IncidentState;
  /** A RAM user as a live call has just shown him; root, whom nothing binds: only what the attack made is contained. */
  readonly owner: Owner;
}

/**
 * The rows of the decision table that come later: freeze and switch off where the deny did not hold; where a thief made
 * himself at home, a person is asked, unless `TOURNIQUET_ESCALATE=auto`. Pure. After a release it is a person's alone.
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
  const isNamed = owner.type === 'ram-user' && rules.exclude.users.has(owner.userName);
  const excluded = isNamed || rules.exclude.keys.has(accessKeyId);
  if (excluded && state.approval === null) return hold(`on the exclusion list, and: ${why}`);
  const bound =
    owner.type === 'ram-user'
      ? bindsExcluded(accessKeyId, owner.userName, activeIds(owner.keys), rules.exclude.keys)
      : undefined;
  if (bound !== undefined && state.approval === null) return hold(`${bound}, and: ${why}`);
  if (row === 'persistence-after-leak' && rules.escalate === 'ask' && state.approval === null) return hold(why);
  return { row, verdict: 'contain', reason: why, actions: actionsOn(facts), findings: [] };
}

function actionsOn({ owner, accessKeyId, state }: LaterFacts): Action[] {
  if (owner.type === 'root') return [];
  const isOn = owner.keys.some(({ id, status }) => id === accessKeyId && status === 'Active');
  // Found off under an intent of ours, it was switched off by us, by a run that died before it wrote that down.
  const isToBeOff = isOn || (state.offByUs.has(accessKeyId) && !state.disabledKeys.has(accessKeyId));
  return [{ kind: 'attach', policy: 'freeze' }, ...(isToBeOff ? [{ kind: 'disable-key', accessKeyId } as const] : [])];
}
