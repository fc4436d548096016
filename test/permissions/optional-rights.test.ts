import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { aSandbox } from '../builders';
import { aRun } from '../run';
import { besidesTheAccessLogs } from './access-log-width';
import { besidesTheArchive } from './archive-width';
import { compare } from './compare';
import { drive, type Question, type Step } from './drive';
import { IDLE_STEP } from './hygiene-steps';
import { besidesIdleKeys } from './idle-keys-width';
import { ACCESS_LOG_STEP, ACCESS_SLS_STEP, ARCHIVE_STEP, LOG_STEP, TRAIL_STEP } from './investigate-steps';
import { besidesTheLogstore } from './log-width';
import { besidesLogins } from './login-width';
import { MFA_STEP } from './mfa-step';
import { powersOf, roleDocument, withoutPower } from './role-documents';
import { besidesTheTrail } from './trail-width';

/** What investigate, or the function of that name, is granted beside its own only where something of the account's is named. */
interface Optional {
  readonly of?: FunctionName;
  readonly suffix: string;
  readonly step: Step;
  /** The questions that these rights answer, and not the role's own. */
  isOf(question: Question): boolean;
  /** What a document lets be done that is not that thing's. */
  besides(document: string): string[];
  readonly widened: readonly (readonly [string, string])[];
}

const onlyOn =
  (name: string) =>
  ({ resources }: Question): boolean =>
    resources.every((resource) => resource.includes(name));
const LOGSTORE: Optional['widened'] = [
  ['project/account-audit/', 'project/account-audit*/'],
  ['project/account-audit/', 'project/*/'],
  ['logstore/actiontrail_main', 'logstore/*'],
  ['logstore/actiontrail_main', 'logstore/actiontrail_*'],
  ['1234567890123456', '*'],
  ['"log:GetIndex"', '"log:*"'],
];
const OPTIONAL: readonly Optional[] = [
  {
    suffix: '-trail',
    step: TRAIL_STEP,
    isOf: onlyOn('account-trail'),
    besides: besidesTheTrail,
    widened: [
      ['account-trail/audit/AliyunLogs/*', 'account-trail*/audit/AliyunLogs/*'],
      ['account-trail/audit/AliyunLogs/*', 'account-trail/*AliyunLogs/*'],
      ['account-trail/audit/AliyunLogs/*', 'account-trail/audit/*'],
      ['account-trail/audit/AliyunLogs/*', 'account-trail/audit/AliyunLogs*'],
      ['acs:oss:*:*:account-trail"', 'acs:oss:*:*:account-trail*"'],
      ['acs:oss:*:*:account-trail"', 'acs:oss:*:*:*account-trail"'],
      ['"audit/AliyunLogs/*"', '"*AliyunLogs/*"'],
      ['"audit/AliyunLogs/*"', '"audit*"'],
      ['"oss:GetObject"', '"oss:GetObject*"'],
    ],
  },
  {
    suffix: '-sls',
    step: LOG_STEP,
    isOf: onlyOn('account-audit'),
    besides: (document) => besidesTheLogstore(document, 'cn-shanghai'),
    widened: LOGSTORE,
  },
  {
    suffix: '-access-sls',
    step: ACCESS_SLS_STEP,
    isOf: onlyOn('account-audit'),
    besides: (document) => besidesTheLogstore(document, 'cn-hangzhou'),
    widened: LOGSTORE,
  },
  {
    suffix: '-access-logs',
    step: ACCESS_LOG_STEP,
    isOf: (question) =>
      question.actions.some((action) => /ListBuckets|GetBucketLogging/.test(action)) ||
      onlyOn('account-logs')(question),
    besides: besidesTheAccessLogs,
    widened: [
      ['account-logs/oss-access/*', 'account-logs*/oss-access/*'],
      ['account-logs/oss-access/*', 'account-logs/*'],
      ['account-logs/oss-access/*', 'account-logs/oss-access*'],
      ['acs:oss:*:*:account-logs"', 'acs:oss:*:*:account-logs*"'],
      ['"oss-access/*"', '"*"'],
      ['1234567890123456', '*'],
      ['"oss:GetBucketLogging"', '"oss:GetBucket*"'],
    ],
  },
  {
    suffix: '-archive',
    step: ARCHIVE_STEP,
    isOf: (question) =>
      onlyOn('account-archive')(question) ||
      onlyOn('--archive.json')(question) ||
      (question.actions.includes('oss:GetObject') &&
        question.resources.every((one) => /\/(findings\.json|findings\.ocsf\.jsonl|report\.json)$/.test(one))),
    besides: besidesTheArchive,
    widened: [
      ['account-archive/ak-tourniquet/incidents/*', 'account-archive*/ak-tourniquet/incidents/*'],
      ['account-archive/ak-tourniquet/incidents/*', 'account-archive/*'],
      ['account-archive/ak-tourniquet/incidents/*', 'account-archive/ak-tourniquet/*'],
      ['acs:oss:*:*:account-archive"', 'acs:oss:*:*:account-archive*"'],
      ['"ak-tourniquet/incidents/*"', '"*"'],
      ['/incidents/*/report.json', '/incidents/*'],
      ['schedule/*--archive.json', 'schedule/*'],
      ['"oss:PutObject"', '"oss:Put*"'],
      ['"oss:PutObject"', '"oss:PutObject","oss:DeleteObject"'],
    ],
  },
  {
    of: 'respond',
    suffix: '-mfa',
    step: MFA_STEP,
    isOf: ({ actions }) => actions.some((action) => /^ims:(Get|Update)LoginProfile$/.test(action)),
    besides: besidesLogins,
    widened: [
      ['acs:ram:*:1234567890123456:user/*', 'acs:ram:*:*:user/*'],
      ['acs:ram:*:1234567890123456:user/*', 'acs:ram:*:1234567890123456:*'],
      ['"ram:UpdateLoginProfile"', '"ram:UpdateLoginProfile","ram:CreateLoginProfile"'],
      ['"ram:UpdateLoginProfile"', '"ram:*LoginProfile"'],
      ['"ims:UpdateLoginProfile"', '"ims:UpdateLoginProfile","ims:SetSecurityPreference"'],
    ],
  },
  {
    of: 'hygiene',
    suffix: '-idle-keys',
    step: IDLE_STEP,
    isOf: ({ resources }) => resources.every((one) => /idle-keys?\.json$/.test(one)),
    besides: besidesIdleKeys,
    widened: [
      ['schedule/*--idle-key.json', 'schedule/*'],
      ['schedule/*--idle-key.json', 'schedule/*-key.json'],
      ['hygiene/idle-keys.json', 'hygiene/*'],
      ['hygiene/*/idle-keys.json', 'hygiene/*/*'],
      ['"oss:PutObject"', '"oss:Put*"'],
      ['"oss:GetObject"', '"oss:GetObject","oss:DeleteObject"'],
    ],
  },
];

describe.each(OPTIONAL)('the rights $suffix', ({ of = 'investigate', suffix, step, isOf, besides, widened }) => {
  const document = roleDocument(of, suffix);
  let questions: readonly Question[] = [];
  let broken: readonly string[] = [];
  beforeAll(async () => {
    ({ questions, broken } = await drive(of, [step]));
  });

  test('are what a run needs beside its own, and no more', () => {
    expect(broken).toEqual([]);
    expect(questions.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(compare(document, questions.filter(isOf))).toEqual({ unused: [], lacking: [] });
    const others = questions.filter((one) => !isOf(one));
    expect(compare(roleDocument(of), others).lacking).toEqual([]);
  });

  test.each(powersOf(document))('without %s a step fails, by name', (action) => {
    const { lacking } = compare(withoutPower(document, action), questions.filter(isOf));
    expect(lacking.length).toBeGreaterThan(0);
    // Two service codes of one API are spellings of one power.
    for (const line of lacking) expect(line).toMatch(new RegExp(`^${step.name}: ${action}( or [a-z]+:\\w+)? on `));
  });

  test('reach nothing that is not meant', () => expect(besides(document)).toEqual([]));

  test.each(widened)('with %s widened to %s, that is named', (from, to) => {
    expect(document).toContain(from);
    expect(besides(document.replaceAll(from, to))).not.toEqual([]);
  });
});

test.each([
  ['a trail', { TOURNIQUET_TRAIL_BUCKET: 'account-x', TOURNIQUET_TRAIL_PREFIX: 'audit' }, 'audit/AliyunLogs/x'],
  ['the archive', { TOURNIQUET_ARCHIVE_BUCKET: 'account-x' }, 'ak-tourniquet/incidents/1/x'],
])('%s: nothing else of its bucket is read, and nothing is taken away', async (what, env, key) => {
  const sandbox = await aSandbox().withBucket('account-x', { 'other.json': '{}' }).start({ env });
  try {
    const { cloud } = await aRun(sandbox, env, 'investigate');
    const bucket = cloud.bucket('account-x');
    const refused = { name: 'CloudForbidden' };
    await expect(bucket.get('other.json')).rejects.toMatchObject(refused);
    await expect(bucket.list('')).rejects.toMatchObject(refused);
    await expect(bucket.put('other.json', '1')).rejects.toMatchObject(refused);
    await expect(bucket.delete(key)).rejects.toMatchObject(refused);
    if (what === 'a trail') await expect(bucket.put(key, '1')).rejects.toMatchObject(refused);
    else await expect(bucket.get(key)).rejects.toMatchObject(refused);
  } finally {
    await sandbox.stop();
  }
});

test('every right that is granted only sometimes is tried here', async () => {
  const { ROLE_RIGHTS } = await import('../../shared/ram-policy/role-rights');
  const sometimes = ROLE_RIGHTS.filter(({ needs }) => needs.length > 0).map(
    ({ of, suffix }) => `${roleName(of)}${suffix}`,
  );
  const tried = OPTIONAL.map(({ of = 'investigate', suffix }) => `${roleName(of)}${suffix}`);
  // A deny is no right: test/permissions/excluded-users.test.ts tries it.
  expect([...tried, 'ak-tourniquet-respond-excluded'].sort()).toEqual(sometimes.sort());
});
