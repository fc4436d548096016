import type { Policy, Principal } from './entities';
import { QUOTAS } from './quotas';
import { ramError } from './ram-errors';
import type { World } from './world';

const KINDS = { user: 'User', group: 'Group', role: 'Role' } as const;

/** Throws EntityAlreadyExists.*.Policy and LimitExceeded.*.Policy; custom and system policies have quotas of their own. */
export function attachPolicy(world: World, principal: Principal, policy: Policy, attachDate = world.now()): void {
  const attached = principal.attached.current;
  const kind = KINDS[principal.kind];
  if (attached.some((attachment) => attachment.policy === policy)) throw ramError(`EntityAlreadyExists.${kind}.Policy`);
  const quota = (policy.type === 'Custom' ? QUOTAS.customPolicies : QUOTAS.systemPolicies)[principal.kind];
  const used = attached.filter((attachment) => attachment.policy.type === policy.type).length;
  if (used >= quota) throw ramError(`LimitExceeded.${kind}.Policy`);
  world.change(principal.attached, [...attached, { policy, attachDate }]);
}

/** Throws EntityNotExist.*.Policy. */
export function detachPolicy(world: World, principal: Principal, policy: Policy): void {
  const attached = principal.attached.current;
  if (!attached.some((attachment) => attachment.policy === policy))
    throw ramError(`EntityNotExist.${KINDS[principal.kind]}.Policy`);
  world.change(
    principal.attached,
    attached.filter((attachment) => attachment.policy !== policy),
  );
}
