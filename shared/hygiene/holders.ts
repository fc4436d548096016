import type { Cloud } from '../aliyun';
import type { ListedPolicy } from '../aliyun/ram-policies';
import type { Known } from './facts';
import type { Looks } from './looks';

export type Members = Map<string, Promise<Known<readonly string[]>>>;

export interface Holders {
  /** Directly or by a group. */
  readonly users: ReadonlySet<string>;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/** A policy that was deleted since it was listed has nobody. */
export async function holdersOf(
  cloud: Pick<Cloud, 'ramPolicies'>,
  looks: Looks,
  policy: ListedPolicy,
  members: Members,
): Promise<Known<Holders>> {
  const found = await looks.look(() => cloud.ramPolicies.listEntitiesForPolicy(policy));
  if ('couldNotCheck' in found) return found;
  const users = new Set(found.value.users);
  for (const group of found.value.groups) {
    const asked = members.get(group) ?? looks.look(() => cloud.ramPolicies.listUsersForGroup(group));
    members.set(group, asked);
    const those = await asked;
    if ('couldNotCheck' in those) return those;
    for (const user of those.value) users.add(user);
  }
  return { value: { users, groups: found.value.groups, roles: found.value.roles } };
}
