import type { PolicyRef } from '../aliyun/ram';
import { FREEZE_POLICY, MOST_DOCUMENTS, QUARANTINE_POLICY } from './documents';
import type { Policy } from './policy';

/** The names that the quarantine may be spread over: accounts whose PolicySizeQuota is small hold it in parts. */
export const QUARANTINE_NAMES: readonly string[] = Array.from({ length: MOST_DOCUMENTS }, (_, i) =>
  i === 0 ? QUARANTINE_POLICY : `${QUARANTINE_POLICY}${i + 1}`,
);

/** Every name that a deny of this tool's may have. Anybody may give it to a policy: what that says, its document tells. */
export const OUR_DENIES: ReadonlySet<string> = new Set([...QUARANTINE_NAMES, FREEZE_POLICY]);

/** Whether a policy is called like a deny of ours. Pure. */
export const isNamedOurs = ({ name, type }: PolicyRef): boolean => type === 'Custom' && OUR_DENIES.has(name);

/** Of policies, those that are called like no deny of ours. Pure. */
export function beyondDenies<Ref extends PolicyRef>(carried: readonly Ref[]): Ref[] {
  return carried.filter((policy) => !isNamedOurs(policy));
}

/** Whether it denies something, and allows nothing. Pure. */
export const onlyDenies = ({ statements }: Policy): boolean =>
  statements.length > 0 && statements.every(({ effect }) => effect === 'Deny');

/**
 * What a policy says but for our own deny, which a release takes off: under a name of ours that is all it allows, under
 * another one all of it. Undefined: nothing. Pure.
 */
export function withoutOurDeny(ref: PolicyRef, policy: Policy): Policy | undefined {
  if (!isNamedOurs(ref)) return policy;
  const statements = policy.statements.filter(({ effect }) => effect === 'Allow');
  return statements.length > 0 ? { statements } : undefined;
}
