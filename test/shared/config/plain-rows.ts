import type { Row } from './row';

const LONG = 'k'.repeat(32);
const BAD_BUCKETS = [
  'ab',
  'Upper',
  '-begins',
  'ends-',
  'under_score',
  'dot.ted',
  'a'.repeat(64),
  'acme/evidence',
  'bücket',
];
const BAD_PREFIXES = ['/', '//', 'a//b', '../up', 'a/../b', 'a/./b', 'a b', '//a', 'a//', 'a\\b', 'a'.repeat(201)];

/** Words, numbers, names, lists and the state key. */
export const PLAIN_ROWS: readonly Row[] = [
  {
    name: 'TOURNIQUET_MODE',
    reads: [
      ['enforce', 'enforce'],
      [' observe ', 'observe'],
    ],
    of: (c) => c.mode,
    refuses: ['Enforce', 'enforced', 'on', 'true'],
  },
  {
    name: 'TOURNIQUET_CONTAINMENT',
    reads: [
      ['', 'quarantine'],
      ['fence', 'fence'],
      ['freeze', 'freeze'],
      ['disable', 'disable'],
    ],
    of: (c) => c.containment,
    refuses: ['none', 'delete', 'quarantine,freeze'],
  },
  {
    name: 'TOURNIQUET_EVIDENCE_BUCKET',
    reads: [
      ['abc', 'abc'],
      ['0-evidence-9', '0-evidence-9'],
      ['a'.repeat(63), 'a'.repeat(63)],
    ],
    of: (c) => c.evidence.bucket,
    refuses: BAD_BUCKETS,
  },
  {
    name: 'TOURNIQUET_EVIDENCE_PREFIX',
    reads: [
      ['', 'ak-tourniquet'],
      ['/security/leaks/', 'security/leaks'],
      ['a..b', 'a..b'],
    ],
    of: (c) => c.evidence.prefix,
    refuses: BAD_PREFIXES,
  },
  {
    name: 'TOURNIQUET_ARCHIVE_BUCKET',
    reads: [
      ['', undefined],
      ['acme-archive', 'acme-archive'],
    ],
    of: (c) => c.evidence.archiveBucket,
    refuses: BAD_BUCKETS,
  },
  {
    name: 'TOURNIQUET_EXCLUDE_USERS',
    reads: [
      ['', []],
      ['ceo', ['ceo']],
      [' a.b , ci-bot,a.b ', ['a.b', 'ci-bot']],
    ],
    of: (c) => [...c.exclude.users],
    refuses: ['ceo,', ',', 'a,,b', 'ops-*', 'ceo@acme', '张三', 'a b'],
  },
  {
    name: 'TOURNIQUET_EXCLUDE_KEYS',
    reads: [
      ['', []],
      ['LTAI5tSandboxExample0001,LTAI5tSandboxExample0001', ['LTAI5tSandboxExample0001']],
    ],
    of: (c) => [...c.exclude.keys],
    refuses: [
      'STS.NUgYrExampleExample',
      'LTAI',
      'AKIAIOSFODNN7EXAMPLE',
      'LTAI5tSandboxExample0001;LTAI5tSandboxExample0002',
    ],
  },
  {
    name: 'TOURNIQUET_MAX_PER_HOUR',
    reads: [
      ['', 20],
      ['0', 0],
      ['10000', 10_000],
    ],
    of: (c) => c.maxPerHour,
    refuses: ['abc', '-1', '10001', '1e3', '2.5', '0x10', '+5', '20 per hour', 'Infinity', 'NaN', '٣'],
  },
  {
    name: 'TOURNIQUET_MAX_CONFIRMED_PER_HOUR',
    reads: [
      ['', 200],
      ['1', 1],
    ],
    of: (c) => c.maxConfirmedPerHour,
    refuses: ['0', '10001', 'many'],
  },
  {
    name: 'TOURNIQUET_UNUSED_DAYS',
    reads: [
      ['', 90],
      ['1', 1],
      ['400', 400],
    ],
    of: (c) => c.unusedDays,
    refuses: ['0', '401', '90d'],
  },
  {
    name: 'TOURNIQUET_IDLE_KEYS',
    reads: [
      ['', 'report'],
      ['disable', 'disable'],
    ],
    of: (c) => c.idleKeys.action,
    refuses: ['enforce', 'delete', 'on'],
  },
  {
    name: 'TOURNIQUET_IDLE_WARN_DAYS',
    reads: [
      ['', 7],
      ['90', 90],
    ],
    of: (c) => c.idleKeys.warnDays,
    refuses: ['0', '91', '7d'],
  },
  {
    name: 'TOURNIQUET_IDLE_MAX_PER_NIGHT',
    reads: [
      ['', 5],
      ['20', 20],
    ],
    of: (c) => c.idleKeys.maxPerNight,
    refuses: ['0', '21', 'all'],
  },
  {
    name: 'TOURNIQUET_POLL_SECONDS',
    reads: [
      ['', 60],
      ['5', 5],
      ['60', 60],
    ],
    of: (c) => c.pollSeconds,
    refuses: ['4', '61', '0', '5s'],
  },
  {
    name: 'TOURNIQUET_TRAIL_BUCKET',
    reads: [
      ['', undefined],
      ['acme-trail', 'acme-trail'],
    ],
    of: (c) => c.trail.bucket,
    refuses: BAD_BUCKETS,
  },
  {
    name: 'TOURNIQUET_TRAIL_PREFIX',
    beside: { TOURNIQUET_TRAIL_BUCKET: 'acme-trail' },
    reads: [
      ['', ''],
      ['audit/', 'audit'],
    ],
    of: (c) => c.trail.prefix,
    refuses: BAD_PREFIXES,
  },
  {
    name: 'TOURNIQUET_ACCESS_LOGS',
    reads: [
      ['', undefined],
      ['acme-logs/oss-access/', { bucket: 'acme-logs', prefix: 'oss-access/' }],
      ['acme-logs/a/b-', { bucket: 'acme-logs', prefix: 'a/b-' }],
    ],
    of: (c) => c.accessLogs,
    refuses: ['acme-logs', 'acme-logs/', '/logs', 'Acme/logs/', 'acme-logs/a*', 'acme-logs//x', 'acme-logs/../x'],
  },
  {
    name: 'TOURNIQUET_ACCESS_LOG_SLS',
    reads: [
      ['', undefined],
      ['oss-log-1-cn-hangzhou/oss-log-store', { project: 'oss-log-1-cn-hangzhou', logstore: 'oss-log-store' }],
    ],
    of: (c) => c.accessLogSls,
    refuses: ['acme-audit', '/store', 'a/b/c', 'Acme/store'],
  },
  {
    name: 'TOURNIQUET_TRAIL_SLS',
    reads: [
      ['', undefined],
      ['acme-audit/actiontrail_all', { project: 'acme-audit', logstore: 'actiontrail_all' }],
    ],
    of: (c) => c.trail.sls,
    refuses: ['acme-audit', 'acme-audit/', '/store', 'a/b/c', 'Acme/store', 'acme audit/store'],
  },
  {
    name: 'TOURNIQUET_MFA',
    reads: [
      ['', 'report'],
      ['enforce', 'enforce'],
    ],
    of: (c) => c.mfa,
    refuses: ['yes', 'off'],
  },
  {
    name: 'TOURNIQUET_INVESTIGATE_FUNCTION',
    reads: [
      ['', undefined],
      ['look', 'look'],
      ['service/look', 'service/look'],
    ],
    of: (c) => c.investigateFunction,
    refuses: ['1look', 'a/b/c', 'a b', '/look', 'a.b'],
  },
  {
    name: 'TOURNIQUET_STATE_KEY',
    reads: [
      [LONG, { kind: 'plain', value: LONG }],
      ['密'.repeat(11), { kind: 'plain', value: '密'.repeat(11) }],
      ['kms:state', { kind: 'kms', name: 'state' }],
    ],
    of: (c) => c.stateKey,
    refuses: ['k'.repeat(31), 'short', 'kms:'],
  },
  {
    name: 'TOURNIQUET_ESCALATE',
    reads: [
      ['', 'ask'],
      ['auto', 'auto'],
    ],
    of: (c) => c.escalate,
    refuses: ['automatic', 'never'],
  },
  {
    name: 'TOURNIQUET_LANGUAGE',
    reads: [
      ['', 'zh'],
      ['en', 'en'],
    ],
    of: (c) => c.language,
    refuses: ['de', 'zh-CN', 'EN'],
  },
  {
    name: 'TOURNIQUET_SITE',
    reads: [
      ['', 'china'],
      ['international', 'international'],
    ],
    of: (c) => c.site,
    refuses: ['intl', 'cn'],
  },
  {
    name: 'TOURNIQUET_REGIONS',
    reads: [
      ['', []],
      ['cn-hangzhou, ap-southeast-1,cn-hangzhou', ['cn-hangzhou', 'ap-southeast-1']],
      ['cn-shanghai-finance-1', ['cn-shanghai-finance-1']],
    ],
    of: (c) => c.regions,
    refuses: ['hangzhou', 'CN-hangzhou', 'cn-hangzhou cn-beijing', 'cn-hangzhou,', 'cn-', 'all'],
  },
];
