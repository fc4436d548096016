import { readDeployment } from '../../sandbox/deployment';
import { EVIDENCE_BUCKET } from '../../sandbox/start';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { aSandbox } from '../builders';
import { aRun } from '../run';
import { besidesTheAccessLogs } from './access-log-width';
import { compare } from './compare';
import { drive, type Question, type Step } from './drive';
import { HYGIENE_STEPS } from './hygiene-steps';
import { ACCESS_LOG_STEP, ACCESS_SLS_STEP, INVESTIGATE_STEPS, LOG_STEP, TRAIL_STEP } from './investigate-steps';
import { besidesTheLogstore } from './log-width';
import { platformStep } from './platform-step';
import { RESPOND_STEPS } from './respond-steps';
import { powersOf, roleDocument, withoutPower, withPower } from './role-documents';
import { besidesTheTrail } from './trail-width';
import { widerThanNeeded } from './width';

/** RAM's limit for a custom policy, in characters (CreatePolicy). */
const LONGEST_POLICY = 6144;

const DRIVES = {
  respond: [...RESPOND_STEPS, platformStep('respond')],
  investigate: [...INVESTIGATE_STEPS, platformStep('investigate')],
  hygiene: [...HYGIENE_STEPS, platformStep('hygiene')],
} as const satisfies Record<FunctionName, readonly Step[]>;

jest.setTimeout(60_000);

describe.each(Object.keys(DRIVES) as FunctionName[])('the role of %s', (role) => {
  const document = roleDocument(role);
  let questions: readonly Question[] = [];
  let broken: readonly string[] = [];
  beforeAll(async () => {
    ({ questions, broken } = await drive(role, DRIVES[role]));
  });

  test('allowed every call that a run needed: none was refused, and every step came to its end', () => {
    expect([...compare(document, questions).lacking, ...broken]).toEqual([]);
    expect(questions.filter(({ allowed }) => !allowed)).toEqual([]);
  });

  test('grants nothing that no run used, on no resource that none touched', () => {
    expect(compare(document, questions).unused).toEqual([]);
  });

  test('grants no kind of resource that no run needed', () => {
    expect(widerThanNeeded(document, questions)).toEqual([]);
  });

  test.each(powersOf(document))('without %s a step fails, by name', (action) => {
    const { lacking } = compare(withoutPower(document, action), questions);
    expect(lacking.length).toBeGreaterThan(0);
    const steps = DRIVES[role].map(({ name }) => name);
    for (const line of lacking) expect(steps.some((step) => line.startsWith(`${step}: `))).toBe(true);
  });

  test.each([
    ['ram:CreatePolicyVersion', '*'],
    ['ram:ListGroups', '*'],
    ['oss:GetObject', 'acs:oss:*:*:another-bucket/*'],
  ])('with %s on %s beside it, that is named as unused', (action, resource) => {
    const { unused } = compare(withPower(document, action, resource), questions);
    expect(unused).toEqual([expect.stringContaining(`${action} on ${resource}`)]);
  });

  const REPLACED: readonly (readonly [string, string])[] = [
    [`acs:oss:*:*:${EVIDENCE_BUCKET}/ak-tourniquet/`, 'acs:oss:*:*:*/ak-tourniquet/'],
    [`acs:oss:*:*:${EVIDENCE_BUCKET}/`, `acs:oss:*:*:${EVIDENCE_BUCKET}*/`],
    ['/ak-tourniquet/told/*', '/ak-tourniquet/t*'],
    ['/ak-tourniquet/outbox/*', '/*outbox/*'],
    ['secret/ak-tourniquet*', 'secret/*tourniquet*'],
    ['acs:kms:cn-hangzhou:', 'acs:kms:*:'],
    ['acs:log:cn-hangzhou:1234567890123456:', 'acs:log:cn-hangzhou:*:'],
    ['project/ak-tourniquet-1234567890123456/', 'project/*/'],
    ['/queues/ak-tourniquet-dead-letters/', '/queues/*dead*/'],
    ['acs:ram:*:1234567890123456:user/*', 'acs:ram:*:*:user/*'],
    ['policy/AkTourniquetFreeze', 'policy/*Freeze*'],
    ['policy/AkTourniquetQuarantine"', 'policy/A*Quarantine"'],
    ['group/AkTourniquetQuarantine', 'group/Ak*'],
    ['role/*', '*'],
    ['functions/ak-tourniquet-investigate', 'functions/*-investigate'],
    ['"ak-tourniquet/incidents/*"', '"*incidents/*"'],
    ['"ak-tourniquet/schedule/*"', '"ak-tourniquet/sch*"'],
    ['"ak-tourniquet/outbox/*"', '"ak-tourniquet/outbox/*","customers/*"'],
    ['seen.json', '*seen.json'],
    ['before.json', 'before*'],
  ];
  test.each(REPLACED.filter(([from]) => document.includes(from)))(
    'with %s widened to %s, that is named',
    (from, to) => {
      expect(widerThanNeeded(document.replaceAll(from, to), questions)).not.toEqual([]);
    },
  );

  test('fits into one custom policy', () => {
    expect(document.length).toBeLessThan(LONGEST_POLICY);
  });
});

describe("investigate's rights in a trail's bucket", () => {
  const document = roleDocument('investigate', '-trail');
  let questions: readonly Question[] = [];
  let broken: readonly string[] = [];
  const ofTrail = ({ resources }: Question) => resources.every((resource) => resource.includes('account-trail'));
  beforeAll(async () => {
    ({ questions, broken } = await drive('investigate', [TRAIL_STEP]));
  });

  test('are what a run needs beside its own, and no more', () => {
    expect(broken).toEqual([]);
    expect(questions.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(questions.filter(ofTrail).length).toBeGreaterThan(0);
    expect(compare(document, questions.filter(ofTrail))).toEqual({ unused: [], lacking: [] });
    expect(
      compare(
        roleDocument('investigate'),
        questions.filter((one) => !ofTrail(one)),
      ).lacking,
    ).toEqual([]);
  });

  test('reach nothing that is not that trail’s', () => {
    expect(besidesTheTrail(document)).toEqual([]);
  });

  test.each([
    ['account-trail/audit/AliyunLogs/*', 'account-trail*/audit/AliyunLogs/*'],
    ['account-trail/audit/AliyunLogs/*', 'account-trail/*AliyunLogs/*'],
    ['account-trail/audit/AliyunLogs/*', 'account-trail/audit/*'],
    ['account-trail/audit/AliyunLogs/*', 'account-trail/audit/AliyunLogs*'],
    ['acs:oss:*:*:account-trail"', 'acs:oss:*:*:account-trail*"'],
    ['acs:oss:*:*:account-trail"', 'acs:oss:*:*:*account-trail"'],
    ['"audit/AliyunLogs/*"', '"*AliyunLogs/*"'],
    ['"audit/AliyunLogs/*"', '"audit*"'],
    ['"oss:GetObject"', '"oss:GetObject*"'],
  ])('with %s widened to %s, that is named', (from, to) => {
    expect(document).toContain(from);
    expect(besidesTheTrail(document.replaceAll(from, to))).not.toEqual([]);
  });

  test("let it read nothing else of the trail's bucket, and write nothing", async () => {
    const env = { TOURNIQUET_TRAIL_BUCKET: 'account-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' };
    const sandbox = await aSandbox().withBucket('account-trail', { 'other.json': '{}' }).start({ env });
    try {
      const { cloud } = await aRun(sandbox, env, 'investigate');
      const bucket = cloud.bucket('account-trail');
      const refused = { name: 'CloudForbidden' };
      await expect(bucket.get('other.json')).rejects.toMatchObject(refused);
      await expect(bucket.list('')).rejects.toMatchObject(refused);
      await expect(bucket.list('audit/')).rejects.toMatchObject(refused);
      await expect(bucket.put('audit/AliyunLogs/x', '1')).rejects.toMatchObject(refused);
      await expect(bucket.delete('audit/AliyunLogs/x')).rejects.toMatchObject(refused);
    } finally {
      await sandbox.stop();
    }
  });
});

describe.each([
  ["a trail's logstore", roleDocument('investigate', '-sls'), LOG_STEP, 'cn-shanghai'],
  ["OSS's real-time log", roleDocument('investigate', '-access-sls'), ACCESS_SLS_STEP, 'cn-hangzhou'],
] as const)("investigate's rights in %s", (_, document, step, region) => {
  let questions: readonly Question[] = [];
  let broken: readonly string[] = [];
  const ofLogs = ({ resources }: Question) => resources.every((resource) => resource.includes('account-audit'));
  beforeAll(async () => {
    ({ questions, broken } = await drive('investigate', [step]));
  });

  test('are what a run needs beside its own, and no more', () => {
    expect(broken).toEqual([]);
    expect(questions.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(compare(document, questions.filter(ofLogs))).toEqual({ unused: [], lacking: [] });
    const others = questions.filter((one) => !ofLogs(one));
    expect(compare(roleDocument('investigate'), others).lacking).toEqual([]);
  });

  test.each(powersOf(document))('without %s a step fails, by name', (action) => {
    const { lacking } = compare(withoutPower(document, action), questions.filter(ofLogs));
    expect(lacking).toEqual([expect.stringContaining(`${step.name}: ${action} on `)]);
  });

  test('reach nothing that is not that logstore’s', () => {
    expect(besidesTheLogstore(document, region)).toEqual([]);
  });

  test.each([
    ['project/account-audit/', 'project/account-audit*/'],
    ['project/account-audit/', 'project/*/'],
    ['logstore/actiontrail_main', 'logstore/*'],
    ['logstore/actiontrail_main', 'logstore/actiontrail_*'],
    ['1234567890123456', '*'],
    ['"log:GetIndex"', '"log:*"'],
  ])('with %s widened to %s, that is named', (from, to) => {
    expect(document).toContain(from);
    expect(besidesTheLogstore(document.replaceAll(from, to), region)).not.toEqual([]);
  });
});

describe("investigate's rights in buckets' access logs", () => {
  const document = roleDocument('investigate', '-access-logs');
  let questions: readonly Question[] = [];
  let broken: readonly string[] = [];
  const ofLogs = ({ actions, resources }: Question) =>
    actions.some((action) => /ListBuckets|GetBucketLogging/.test(action)) ||
    resources.every((resource) => resource.includes('account-logs'));
  beforeAll(async () => {
    ({ questions, broken } = await drive('investigate', [ACCESS_LOG_STEP]));
  });

  test('are what a run needs beside its own, and no more', () => {
    expect(broken).toEqual([]);
    expect(questions.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(compare(document, questions.filter(ofLogs))).toEqual({ unused: [], lacking: [] });
    const others = questions.filter((one) => !ofLogs(one));
    expect(compare(roleDocument('investigate'), others).lacking).toEqual([]);
  });

  test.each(powersOf(document))('without %s a step fails, by name', (action) => {
    const { lacking } = compare(withoutPower(document, action), questions.filter(ofLogs));
    expect(lacking.length).toBeGreaterThan(0);
    for (const line of lacking) expect(line).toContain(`${ACCESS_LOG_STEP.name}: ${action} on `);
  });

  test('reach nothing that is not those logs’', () => {
    expect(besidesTheAccessLogs(document)).toEqual([]);
  });

  test.each([
    ['account-logs/oss-access/*', 'account-logs*/oss-access/*'],
    ['account-logs/oss-access/*', 'account-logs/*'],
    ['account-logs/oss-access/*', 'account-logs/oss-access*'],
    ['acs:oss:*:*:account-logs"', 'acs:oss:*:*:account-logs*"'],
    ['"oss-access/*"', '"*"'],
    ['1234567890123456', '*'],
    ['"oss:GetBucketLogging"', '"oss:GetBucket*"'],
  ])('with %s widened to %s, that is named', (from, to) => {
    expect(document).toContain(from);
    expect(besidesTheAccessLogs(document.replaceAll(from, to))).not.toEqual([]);
  });
});

describe('what the comparison says of a policy that lacks something, the functions meet', () => {
  test.each([
    ['ram:AddUserToGroup', 'a user with ten policies: the group'],
    ['ram:UpdateAccessKey', 'every attach refused: the key, and the keys made since'],
  ])('%s', async (action, name) => {
    const steps = RESPOND_STEPS.filter((step) => step.name === name);
    const document = withoutPower(roleDocument('respond'), action);
    const met = await drive('respond', steps, document);
    expect(met.broken).toEqual([expect.stringContaining(`${name}: `)]);
    const { lacking } = compare(document, met.questions);
    expect(lacking).toContainEqual(expect.stringContaining(`${name}: ${action} on acs:ram:`));
    const needed = compare(document, (await drive('respond', steps)).questions).lacking;
    expect(needed).toEqual(expect.arrayContaining([...lacking]));
  });
});

test('every function that is deployed is driven, under the role that it is deployed with', () => {
  const deployed = readDeployment({ accountId: '1', region: 'cn-hangzhou' });
  expect(deployed.map(({ roleName }) => roleName)).toEqual((Object.keys(DRIVES) as FunctionName[]).map(roleName));
});
