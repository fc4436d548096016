import type { PolicyRef } from '../aliyun/ram';
import type { AccessKeyId } from '../ids';
import type { IncidentState } from '../incident/state';
import { FREEZE_POLICY, QUARANTINE_GROUP } from '../ram-policy/documents';
import { QUARANTINE_NAMES } from '../ram-policy/our-denies';
import type { DenyPolicy } from './apply';

/** Another contained key of the same user: a deny on the user is its own as well. */
export interface Need {
  readonly accessKeyId: AccessKeyId;
  readonly policies: ReadonlySet<DenyPolicy>;
}

const BOTH: readonly DenyPolicy[] = ['quarantine', 'freeze'];
const POLICY_OF: ReadonlyMap<string, DenyPolicy> = new Map<string, DenyPolicy>([
  ...QUARANTINE_NAMES.map((name) => [name, 'quarantine'] as const),
  [FREEZE_POLICY, 'freeze'],
]);

/** Which deny of ours a policy is, or is a part of; undefined: none. */
export const denyOf = ({ name, type }: PolicyRef): DenyPolicy | undefined =>
  type === 'Custom' ? POLICY_OF.get(name) : undefined;

/** What a contained key needs on its user: what is attached for it, or about to be. Where nobody knows which, any. */
export function needOf({ attached, mayHaveAttached }: IncidentState): ReadonlySet<DenyPolicy> {
  const known = new Set([...attached, ...mayHaveAttached]);
  return known.size === 0 ? new Set(BOTH) : known;
}

/** What of ours binds the user. The group carries the quarantine. */
export function carriedDenies(policies: readonly PolicyRef[], groups: readonly string[]): ReadonlySet<DenyPolicy> {
  return new Set([
    ...policies.flatMap((policy) => denyOf(policy) ?? []),
    ...(groups.includes(QUARANTINE_GROUP) ? (['quarantine'] as const) : []),
  ]);
}

/**
 * The denies that a release leaves, because other contained keys of the user need them. Where one of those is not there,
 * every other stands in for it, and stays. Pure.
 */
export function keptFor(needs: readonly Need[], carried: ReadonlySet<DenyPolicy>): ReadonlySet<DenyPolicy> {
  const wanted = wantedBy(needs);
  return [...wanted].every((policy) => carried.has(policy)) ? wanted : new Set(BOTH);
}

/** Denies that contained keys of the user need, and that are not on him. Pure. */
export function missingFor(needs: readonly Need[], carried: ReadonlySet<DenyPolicy>): ReadonlySet<DenyPolicy> {
  return new Set([...wantedBy(needs)].filter((policy) => !carried.has(policy)));
}

const wantedBy = (needs: readonly Need[]): ReadonlySet<DenyPolicy> =>
  new Set(needs.flatMap(({ policies }) => [...policies]));
