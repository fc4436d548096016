import { isoSeconds } from '../../kernel/trail';
import { attachPolicy, detachPolicy } from '../../world/attachments';
import type { Policy, Principal } from '../../world/entities';
import { groupNamed } from '../../world/groups';
import { policyNamed } from '../../world/policies';
import { roleArn, roleNamed } from '../../world/roles';
import { userNamed } from '../../world/users';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import type { Parameters } from '../parameters';
import { Targets } from './targets';
import { attachmentView } from './views';

/** Attach and detach take 10 calls a second (RAM quota page). */
const RATE = 10;

/** Who has which policy. */
export function attachmentOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  const policyOf = (p: Parameters): Policy => policyNamed(world, p.text('PolicyType'), p.text('PolicyName'));
  const user = (p: Parameters): Principal => userNamed(world, p.text('UserName'));
  const group = (p: Parameters): Principal => groupNamed(world, p.text('GroupName'));
  const role = (p: Parameters): Principal => roleNamed(world, p.text('RoleName'));

  const changing = (
    change: typeof attachPolicy,
    principal: (p: Parameters) => Principal,
    targets: Operation['on'],
  ): Operation => ({
    on: targets,
    ratePerSecond: RATE,
    answer: (p) => {
      const whom = principal(p);
      change(world, whom, policyOf(p));
      return {};
    },
  });
  const listing = (principal: (p: Parameters) => Principal, targets: Operation['on']): Operation => ({
    on: targets,
    answer: (p) => ({ Policies: { Policy: principal(p).attached.current.map(attachmentView) } }),
  });

  return {
    AttachPolicyToUser: changing(attachPolicy, user, on.userAndPolicy),
    AttachPolicyToGroup: changing(attachPolicy, group, on.groupAndPolicy),
    AttachPolicyToRole: changing(attachPolicy, role, on.roleAndPolicy),
    DetachPolicyFromUser: changing(detachPolicy, user, on.userAndPolicy),
    DetachPolicyFromGroup: changing(detachPolicy, group, on.groupAndPolicy),
    DetachPolicyFromRole: changing(detachPolicy, role, on.roleAndPolicy),
    ListPoliciesForUser: listing(user, on.user),
    ListPoliciesForGroup: listing(group, on.group),
    ListPoliciesForRole: listing(role, on.role),
    ListEntitiesForPolicy: { on: on.policy, answer: (p) => entitiesView(world, policyOf(p)) },
  };
}

function entitiesView(world: World, policy: Policy): Record<string, unknown> {
  const users: unknown[] = [];
  const groups: unknown[] = [];
  const roles: unknown[] = [];
  for (const { principal, attachDate } of world.entitiesOf(policy)) {
    const AttachDate = isoSeconds(attachDate);
    switch (principal.kind) {
      case 'user':
        users.push({ UserId: principal.id, UserName: principal.name, DisplayName: principal.displayName, AttachDate });
        break;
      case 'group':
        groups.push({ GroupName: principal.name, Comments: principal.comments, AttachDate });
        break;
      case 'role':
        roles.push({
          RoleId: principal.id,
          RoleName: principal.name,
          Arn: roleArn(world, principal),
          Description: principal.description,
          AttachDate,
        });
    }
  }
  return { Users: { User: users }, Groups: { Group: groups }, Roles: { Role: roles } };
}
