import type { HygieneReport } from '../../../shared/hygiene/model';
import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import { roleName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../../builders';
import { expectToAddUp, Night, recordBucketUse } from './arrange';

const used = { createdDaysAgo: 40, lastUsedDaysAgo: 1 };
const HYGIENE = roleName('hygiene' as FunctionName);

/** Something of each kind that a night looks at. */
const account = () =>
  aSandbox()
    .withUser(
      aUser('ci-bot').withKey('ci-bot', { createdDaysAgo: 200, lastUsedDaysAgo: 1 }),
      aUser('alice').withKey('alice', used).withConsole().withMfa(),
      aUser('deploy').withKey('deploy', used).withPolicy('System/AliyunECSFullAccess', 'Custom/jobs').inGroup('ops'),
      aUser('off').withKey('off', { createdDaysAgo: 200, status: 'Inactive' }),
    )
    .withPolicy('jobs', { Effect: 'Allow', Action: 'ram:CreateUser', Resource: '*' })
    .withGroup('ops', 'System/AliyunRDSFullAccess')
    .withBucket('audit-bucket')
    .withLogProjects({ name: 'deploy-logs', serviceLog: ['operation_log'] })
    .withEvents(
      { key: 'deploy', daysAgo: 2, service: 'ecs', action: 'RunInstances' },
      {
        ...{ key: 'deploy', daysAgo: 2, service: 'sls', action: 'UpdateLogStore' },
        resources: { 'ACS::SLS::Project': ['deploy-logs'] },
      },
    )
    .withRootKey('root', { lastUsedDaysAgo: 5 })
    .withLeak('ci-bot');

async function prepared(): Promise<Night> {
  const night = await Night.in(account(), { TOURNIQUET_LANGUAGE: 'en' });
  const { world, clock } = night.sandbox;
  recordBucketUse(night.sandbox, night.keyOf('deploy'), 'audit-bucket');
  const at = clock.now();
  world.trails.set('audit', {
    ...{ name: 'audit', homeRegion: 'cn-hangzhou', trailRegion: 'All', eventRW: 'All', status: 'Enable' },
    ...{ ossBucketName: 'audit-bucket', ossKeyPrefix: '', slsProjectArn: '', createTime: at, startLoggingTime: at },
  } as never);
  await night.beat();
  return night;
}

/** As the platform drives it: the built bundle, under the function's own role. Resolves with what it failed with. */
async function passBuilt({ sandbox }: Night): Promise<string | undefined> {
  const { error } = await sandbox.fc.invoke(HYGIENE, { triggerTime: '', triggerName: 'nightly', payload: '' });
  return error?.errorMessage;
}

/** The same code and role in this process: a refused look may fail the run, and the report is there all the same. */
const passNight = (of: Night): Promise<unknown> => of.pass().catch(() => undefined);

const namesOf = (list: HygieneReport['findings']) =>
  new Set(list.map(({ check, subject: { kind, user, name } }) => JSON.stringify([check, kind, user, name])));

/** Looks at the account. What is the project's own (its objects, its alerts) fails the run instead, and has its tests. */
const OF: Readonly<Record<string, string>> = {
  ims: 'GenerateCredentialReport GetCredentialReport GetAccountSummary GetAccountMFAInfo GetSecurityPreference GetPasswordPolicy GetAccessKeyPolicy GetUser',
  ram: 'ListUsers ListAccessKeys ListPolicies GetPolicy ListEntitiesForPolicy ListUsersForGroup',
  sas: 'DescribeAccesskeyLeakList',
  actiontrail:
    'DescribeTrails LookupEvents GetAccessKeyLastUsedProducts GetAccessKeyLastUsedEvents GetAccessKeyLastUsedResources',
  oss: 'GetBucketInfo GetBucketWorm GetBucketLogging',
  sls: 'GetLogging',
  mns: 'BatchPeekMessage',
};
const LOOKS = Object.entries(OF).flatMap(([service, actions]) =>
  actions.split(' ').map((action) => [service, action] as const),
);

/**
 * Root's device stands in the credential report as well, the leaked key in RAM's list, and since when a key is off could
 * not be told in a first night anyway.
 */
const ANSWERED_BESIDES = new Set(['GetAccountMFAInfo', 'GetUser', 'LookupEvents']);

let night: Night;
let usual: HygieneReport;
beforeAll(async () => {
  night = await prepared();
  expect(await passBuilt(night)).toBeUndefined();
  usual = night.report();
  const own = new Set(night.calls().map(({ service, action }) => `${service} ${action}`));
  // The list is every look there is: a new one must be added to it.
  const known = new Set(LOOKS.map(([service, action]) => `${service} ${action}`));
  const ours = /^oss (Put|Get|List|Head|Delete)Objects?(V2)?$|^(dingtalk|smtp) |^oss GetObjectMeta$/;
  expect([...own].filter((name) => !known.has(name) && !ours.test(name))).toEqual([]);
  expect([...known].filter((name) => !own.has(name))).toEqual([]);
  await night.stop();
});
afterEach(() => night.stop());

test.each(LOOKS)(
  '403 on %s %s: the counts add up, nothing is found that was not there, and that it failed is said',
  async (service, action) => {
    night = await prepared();
    night.fault(service, action, 'deny');
    await passNight(night);
    const report = night.report();
    expectToAddUp(report);
    const before = namesOf(usual.findings);
    expect([...namesOf(report.findings)].filter((name) => !before.has(name))).toEqual([]);
    expect(report.failedLooks).toBeGreaterThan(0);
    if (ANSWERED_BESIDES.has(action)) return;
    const said = report.notChecked.length + report.notes.length;
    expect(said).toBeGreaterThan(usual.notChecked.length + usual.notes.length);
    for (const { id, ok, total } of report.checks) {
      const was = usual.checks.find((check) => check.id === id);
      // A check that has lost a look calls nothing clean that it did not before.
      if (total === was?.total) expect([id, ok <= was.ok]).toEqual([id, true]);
    }
  },
);

test('throttled throughout: every check says so, and no key is called clean', async () => {
  night = await prepared();
  for (const [service, action] of LOOKS) night.fault(service, action, 'throttle', 100_000);
  await passNight(night);
  const report = night.report();
  expectToAddUp(report);
  expect(report.complete).toBe(false);
  expect(report.keyCounts.ok).toBe(0);
  const before = namesOf(usual.findings);
  expect([...namesOf(report.findings)].filter((name) => !before.has(name))).toEqual([]);
  expect(report.keys.filter(({ lastUsedAt }) => lastUsedAt === 'never')).toEqual([]);
}, 120_000);
