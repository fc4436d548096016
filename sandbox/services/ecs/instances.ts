import { invalid, type Parameters } from '../parameters';
import { describeInstances } from './describe';
import { ecsError } from './errors';
import { runInstances } from './launch';
import { type EcsOperation, type EcsSource, instancesNamed, namedIds } from './operation';
import { describeRegions } from './regions';

/** Batch operations take 1 to 100 instances. */
const MOST_NAMED = 100;

const idsIn = (parameters: Parameters): string[] => namedIds(parameters, MOST_NAMED, () => invalid('InstanceId'));
const onNamed = (parameters: Parameters): string[] => idsIn(parameters).map((id) => `instance/${id}`);

/** ECS instances: made, looked at, stopped and released. */
export function instanceOperations(source: EcsSource): Record<string, EcsOperation> {
  return {
    DescribeRegions: {
      on: () => [],
      answer: (parameters) => describeRegions(parameters.optional('AcceptLanguage')),
    },
    DescribeInstances: {
      required: ['RegionId'],
      on: () => ['instance/*'],
      answer: (parameters, region) => describeInstances(source, parameters, region),
    },
    RunInstances: {
      required: ['RegionId', 'ImageId', 'InstanceType'],
      on: () => ['instance/*'],
      answer: (parameters, region) => runInstances(source, parameters, region),
    },
    StopInstances: {
      required: ['RegionId'],
      on: onNamed,
      answer: (parameters, region) => stop(source, parameters, region),
    },
    DeleteInstance: {
      required: ['InstanceId'],
      on: (parameters) => [`instance/${parameters.text('InstanceId')}`],
      answer: (parameters, region) => release(source, parameters, region, [parameters.text('InstanceId')]),
    },
    DeleteInstances: {
      required: ['RegionId'],
      on: onNamed,
      answer: (parameters, region) => release(source, parameters, region, idsIn(parameters)),
    },
  };
}

/** All or none of them: one that does not run stops the whole call (BatchOptimization AllTogether, the default). */
function stop(source: EcsSource, parameters: Parameters, region: string): Record<string, unknown> {
  const instances = instancesNamed(source, region, idsIn(parameters), 'InvalidInstanceId.NotFound');
  if (instances.some(({ status }) => status !== 'Running')) throw ecsError('IncorrectInstanceStatus');
  if (parameters.flag('DryRun')) throw ecsError('DryRunOperation');
  return {
    InstanceResponses: {
      InstanceResponse: instances.map((instance) => {
        const PreviousStatus = instance.status;
        instance.status = 'Stopped';
        return {
          InstanceId: instance.id,
          PreviousStatus,
          CurrentStatus: 'Stopping',
          Code: '200',
          Message: 'success',
        };
      }),
    },
  };
}

/** What runs is released by force only; its storage goes with it. */
function release(
  source: EcsSource,
  parameters: Parameters,
  region: string,
  ids: readonly string[],
): Record<string, unknown> {
  const instances = instancesNamed(source, region, ids, 'InvalidInstanceId.NotFound');
  if (!parameters.flag('Force') && instances.some(({ status }) => status !== 'Stopped'))
    throw ecsError('IncorrectInstanceStatus');
  if (parameters.flag('DryRun')) throw ecsError('DryRunOperation');
  for (const { id } of instances) source.compute.instances.delete(id);
  return {};
}
