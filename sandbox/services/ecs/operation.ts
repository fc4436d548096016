import type { RpcCall, RpcOperation } from '../../kernel/types';
import { missing } from '../../rpc/request';
import type { Compute, EcsInstance } from '../../world/compute';
import { Parameters } from '../parameters';
import { type EcsErrorCode, ecsError } from './errors';
import { regionNamed } from './regions';

/** What ECS needs of the account. */
export interface EcsSource {
  readonly accountId: string;
  readonly now: () => Date;
  readonly compute: Compute;
}

/** One operation of ECS, as this room writes it down. */
export interface EcsOperation {
  readonly required?: readonly string[];
  /** The last parts of the resources it is about: `instance/i-bp1…`, `instance/*`, `command/*`; none: all resources. */
  readonly on: (parameters: Parameters) => readonly string[];
  readonly answer: (parameters: Parameters, region: string) => Record<string, unknown>;
}

const TYPES: Readonly<Record<string, string>> = { instance: 'ACS::ECS::Instance', command: 'ACS::ECS::Command' };

/** Turns written-down operations into those of the RPC door: RAM action `ecs:<Api>`, resources in the call's region. */
export function operationsOf(
  source: EcsSource,
  written: Readonly<Record<string, EcsOperation>>,
): Record<string, RpcOperation> {
  const resources = (operation: EcsOperation, call: RpcCall): string[] =>
    operation.on(new Parameters(call.parameters)).map((id) => `acs:ecs:${call.region}:${source.accountId}:${id}`);
  return Object.fromEntries(
    Object.entries(written).map(([name, operation]): [string, RpcOperation] => [
      name,
      {
        required: operation.required ?? [],
        write: !name.startsWith('Describe'),
        permission: (call) => {
          const asked = resources(operation, call);
          return { actions: [`ecs:${name}`], resources: asked.length > 0 ? asked : ['*'] };
        },
        run: (call) => {
          regionNamed(call.region);
          return operation.answer(new Parameters(call.parameters), call.region);
        },
        resource: (call) => {
          const [kind = '', id = ''] = (operation.on(new Parameters(call.parameters))[0] ?? '').split('/');
          return { type: TYPES[kind] ?? '', name: id === '*' ? '' : id };
        },
      },
    ]),
  );
}

/** The instances that `InstanceId.N` names, in this order. Throws MissingParameter, and the code for too many. */
export function namedIds(parameters: Parameters, most: number, tooMany: () => Error): string[] {
  const ids = parameters.list('InstanceId');
  if (ids.length === 0) missing('InstanceId');
  if (ids.length > most) throw tooMany();
  return ids;
}

/** Those instances, each of them in this region. Throws `absent` for one that is not there. */
export function instancesNamed(
  source: EcsSource,
  region: string,
  ids: readonly string[],
  absent: EcsErrorCode,
): EcsInstance[] {
  return ids.map((id) => {
    const instance = source.compute.instances.get(id);
    if (instance?.region !== region) throw ecsError(absent);
    return instance;
  });
}
