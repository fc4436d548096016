import type { RpcCall } from '../../kernel/types';
import type { User } from '../../world/entities';
import { type KeyOwner, ownerNamed, rootOwner } from '../../world/keys';
import { ramError } from '../../world/ram-errors';
import { userNamed } from '../../world/users';
import type { World } from '../../world/world';
import type { Target } from '../operation';
import type { Parameters } from '../parameters';

type On = (parameters: Parameters, call: RpcCall) => readonly Target[];

/** What IMS's operations act on: the same things as RAM's, users named by logon name, id or key. */
export class ImsTargets {
  constructor(private readonly world: World) {}

  readonly account: On = () => [this.of('*')];
  readonly users: On = () => [this.of('user/*')];
  readonly groups: On = () => [this.of('group/*')];
  readonly mfas: On = () => [this.of('mfa/*')];
  readonly group: On = (p) => [this.of(`group/${p.text('GroupName')}`)];
  readonly newMfa: On = (p) => [this.of(`mfa/${p.text('VirtualMFADeviceName')}`)];
  readonly mfa: On = (p) => [this.of(`mfa/${p.text('SerialNumber').split('/').pop() ?? ''}`)];
  readonly user: On = (p) => [this.of(`user/${nameOf(this.world, p.text('UserPrincipalName'))}`)];
  readonly userAndGroup: On = (p, call) => [...this.user(p, call), ...this.group(p, call)];
  /** The user named in any of the ways that GetUser takes, else the caller. */
  readonly anyUser: On = (p, call) => [this.of(`user/${findUser(this.world, p)?.name ?? selfName(call)}`)];
  /** The logon name, or the caller where there is none. */
  readonly userOrSelf: On = (p, call) => {
    const upn = p.optional('UserPrincipalName');
    return [this.of(`user/${upn === undefined ? selfName(call) : nameOf(this.world, upn)}`)];
  };

  of(id: string): Target {
    return { id, owner: this.world.accountId };
  }
}

/** `alice@example.onaliyun.com` -> `alice`. Throws InvalidParameter.UserPrincipalName.Format for another domain. */
export function nameOf(world: World, userPrincipalName: string): string {
  const at = userPrincipalName.lastIndexOf('@');
  if (at < 1 || !world.domains.has(userPrincipalName.slice(at + 1)))
    throw ramError('InvalidParameter.UserPrincipalName.Format');
  return userPrincipalName.slice(0, at);
}

export const principalName = (world: World, userName: string): string => `${userName}@${world.defaultDomain}`;

export const namedUser = (world: World, p: Parameters): User =>
  userNamed(world, nameOf(world, p.text('UserPrincipalName')));

/** By UserPrincipalName, UserId or UserAccessKeyId; undefined where none of them is given or nobody is meant. */
export function findUser(world: World, p: Parameters): User | undefined {
  const upn = p.optional('UserPrincipalName');
  if (upn !== undefined) return world.users.get(nameOf(world, upn));
  const id = p.optional('UserId');
  if (id !== undefined) return [...world.users.values()].find((user) => user.id === id);
  const key = p.optional('UserAccessKeyId');
  return key === undefined ? undefined : world.keyOf(key)?.user;
}

/** The user meant, by whatever of the three is given. Throws EntityNotExist.User. */
export function requireUser(world: World, p: Parameters): User {
  const user = findUser(world, p);
  if (!user) throw ramError('EntityNotExist.User');
  return user;
}

/** Whose keys the call is about: an empty UserPrincipalName means the caller. */
export function imsKeyOwner(world: World, p: Parameters, call: RpcCall): KeyOwner {
  const upn = p.optional('UserPrincipalName');
  if (upn !== undefined) return ownerNamed(world, nameOf(world, upn));
  if (call.caller.type === 'root-account') return rootOwner(world);
  if (call.caller.type === 'assumed-role') throw ramError('EntityNotExist.User');
  return ownerNamed(world, call.caller.userName);
}

const selfName = (call: RpcCall): string => (call.caller.type === 'root-account' ? 'root' : call.caller.userName);
