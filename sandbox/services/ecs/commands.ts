import { isoSeconds } from '../../kernel/trail';
import type { EcsCommand } from '../../world/compute';
import { invalid, type Parameters } from '../parameters';
import { ecsError } from './errors';
import { newCommandId, newInvocationId } from './ids';
import { type EcsOperation, type EcsSource, instancesNamed, namedIds } from './operation';

const TYPES: readonly string[] = ['RunShellScript', 'RunBatScript', 'RunPowerShellScript'];
/** What one invocation may reach, and what is kept in a region (Cloud Assistant, "Limits"). */
const MOST_INSTANCES = 100;
const MOST_COMMANDS = 500;
const CONTENT_BYTES = 18 * 1024;
const NAME_LENGTH = 128;

const idsIn = (parameters: Parameters): string[] =>
  namedIds(parameters, MOST_INSTANCES, () => ecsError('InstanceIds.ExceedLimit'));
const onNamed = (parameters: Parameters): string[] => idsIn(parameters).map((id) => `instance/${id}`);

/** Cloud Assistant: commands are kept and addressed as the real ones, and executed nowhere. */
export function commandOperations(source: EcsSource): Record<string, EcsOperation> {
  return {
    CreateCommand: {
      required: ['RegionId', 'Name', 'Type', 'CommandContent'],
      on: () => ['command/*'],
      answer: (parameters, region) => {
        if (keptIn(source, region) >= MOST_COMMANDS) throw ecsError('CmdCount.ExceedQuota');
        return { CommandId: add(source, commandOf(source, parameters, region, 'Base64', true)).id };
      },
    },
    InvokeCommand: {
      required: ['RegionId', 'CommandId'],
      on: (parameters) => [...onNamed(parameters), `command/${parameters.text('CommandId')}`],
      answer: (parameters, region) => {
        const command = source.compute.commands.get(parameters.text('CommandId'));
        if (!command?.kept || command.region !== region) throw ecsError('InvalidCmdId.NotFound');
        return { InvokeId: invoke(source, command, region, idsIn(parameters)) };
      },
    },
    RunCommand: {
      required: ['RegionId', 'Type', 'CommandContent'],
      on: (parameters) => [...onNamed(parameters), 'command/*'],
      answer: (parameters, region) => {
        const kept = parameters.flag('KeepCommand') ?? false;
        const command = commandOf(source, parameters, region, 'PlainText', kept);
        const InvokeId = invoke(source, command, region, idsIn(parameters));
        return { CommandId: add(source, command).id, InvokeId };
      },
    },
    DescribeInvocations: {
      required: ['RegionId'],
      on: () => ['instance/*'],
      answer: (parameters, region) => describeInvocations(source, parameters, region),
    },
  };
}

function commandOf(
  source: EcsSource,
  parameters: Parameters,
  region: string,
  usualEncoding: 'Base64' | 'PlainText',
  kept: boolean,
): EcsCommand {
  const type = parameters.text('Type');
  if (!TYPES.includes(type)) throw ecsError('InvalidCmdType.NotFound');
  const id = newCommandId();
  const name = parameters.optional('Name') ?? id;
  if (name.length > NAME_LENGTH) throw ecsError('CmdName.ExceedLimit');
  const sent = parameters.text('CommandContent');
  const encoding = parameters.optional('ContentEncoding') ?? usualEncoding;
  const content = encoding === 'Base64' ? decoded(sent) : sent;
  if (Buffer.byteLength(content) > CONTENT_BYTES) throw ecsError('CmdContent.ExceedLimit');
  return { id, region, name, type, content, createDate: source.now(), kept };
}

function decoded(content: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(content) || content.length % 4 !== 0) throw ecsError('CmdContent.DecodeError');
  return Buffer.from(content, 'base64').toString();
}

function add(source: EcsSource, command: EcsCommand): EcsCommand {
  source.compute.commands.set(command.id, command);
  return command;
}

function keptIn(source: EcsSource, region: string): number {
  return [...source.compute.commands.values()].filter((command) => command.kept && command.region === region).length;
}

function invoke(source: EcsSource, command: EcsCommand, region: string, ids: readonly string[]): string {
  const instances = instancesNamed(source, region, ids, 'InvalidInstance.NotFound');
  if (instances.some(({ status }) => status !== 'Running')) throw ecsError('InvalidInstanceStatus');
  const id = newInvocationId();
  source.compute.invocations.push({ id, command, region, instanceIds: ids, createDate: source.now() });
  return id;
}

/** The latest first; CommandContent is Base64 as the service gives it out. No status: nothing was executed here. */
function describeInvocations(source: EcsSource, parameters: Parameters, region: string): Record<string, unknown> {
  const page = parameters.integer('PageNumber') ?? 1;
  const size = parameters.integer('PageSize') ?? 10;
  if (page < 1) throw invalid('PageNumber');
  if (size < 1 || size > 50) throw invalid('PageSize');
  const [invokeId, commandId, instanceId] = ['InvokeId', 'CommandId', 'InstanceId'].map((n) => parameters.optional(n));
  const found = source.compute.invocations
    .filter((one) => one.region === region)
    .filter((one) => invokeId === undefined || one.id === invokeId)
    .filter((one) => commandId === undefined || one.command.id === commandId)
    .filter((one) => instanceId === undefined || one.instanceIds.includes(instanceId))
    .reverse();
  return {
    TotalCount: found.length,
    PageNumber: page,
    PageSize: size,
    Invocations: {
      Invocation: found.slice((page - 1) * size, page * size).map(({ id, command, instanceIds, createDate }) => ({
        InvokeId: id,
        CommandId: command.id,
        CommandName: command.name,
        CommandType: command.type,
        CommandContent: Buffer.from(command.content).toString('base64'),
        CreationTime: isoSeconds(createDate),
        InvokeInstances: { InvokeInstance: instanceIds.map((InstanceId) => ({ InstanceId })) },
      })),
    },
  };
}
