import type { RpcCall } from '../../kernel/types';
import { type KeyOwner, ownerNamed, rootOwner } from '../../world/keys';
import { ramError } from '../../world/ram-errors';
import type { World } from '../../world/world';
import type { Target } from '../operation';
import type { Parameters } from '../parameters';

type On = (parameters: Parameters, call: RpcCall) => readonly Target[];

/** What RAM's operations act on, by the parameter that names it (RAM "Authorization information"). */
export class Targets {
  constructor(private readonly world: World) {}

  readonly account: On = () => [this.of('*')];
  readonly users: On = () => [this.of('user/*')];
  readonly groups: On = () => [this.of('group/*')];
  readonly roles: On = () => [this.of('role/*')];
  readonly policies: On = () => [this.of('policy/*')];
  readonly mfas: On = () => [this.of('mfa/*')];

  readonly user: On = (p) => [this.of(`user/${p.text('UserName')}`)];
  readonly group: On = (p) => [this.of(`group/${p.text('GroupName')}`)];
  readonly role: On = (p) => [this.of(`role/${p.text('RoleName')}`)];
  readonly policy: On = (p) => [this.policyTarget(p)];
  /** CreatePolicy and what else knows custom policies only. */
  readonly customPolicy: On = (p) => [this.of(`policy/${p.text('PolicyName')}`)];
  readonly mfa: On = (p) => [this.of(`mfa/${p.text('SerialNumber').split('/').pop() ?? ''}`)];
  readonly newMfa: On = (p) => [this.of(`mfa/${p.text('VirtualMFADeviceName')}`)];
  readonly userAndGroup: On = (p, call) => [...this.user(p, call), ...this.group(p, call)];
  readonly userAndPolicy: On = (p, call) => [...this.user(p, call), this.policyTarget(p)];
  readonly groupAndPolicy: On = (p, call) => [...this.group(p, call), this.policyTarget(p)];
  readonly roleAndPolicy: On = (p, call) => [...this.role(p, call), this.policyTarget(p)];

  /** The user named, or the caller where none is: an empty UserName means whoever signs (RAM ListAccessKeys). */
  readonly userOrSelf: On = (p, call) => [this.of(`user/${p.optional('UserName') ?? selfName(call)}`)];

  of(id: string): Target {
    return { id, owner: this.world.accountId };
  }

  private policyTarget(p: Parameters): Target {
    const system = p.text('PolicyType') === 'System';
    return { id: `policy/${p.text('PolicyName')}`, owner: system ? 'system' : this.world.accountId };
  }
}

/** The name that an empty UserName stands for. */
export function selfName(call: RpcCall): string {
  return call.caller.type === 'root-account' ? 'root' : call.caller.userName;
}

/** Whose keys the call is about. A role has none: EntityNotExist.User. */
export function keyOwner(world: World, userName: string | undefined, call: RpcCall): KeyOwner {
  if (userName !== undefined) return ownerNamed(world, userName);
  if (call.caller.type === 'root-account') return rootOwner(world);
  if (call.caller.type === 'assumed-role') throw ramError('EntityNotExist.User');
  return ownerNamed(world, call.caller.userName);
}
