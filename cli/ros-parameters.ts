const SWITCH = { Type: 'String', AllowedValues: ['true', 'false'] };

/** What the stack asks for. */
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
  Rules: {
    ...SWITCH,
    Description: 'true once the functions are deployed: makes the bus ak-tourniquet and its rule.',
    Default: 'false',
  },
  Alarm: {
    ...SWITCH,
    Description: 'true once the functions are deployed: makes the alarm that respond does not run.',
    Default: 'false',
  },
  DefaultBusRules: {
    ...SWITCH,
    Description: "true where Serverless Devs cannot make them: s.yaml's two rules on the default bus.",
    Default: 'false',
  },
  QuarantinePolicy: {
    ...SWITCH,
    Description: 'false where RAM refuses a code in it: `ak-tourniquet setup` then makes it without that code.',
    Default: 'true',
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
};
