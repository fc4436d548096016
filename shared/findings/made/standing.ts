import type { AuditEvent } from '../../evidence/types';
import { bucketOf, destinationOf } from '../account';
import { answered, asked, byId, edge, givenTo, joined, type Maker, thing } from './forms';

const FC = /^(fc|fc-open)$/i;

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
    services: /^oss$/i,
    calls: /^PutBucketReplication$/,
    made: (event) => edge('bucket-replication', bucketOf(event), destinationOf(event)),
  },
  {
    services: /^oss$/i,
    calls: /^PutBucketPolicy$/,
    made: (event, signs) => edge('bucket-policy', bucketOf(event), givenTo(event, signs)),
  },
  {
    services: /^ecs$/i,
    calls: /^ModifyImageSharePermission$/,
    made: (event, signs) => edge('shared-image', asked(event, 'ImageId'), givenTo(event, signs)),
  },
  {
    services: /^ecs$/i,
    calls: /^ModifySnapshot(Attribute|SharePermission)$/,
    made: (event, signs) => edge('shared-snapshot', asked(event, 'SnapshotId'), givenTo(event, signs)),
  },
];

/** The role that the call gave to a function, in lower case: whoever runs the function speaks by it. */
export function roleOfFunction(event: AuditEvent): string | undefined {
  const arn = FC.test(event.service) ? asked(event, 'role') : undefined;
  return arn?.slice(arn.lastIndexOf('/') + 1).toLowerCase();
}

/** It runs again by itself: by a clock, or whenever the instance starts (ECS, RunCommand, `RepeatMode`). */
function isTimed(event: AuditEvent): boolean {
  const mode = asked(event, 'RepeatMode');
  if (mode !== undefined) return !/^once$/i.test(mode);
  return /^(true|1)$/i.test(asked(event, 'Timed') ?? '') || asked(event, 'Frequency') !== undefined;
}
