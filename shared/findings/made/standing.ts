import type { AuditEvent } from '../../evidence/types';
import { bucketOf, destinationOf } from '../account';
import { isForEveryone } from '../everyone';
import { documentOf, wordsOf } from '../parameters';
import type { Signs } from '../rules';
import type { Made } from '../rules/model';
import { answered, asked, byId, edge, FC, givenTo, joined, type Maker, thing } from './forms';

/** What acts on by itself when every key is dead, and what of the account another one holds or gets. */
export const STANDING: readonly Maker[] = [
  {
    services: FC,
    calls: /^(Create|Update)Function(Code)?$/,
    made: (event) => thing('function', asked(event, 'functionName')),
  },
  {
    services: FC,
    calls: /^(Create|Publish)LayerVersion$/,
    made: (event) => {
      const version = answered(event, 'version');
      const layer = asked(event, 'layerName') ?? answered(event, 'layerName');
      return thing('layer', joined('layer', layer, ...(version ? [version] : [])), layer);
    },
  },
  {
    services: FC,
    calls: /^(Create|Update)Trigger$/,
    made: (event) => {
      const trigger = asked(event, 'triggerName') ?? answered(event, 'triggerName');
      const runs = asked(event, 'functionName');
      return thing('trigger', joined('trigger', runs, ...(trigger ? [trigger] : [])), trigger ?? runs);
    },
  },
  {
    services: /^ecs$/i,
    calls: /^(InvokeCommand|CreateCommand|RunCommand)$/,
    made: (event) => (isTimed(event) ? byId('timed-command', event, 'CommandId', 'InvokeId', 'Name') : undefined),
  },
  {
    services: /^ess$/i,
    calls: /^(Create|Modify)ScalingRule$/,
    made: (event) => byId('scaling-rule', event, 'ScalingRuleId', 'ScalingRuleAri', 'ScalingRuleName'),
  },
  {
    services: /^ess$/i,
    calls: /^(Create|Modify)ScheduledTask$/,
    made: (event) => byId('scheduled-task', event, 'ScheduledTaskId', 'ScheduledTaskId', 'ScheduledTaskName'),
  },
  {
    services: /^ess$/i,
    calls: /^CreateScalingGroup$/,
    made: (event) => byId('scaling-group', event, 'ScalingGroupId', 'ScalingGroupId', 'ScalingGroupName'),
  },
  {
    services: /^ess$/i,
    calls: /^CreateScalingConfiguration$/,
    made: (event) =>
      byId(
        'scaling-configuration',
        event,
        'ScalingConfigurationId',
        'ScalingConfigurationId',
        'ScalingConfigurationName',
      ),
  },
  {
    services: /^ecs$/i,
    calls: /^CreateAutoProvisioningGroup$/,
    made: (event) =>
      byId(
        'provisioning-group',
        event,
        'AutoProvisioningGroupId',
        'AutoProvisioningGroupId',
        'AutoProvisioningGroupName',
      ),
  },
  {
    services: /^oos$/i,
    calls: /^(Start|Create)Execution$/,
    made: (event) => byId('execution', event, 'ExecutionId', 'ExecutionId', 'TemplateName'),
  },
  {
    services: /^ros$/i,
    calls: /^(Create|Update|Continue)Stack$/,
    made: (event) => byId('stack', event, 'StackId', 'StackId', 'StackName'),
  },
  {
    services: /^ros$/i,
    calls: /^CreateStackGroup$/,
    made: (event) => byId('stack', event, 'StackGroupId', 'StackGroupId', 'StackGroupName'),
  },
  {
    services: /^oss$/i,
    calls: /^PutBucketReplication$/,
    made: (event) => {
      const bucket = bucketOf(event);
      return (
        edge('bucket-replication', bucket, destinationOf(event)) ??
        thing('bucket-replication', joined('bucket-replication', bucket), bucket)
      );
    },
  },
  {
    services: /^oss$/i,
    calls: /^PutBucketPolicy$/,
    made: (event, signs) => given('bucket-policy', bucketOf(event), event, signs, documentOf(event) === undefined),
  },
  {
    services: /^ecs$/i,
    calls: /^ModifyImageShare(Group)?Permission$/,
    made: (event, signs) => given('shared-image', asked(event, 'ImageId'), event, signs, isSilent(event)),
  },
  {
    services: /^ecs$/i,
    calls: /^ModifySnapshot(Attribute|SharePermission)$/,
    made: (event, signs) => given('shared-snapshot', asked(event, 'SnapshotId'), event, signs, isSilent(event)),
  },
];

/** What was opened to whom: `*` where it is everyone, and nobody by name where the event is silent of it. */
function given(
  type: Made['type'],
  what: string | undefined,
  event: AuditEvent,
  signs: Signs,
  isUntold: boolean,
): Made | undefined {
  const to = givenTo(event, signs) ?? (isForEveryone(event) ? '*' : undefined);
  return edge(type, what, to) ?? (isUntold ? thing(type, joined(type, what), what) : undefined);
}

/** The export has left out with whom it was shared. */
const isSilent = (event: AuditEvent): boolean => !wordsOf(event).some(({ name }) => /^(add|remove|is)/i.test(name));

/** It runs again by itself: by a clock, or whenever the instance starts (ECS, RunCommand, `RepeatMode`). */
function isTimed(event: AuditEvent): boolean {
  const mode = asked(event, 'RepeatMode');
  if (mode !== undefined) return !/^once$/i.test(mode);
  return /^(true|1)$/i.test(asked(event, 'Timed') ?? '') || asked(event, 'Frequency') !== undefined;
}
