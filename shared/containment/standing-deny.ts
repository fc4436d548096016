import type { Cloud } from '../aliyun';
import type { UserName } from '../ids';
import { type ProtectedScope, QUARANTINE_GROUP } from '../ram-policy/documents';
import { type DenyPolicy, POLICY_NAMES } from './apply';
import { denyInAccount } from './policy-parts';

/** A deny of ours that a user carries whole, and the step that would have put it on him. */
export interface StandingDeny {
  readonly policy: DenyPolicy;
  readonly step: `attach-${DenyPolicy}` | 'add-to-group';
}

/**
 * Which deny of ours is on the user now, by himself or by the group that is there for it: all its parts, and saying what
 * set-up wrote; the wider one first. Undefined: none is. Throws what the looks throw.
 */
export async function standingDeny(
  { ram }: Pick<Cloud, 'ram'>,
  userName: UserName,
  scope: ProtectedScope,
): Promise<StandingDeny | undefined> {
  const [direct, groups] = await Promise.all([ram.listPoliciesForUser(userName), ram.listGroupsForUser(userName)]);
  const byGroup = groups.includes(QUARANTINE_GROUP) ? await ram.listPoliciesForGroup(QUARANTINE_GROUP) : [];
  for (const policy of ['freeze', 'quarantine'] as const) {
    const isIn = (list: typeof direct, wanted: string): boolean =>
      list.some(({ name, type }) => type === 'Custom' && name === wanted);
    const isOn = (name: string): boolean => isIn(direct, name) || isIn(byGroup, name);
    if (!isOn(POLICY_NAMES[policy])) continue;
    const { names, isSound } = await denyInAccount({ ram }, policy, scope);
    if (isSound && names.every(isOn))
      return { policy, step: isIn(direct, POLICY_NAMES[policy]) ? `attach-${policy}` : 'add-to-group' };
  }
  return undefined;
}
