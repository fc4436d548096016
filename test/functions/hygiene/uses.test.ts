import { aSandbox, aUser } from '../../builders';
import { expectToAddUp, Night, recordBucketUse } from './arrange';

let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 60, lastUsedDaysAgo: 1 };
const ifLeaked = (name: string) =>
  night.report().keys.find(({ subject }) => subject.accessKeyId === night.keyOf(name))?.ifLeaked;

const account = () =>
  aSandbox()
    .withUser(
      aUser('bot').withKey('bot', young),
      aUser('off').withKey('off', { ...young, status: 'Inactive' }),
      aUser('new').withKey('new', { createdDaysAgo: 1 }),
    )
    .withEvents(
      { key: 'bot', daysAgo: 2, service: 'ecs', action: 'RunInstances' },
      { key: 'bot', daysAgo: 2, service: 'ecs', action: 'DescribeInstances' },
      { key: 'bot', daysAgo: 45, service: 'ecs', action: 'DeleteInstance' },
    );

test('the calls of the last 30 days that a quarantine would refuse, each with its time; none of a key that nobody uses', async () => {
  night = await Night.in(account());
  await night.pass(english);
  expectToAddUp(night.report());
  expect(ifLeaked('bot')).toEqual({
    lookedAt: expect.stringMatching(/^\d{4}-/),
    fails: [{ action: 'ecs:RunInstances', lastAt: expect.stringMatching(/^\d{4}-/) }],
    complete: true,
  });
  expect([ifLeaked('off'), ifLeaked('new')]).toEqual([undefined, undefined]);
});

test('a look that fails is no "nothing would fail"; last night\'s answer stands with its date', async () => {
  night = await Night.in(account());
  night.fault('actiontrail', 'GetAccessKeyLastUsedEvents', 'deny', 1);
  await night.pass(english);
  expect(ifLeaked('bot')).toEqual({ couldNotCheck: expect.stringContaining('NoPermission') });
  night.sandbox.clock.advance(86_400_000);
  await night.pass(english);
  const known = ifLeaked('bot');
  expect(known).toMatchObject({ fails: [{ action: 'ecs:RunInstances' }] });
  night.fault('actiontrail', 'GetAccessKeyLastUsedProducts', 'deny');
  night.sandbox.clock.advance(86_400_000);
  await night.pass(english);
  expect(ifLeaked('bot')).toEqual(known);
});

test('buckets that keys use: without an access log, with one, and one that cannot be asked', async () => {
  night = await Night.in(account().withBucket('orders').withBucket('logged').withBucket('logs'));
  for (const bucket of ['orders', 'logged']) recordBucketUse(night.sandbox, night.keyOf('bot'), bucket);
  const logged = night.sandbox.oss.buckets.get('logged');
  if (!logged) throw new Error('no bucket');
  Object.assign(logged, { logging: { targetBucket: 'logs', targetPrefix: 'x/' } });
  await night.pass(english);
  const found = () => night.report().findings.filter(({ check }) => check === 'bucket-unlogged');
  expect(found().map(({ subject, detail }) => [subject.name, detail.en])).toEqual([['orders', 'used by 1 key']]);
  expect(ifLeaked('bot')).toMatchObject({
    fails: expect.arrayContaining([{ action: 'oss:PutBucketAcl', lastAt: expect.anything() }]),
  });
  night.fault('oss', 'GetBucketLogging', 'deny');
  await night.pass(english);
  expectToAddUp(night.report());
  expect(night.report().checks.find(({ id }) => id === 'bucket-unlogged')).toMatchObject({
    total: 2,
    couldNotCheck: 2,
  });
});

describe('log projects that keys use', () => {
  const used = (resources: Readonly<Record<string, readonly string[]>>, region?: string) => ({
    ...{ key: 'bot', daysAgo: 3, service: 'sls', action: 'UpdateLogStore', resources },
    ...(region === undefined ? {} : { region }),
  });
  const projects = () =>
    account()
      .withLogProjects(
        { name: 'silent' },
        { name: 'part', serviceLog: ['consumergroup_log', 'metering'] },
        { name: 'logged', serviceLog: ['metering', 'operation_log'] },
        { name: 'abroad', region: 'eu-central-1', serviceLog: ['operation_log'] },
      )
      .withEvents(
        used({ 'ACS::SLS::Project': ['silent', 'part'] }),
        used({ 'ACS::SLS::LogStore': ['logged/requests', 'requests'] }),
        used({ 'ACS::SLS::Project': ['acs:log:eu-central-1:1:project/abroad'] }, 'eu-central-1'),
        used({ 'ACS::SLS::Project': ['gone', '../../x', 'UPPER', ''] }),
      );
  const check = () => night.report().checks.find(({ id }) => id === 'project-unlogged');
  const found = () => night.report().findings.filter((one) => one.check === 'project-unlogged');

  test('with no log of itself, with one that lacks the requests, with one, in another region, and deleted since', async () => {
    night = await Night.in(projects());
    await night.pass(english);
    expectToAddUp(night.report());
    expect(found().map(({ subject, detail }) => [subject.name, detail.en])).toEqual([
      ['part', 'used by 1 key'],
      ['silent', 'used by 1 key'],
    ]);
    expect(check()).toMatchObject({ total: 5, ok: 2, finding: 2, couldNotCheck: 1 });
    expect(night.report().notChecked).toContainEqual({
      check: 'project-unlogged',
      subject: { kind: 'project', name: 'gone' },
      why: expect.stringContaining('ProjectNotExist'),
    });
    expect(night.calls('GetLogging')).toHaveLength(5);
    await night.pass(english);
    expect(night.calls('GetLogging')).toHaveLength(10);
  });

  test.each(['deny', '500', 'throttle', 'reset', 'malformed'] as const)(
    'asked in vain (%s): could not check, and no finding',
    async (fault) => {
      night = await Night.in(projects());
      night.fault('sls', 'GetLogging', fault);
      await night.pass(english);
      expectToAddUp(night.report());
      expect(check()).toMatchObject({ total: 5, ok: 0, finding: 0, couldNotCheck: 5 });
    },
  );

  test('one that its owner has excepted', async () => {
    night = await Night.in(projects());
    const run = await night.run(english);
    const exceptions = [{ check: 'project-unlogged', logProject: 'part', until: '2026-12-31', reason: 'builds' }];
    const until = new Date(run.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    const list = { schema: 1, exceptions: exceptions.map((one) => ({ ...one, until })) };
    night.put(run.paths.hygieneExceptions, await run.seal.close(run.paths.hygieneExceptions, list));
    await night.pass(english);
    expect(found().map(({ subject }) => subject.name)).toEqual(['silent']);
    expect(check()).toMatchObject({ excepted: 1, finding: 1 });
  });
});
