import { stringify } from 'yaml';
import { FREEZE_POLICY, freezeDocument, QUARANTINE_GROUP, quarantineDocument } from '../shared/ram-policy/documents';
import { events } from './ros-events';
import { PARAMETERS } from './ros-parameters';
import { roles, trail } from './ros-roles';
import { ACCOUNT, DEAD_LETTERS, filledIn, type Json, SCOPE, sub } from './ros-values';

const LOG_PROJECT = sub(`ak-tourniquet-${ACCOUNT}`);

const HEAD = `# ak-tourniquet: everything but the functions, as a stack of Resource Orchestration Service (ROS).
# Written by \`npx --no ak-tourniquet ros-template\` from the documents that the code itself uses; do not edit it here.
# docs/deploy.md says when to create it, and when to update it with Rules=true.
`;

/**
 * The ROS template of docs/ros.yaml (ROS, "Template syntax"; types ALIYUN::OSS, RAM, MNS, SLS, EventBridge, CMS). With
 * \`Rules\` off it makes what \`s deploy\` needs; with it, the bus and the rules that need the functions, and the alarm.
 */
export function rosTemplate(): string {
  const template = {
    ROSTemplateFormatVersion: '2015-09-01',
    Description: 'ak-tourniquet: bucket, deny policies, roles, dead letters, log project; then bus, rules and alarm.',
    Parameters: PARAMETERS,
    Conditions: {
      WithRules: is('Rules', 'true'),
      WithDefaultBusRules: is('DefaultBusRules', 'true'),
      WithAlarm: is('Alarm', 'true'),
      WithQuarantinePolicy: is('QuarantinePolicy', 'true'),
      WithTrail: { 'Fn::Not': is('TrailBucket', '') },
    },
    Resources: { ...evidence(), ...denyPolicies(), ...roles(), ...trail(), ...logs(), ...events(), ...alarm() },
    Outputs: {
      Bucket: { Description: 'TOURNIQUET_EVIDENCE_BUCKET', Value: { Ref: 'EvidenceBucket' } },
      DeadLetters: { Description: 'Look here for what could not be handled.', Value: DEAD_LETTERS },
    },
  };
  // YAML 1.1, as ROS reads it: what looks like a date or a switch is quoted.
  return HEAD + stringify(template, { lineWidth: 0, version: '1.1' });
}

const is = (parameter: string, value: string): Json => ({ 'Fn::Equals': [{ Ref: parameter }, value] });
function evidence(): Json {
  return {
    EvidenceBucket: {
      Type: 'ALIYUN::OSS::Bucket',
      // Evidence outlives the stack. Versioning stays off: with it OSS ignores forbid-overwrite, the journal's lock.
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName: { Ref: 'Bucket' },
        AccessControl: 'private',
        ServerSideEncryptionConfiguration: { SSEAlgorithm: 'AES256' },
      },
    },
  };
}

function denyPolicies(): Json {
  const policy = (name: string, document: string, more: Json = {}): Json => ({
    Type: 'ALIYUN::RAM::ManagedPolicy',
    Properties: {
      PolicyName: name,
      Description: 'ak-tourniquet: attached to the user of a leaked AccessKey',
      PolicyDocumentUnchecked: filledIn(JSON.parse(document)),
      ...more,
    },
  });
  const quarantine = quarantineDocument(SCOPE);
  return {
    QuarantineGroup: {
      Type: 'ALIYUN::RAM::Group',
      Properties: { GroupName: QUARANTINE_GROUP, Comments: 'ak-tourniquet: for users without a free policy slot' },
    },
    QuarantinePolicy: {
      Condition: 'WithQuarantinePolicy',
      ...policy(quarantine.name, quarantine.document, { Groups: [{ Ref: 'QuarantineGroup' }] }),
    },
    FreezePolicy: policy(FREEZE_POLICY, freezeDocument().document),
  };
}

function logs(): Json {
  return {
    LogProject: {
      Type: 'ALIYUN::SLS::Project',
      Properties: { Name: LOG_PROJECT, Description: 'ak-tourniquet: logs of the functions' },
    },
    FunctionLogs: {
      Type: 'ALIYUN::SLS::Logstore',
      DependsOn: 'LogProject',
      Properties: { ProjectName: LOG_PROJECT, LogstoreName: 'functions', TTL: 180, ShardCount: 1 },
    },
    // Without an index nothing in the logs can be searched, and the console's log tab stays empty.
    FunctionLogsIndex: {
      Type: 'ALIYUN::SLS::Index',
      DependsOn: 'FunctionLogs',
      Properties: {
        ProjectName: LOG_PROJECT,
        LogstoreName: 'functions',
        FullTextIndex: { Enable: true, CaseSensitive: false, IncludeChinese: true },
      },
    },
    DeadLetters: {
      Type: 'ALIYUN::MNS::Queue',
      // The longest that a queue keeps a message: seven days to notice.
      Properties: { QueueName: DEAD_LETTERS, MessageRetentionPeriod: 604_800 },
    },
  };
}

function alarm(): Json {
  return {
    SilenceAlarm: {
      Type: 'ALIYUN::CMS::ResourceMetricRule',
      Condition: 'WithAlarm',
      Properties: {
        RuleName: 'ak-tourniquet: respond does not run',
        RuleId: 'ak-tourniquet-silence',
        Namespace: 'acs_fc',
        MetricName: 'FunctionTotalInvocations',
        Resources: [{ region: { Ref: 'ALIYUN::Region' }, functionName: 'ak-tourniquet-respond' }],
        ContactGroups: [{ Ref: 'AlarmContacts' }],
        // Twice five minutes without one of the timer's invocations. No data is silence, too.
        Period: 300,
        Interval: 300,
        NoDataPolicy: 'INSUFFICIENT_DATA',
        Escalations: {
          Critical: { ComparisonOperator: 'LessThanThreshold', Statistics: 'Sum', Threshold: 1, Times: 2 },
        },
      },
    },
  };
}
