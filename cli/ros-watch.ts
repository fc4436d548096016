import { ACCOUNT, DEAD_LETTERS, type Json, sub } from './ros-values';

const LOG_PROJECT = sub(`ak-tourniquet-${ACCOUNT}`);

/** Where the functions' logs go, and what they could not handle. */
export function logs(): Json {
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
    // Without an index nobody can search the logs.
    FunctionLogsIndex: {
      Type: 'ALIYUN::SLS::Index',
      DependsOn: 'FunctionLogs',
      Properties: {
        ProjectName: LOG_PROJECT,
        LogstoreName: 'functions',
        FullTextIndex: {
          Enable: true,
          CaseSensitive: false,
          IncludeChinese: true,
          Delimiter: `,'";=()[]{}?@&<>/:\n\t\r`,
        },
      },
    },
    DeadLetters: {
      Type: 'ALIYUN::MNS::Queue',
      // The longest that a queue keeps a message: seven days to notice.
      Properties: { QueueName: DEAD_LETTERS, MessageRetentionPeriod: 604_800 },
    },
  };
}

/** Hears that the timer of respond stands still; docs/deploy.md makes the same by hand. */
export function alarm(): Json {
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
