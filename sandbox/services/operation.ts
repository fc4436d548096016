import type { RpcCall, RpcOperation } from '../kernel/types';
import type { World } from '../world/world';
import { Parameters } from './parameters';

/** One operation of RAM or IMS, as these rooms write it down. */
export interface Operation {
  /** What is acted on, for the permission and, its first, for the event. */
  readonly on: (parameters: Parameters, call: RpcCall) => readonly Target[];
  readonly answer: (parameters: Parameters, call: RpcCall) => Record<string, unknown>;
  readonly ratePerSecond?: number;
}

export interface Target {
  /** The last part of the resource name: `user/alice`. */
  readonly id: string;
  /** The account part: the account's id, or `system` for the cloud's own policies. */
  readonly owner: string;
}

const TYPES: Readonly<Record<string, string>> = {
  user: 'ACS::RAM::User',
  group: 'ACS::RAM::Group',
  role: 'ACS::RAM::Role',
  policy: 'ACS::RAM::Policy',
  mfa: 'ACS::RAM::MFADevice',
  '*': 'ACS::RAM::Account',
};

/** Reading calls begin with these; everything else changes something (operationType of the metadata). */
const READS = /^(Get|List|Decode)/;

/** Turns written-down operations into those of the RPC door. `codes`: the RAM codes that the service's actions have. */
export function operationsOf(
  world: World,
  codes: readonly string[],
  written: Readonly<Record<string, Operation>>,
): Record<string, RpcOperation> {
  return Object.fromEntries(
    Object.entries(written).map(([name, operation]): [string, RpcOperation] => [
      name,
      {
        write: !READS.test(name),
        permission: (call) => ({
          actions: codes.map((code) => `${code}:${name}`),
          resources: operation
            .on(new Parameters(call.parameters), call)
            .map((target) => `acs:ram:*:${target.owner}:${target.id}`),
        }),
        run: (call) => operation.answer(new Parameters(call.parameters), call),
        resource: (call) => {
          const first = operation.on(new Parameters(call.parameters), call)[0];
          const [type = '', resource = ''] = (first?.id ?? '*').split('/');
          return {
            type: TYPES[type] ?? 'ACS::RAM::Account',
            name: resource === '*' ? '' : resource || world.accountId,
          };
        },
        ...(operation.ratePerSecond === undefined ? {} : { ratePerSecond: operation.ratePerSecond }),
      },
    ]),
  );
}
