import { CLI } from '../shared/command-line';
import type { Json } from './ros-values';

const choice = (Description: string, Default: 'true' | 'false'): Json => ({
  Type: 'String',
  Description,
  AllowedValues: ['true', 'false'],
  Default,
});

/** What the stack asks for; docs/deploy.md has a line for each. */
export const PARAMETERS = {
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
  Rules: choice('true once the functions are deployed: makes the bus and its rule.', 'false'),
  Alarm: choice('true once the functions are deployed: makes the alarm of CloudMonitor.', 'false'),
  DefaultBusRules: choice(
    "true where Serverless Devs cannot make them: s.yaml's two rules on the default bus.",
    'false',
  ),
  UnconfirmedCodes: choice(
    'false where RAM refuses AkTourniquetQuarantine: leaves out the codes that no RAM document confirms.',
    'true',
  ),
  ArchiveBucket: {
    Type: 'String',
    Description: `TOURNIQUET_ARCHIVE_BUCKET, if finished evidence packs are to be copied there; \`${CLI} setup\` makes it. Empty: they are not.`,
    Default: '',
  },
  TrailBucket: {
    Type: 'String',
    Description: 'TOURNIQUET_TRAIL_BUCKET, if investigate is to read a trail there. Empty: it is not.',
    Default: '',
  },
  TrailFolder: {
    Type: 'String',
    Description: 'TOURNIQUET_TRAIL_PREFIX with a slash behind it; empty where the trail has no prefix.',
    Default: '',
  },
  LogProject: {
    Type: 'String',
    Description: "The Log Service project of a trail's logstore, if investigate is to search there. Empty: it is not.",
    Default: '',
  },
  Logstore: {
    Type: 'String',
    Description: 'The logstore in it: actiontrail_ and the name of the trail, or that of TOURNIQUET_TRAIL_SLS.',
    Default: '',
  },
  AccessLogBucket: {
    Type: 'String',
    Description:
      "The bucket of TOURNIQUET_ACCESS_LOGS, if investigate is to read buckets' access logs there. Empty: it is not.",
    Default: '',
  },
  AccessLogPrefix: {
    Type: 'String',
    Description: 'The prefix of TOURNIQUET_ACCESS_LOGS, as it stands there.',
    Default: '',
  },
  AccessLogProject: {
    Type: 'String',
    Description:
      "The project of TOURNIQUET_ACCESS_LOG_SLS, if investigate is to search OSS's real-time log there. Empty: it is not.",
    Default: '',
  },
  AccessLogstore: {
    Type: 'String',
    Description: 'The logstore of TOURNIQUET_ACCESS_LOG_SLS.',
    Default: '',
  },
  Mfa: choice('true where TOURNIQUET_MFA is enforce: respond may change console logins.', 'false'),
  ExcludeUsers: {
    Type: 'String',
    Description:
      'TOURNIQUET_EXCLUDE_USERS without blanks, as it stands there: respond is denied every change of these users. Empty: of none.',
    AllowedPattern: '^([A-Za-z0-9._-]{1,64}(,[A-Za-z0-9._-]{1,64})*)?$',
    Default: '',
  },
  IdleKeys: choice(
    'true where TOURNIQUET_IDLE_KEYS is disable: hygiene may ask respond to switch unused keys off.',
    'false',
  ),
} as const;

const isTrue = (parameter: keyof typeof PARAMETERS): Json => ({ 'Fn::Equals': [{ Ref: parameter }, 'true'] });

const bothGiven = (...names: readonly (keyof typeof PARAMETERS)[]): Json => ({
  'Fn::And': names.map((name) => ({ 'Fn::Not': { 'Fn::Equals': [{ Ref: name }, ''] } })),
});

export const CONDITIONS = {
  WithRules: isTrue('Rules'),
  WithAlarm: isTrue('Alarm'),
  WithDefaultBusRules: isTrue('DefaultBusRules'),
  WithUnconfirmedCodes: isTrue('UnconfirmedCodes'),
  WithArchive: { 'Fn::Not': { 'Fn::Equals': [{ Ref: 'ArchiveBucket' }, ''] } },
  WithTrail: { 'Fn::Not': { 'Fn::Equals': [{ Ref: 'TrailBucket' }, ''] } },
  // Half of a name would be half of a resource: `*` or nothing.
  WithLogTrail: bothGiven('LogProject', 'Logstore'),
  WithAccessLogs: bothGiven('AccessLogBucket', 'AccessLogPrefix'),
  WithMfa: isTrue('Mfa'),
  WithIdleKeys: isTrue('IdleKeys'),
  WithExcludeUsers: { 'Fn::Not': { 'Fn::Equals': [{ Ref: 'ExcludeUsers' }, ''] } },
  WithAccessLogSls: bothGiven('AccessLogProject', 'AccessLogstore'),
};
