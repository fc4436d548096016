import { stringify } from 'yaml';
import hygieneRole from '../docs/roles/hygiene.json';
import investigateRole from '../docs/roles/investigate.json';
import respondRole from '../docs/roles/respond.json';
import { FREEZE_POLICY, freezeDocument, QUARANTINE_GROUP, quarantineDocument } from '../shared/ram-policy/documents';
import { events } from './ros-events';
import { ACCOUNT, DEAD_LETTERS, type Json, known, REGION, sub } from './ros-values';

const ROLES: Readonly<Record<string, object>> = {
  respond: respondRole,
  investigate: investigateRole,
  hygiene: hygieneRole,
};
const BUCKET = known('Bucket');
const PREFIX = known('Prefix');
const LOG_PROJECT = sub(`ak-tourniquet-${ACCOUNT}`);
/** Stand in for what only the stack knows, while documents are made that check their scope. */
const SCOPE = { bucket: 'bucket-of-the-stack', accountId: '1000000000000000' };

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
      WithRules: { 'Fn::Equals': [{ Ref: 'Rules' }, 'true'] },
      WithDefaultBusRules: { 'Fn::Equals': [{ Ref: 'DefaultBusRules' }, 'true'] },
    },
    Resources: { ...evidence(), ...denyPolicies(), ...roles(), ...logs(), ...events(), ...alarm() },
    Outputs: {
      Bucket: { Description: 'TOURNIQUET_EVIDENCE_BUCKET', Value: { Ref: 'EvidenceBucket' } },
      DeadLetters: { Description: 'Look here for what could not be handled.', Value: DEAD_LETTERS },
    },
  };
  // YAML 1.1, as ROS reads it: what looks like a date or a switch is quoted.
  return HEAD + stringify(template, { lineWidth: 0, version: '1.1' });
}

const PARAMETERS = {
  Bucket: {
    Type: 'String',
    Description: 'A new bucket for journal, evidence and reports. Its name is unique in the whole of OSS.',
    AllowedPattern: '^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$',
  },
  Prefix: { Type: 'String', Description: 'The folder in it: TOURNIQUET_EVIDENCE_PREFIX.', Default: 'ak-tourniquet' },
  AlarmContacts: {
    Type: 'String',
    Description: "CloudMonitor's contact group that hears when respond has not run for ten minutes.",
    Default: '云账号报警联系人',
  },
  Rules: {
    Type: 'String',
    Description: 'true once the functions are deployed: makes the bus, its rule and the alarm.',
    AllowedValues: ['true', 'false'],
    Default: 'false',
  },
  DefaultBusRules: {
    Type: 'String',
    Description: "true where Serverless Devs cannot make them: s.yaml's two rules on the default bus.",
    AllowedValues: ['true', 'false'],
    Default: 'false',
  },
};

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
    QuarantinePolicy: policy(quarantine.name, quarantine.document, { Groups: [{ Ref: 'QuarantineGroup' }] }),
    FreezePolicy: policy(FREEZE_POLICY, freezeDocument().document),
  };
}

function roles(): Json {
  return Object.fromEntries(
    Object.entries(ROLES).flatMap(([name, document]) => {
      const id = name[0]?.toUpperCase() + name.slice(1);
      const full = `ak-tourniquet-${name}`;
      return [
        [
          `${id}Role`,
          {
            Type: 'ALIYUN::RAM::Role',
            Properties: {
              RoleName: full,
              Description: `ak-tourniquet: the ${name} function`,
              MaxSessionDuration: 43_200,
              AssumeRolePolicyDocument: {
                Version: '1',
                Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
              },
            },
          },
        ],
        [
          `${id}Rights`,
          {
            Type: 'ALIYUN::RAM::ManagedPolicy',
            Properties: {
              PolicyName: full,
              Description: `ak-tourniquet: rights of ${name}`,
              PolicyDocumentUnchecked: filledIn(document),
              Roles: [{ 'Fn::GetAtt': [`${id}Role`, 'RoleName'] }],
            },
          },
        ],
      ];
    }),
  );
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
      Condition: 'WithRules',
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

/** Names of the deployment's own things become what the stack knows. */
function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one)]));
  if (typeof value !== 'string') return value;
  const text = value
    .replaceAll(SCOPE.bucket, BUCKET)
    .replaceAll(SCOPE.accountId, ACCOUNT)
    .replaceAll('{bucket}', BUCKET)
    .replaceAll('{prefix}', PREFIX)
    .replaceAll('{accountId}', ACCOUNT)
    .replaceAll('{region}', REGION);
  return text === value ? value : sub(text);
}
