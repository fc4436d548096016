import { aSandbox, aUser } from '../../builders';
import { expectToAddUp, Night, resultsOf } from './arrange';

// The numbers are those of ../shared/peers.md, section 8. 16 is in test/shared/hygiene/checks.test.ts, 25 in
// hygiene.test.ts.
let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 20, lastUsedDaysAgo: 1 };

describe('defect 14 (Prowler): a look that fails is "could not check"', () => {
  test('403 on the list of users: the report names them, and what it cannot tell is said', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', { ...young, createdDaysAgo: 200 })));
    night.fault('ram', 'ListUsers', 'deny');
    expect(await night.pass(english)).toMatchObject({ complete: false });
    const report = night.report();
    expectToAddUp(report);
    expect(resultsOf(night, 'ann')).toMatchObject({ 'key-old': 'finding' });
    expect(report.notes).toEqual([
      expect.stringMatching(/^the list of users could not be read to its end: .*NoPermission/),
    ]);
  });

  test('403 on the credential report: RAM lists the keys, and root is not called clean', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', { ...young, createdDaysAgo: 200 })));
    night.fault('ims', 'GenerateCredentialReport', 'deny');
    night.fault('ims', 'GetCredentialReport', 'deny');
    await night.pass(english);
    const report = night.report();
    expectToAddUp(report);
    expect(resultsOf(night, 'ann')).toMatchObject({
      'key-old': 'finding',
      'key-unused': 'ok',
      'key-with-console': 'could-not-check',
    });
    const root = report.checks.filter(({ id }) => id.startsWith('root-key-'));
    expect(root.map(({ couldNotCheck }) => couldNotCheck)).toEqual([1, 1]);
  });

  test('403 on the leak list: no key is called unleaked', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
    night.fault('sas', 'DescribeAccesskeyLeakList', 'deny');
    await night.pass(english);
    const leaked = night.report().checks.find(({ id }) => id === 'key-leaked');
    expect(leaked).toMatchObject({ ok: 0, finding: 0, couldNotCheck: leaked?.total });
  });
});

test('a leak list that ends below its own count: no key is called unleaked', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
  const rewrite = { service: 'sas', action: 'DescribeAccesskeyLeakList' };
  night.sandbox.kernel.faults.rewrite({ ...rewrite, answer: (usual) => ({ ...usual, TotalCount: 1 }) });
  await night.pass(english);
  const leaked = night.report().checks.find(({ id }) => id === 'key-leaked');
  expect(leaked).toMatchObject({ ok: 0, finding: 0, couldNotCheck: leaked?.total });
});

test('defect 17 (CloudSploit): two keys of one user are two rows with two clean ids', async () => {
  night = await Night.in(
    aSandbox().withUser(
      aUser('two')
        .withKey('a', young)
        .withKey('b', { ...young, createdDaysAgo: 50 }),
    ),
  );
  await night.pass();
  const own = night.report().keys.filter(({ subject }) => subject.user === 'two');
  expect(own.map(({ subject }) => subject.accessKeyId).sort()).toEqual([night.keyOf('a'), night.keyOf('b')].sort());
});

describe('defect 23 (auto-rotation): a last-use call that fails is no "never used"', () => {
  test('throttled', async () => {
    night = await Night.in(aSandbox().withUser(aUser('old-job').withKey('old-job', { createdDaysAgo: 60 })));
    night.fault('ims', 'GetCredentialReport', 'deny');
    night.fault('ram', 'GetAccessKeyLastUsed', 'throttle');
    await night.pass(english);
    expectToAddUp(night.report());
    expect(resultsOf(night, 'old-job')).toMatchObject({
      'key-never-used': 'could-not-check',
      'key-unused': 'could-not-check',
      'key-old': 'ok',
    });
    expect(night.report().keys.find(({ subject }) => subject.user === 'old-job')).toMatchObject({ lastUsedAt: null });
  });

  test('two keys of the same second: neither is given the use of the other', async () => {
    const same = { createdDaysAgo: 100 };
    night = await Night.in(
      aSandbox().withUser(
        aUser('twins')
          .withKey('used', { ...same, lastUsedDaysAgo: 1 })
          .withKey('unused', same),
      ),
    );
    await night.pass(english);
    expect(night.calls('GetAccessKeyLastUsed')).toHaveLength(2);
    expect(resultsOf(night, 'used')).toMatchObject({ 'key-never-used': 'ok' });
    expect(resultsOf(night, 'unused')).toMatchObject({ 'key-never-used': 'finding' });
  });
});

test('defect 27 (CloudRec): a user whose keys cannot be listed still shows them, each "could not check"', async () => {
  night = await Night.in(
    aSandbox().withUser(
      aUser('ann')
        .withKey('a', young)
        .withKey('b', { ...young, createdDaysAgo: 50 }),
    ),
  );
  night.fault('ram', 'ListAccessKeys', 'deny');
  await night.pass(english);
  const own = () => night.report().keys.filter(({ subject }) => subject.user === 'ann');
  // The report tells all but their ids.
  expect(own()).toMatchObject([
    { subject: { slot: 1 }, status: 'Active', results: { 'key-old': 'ok', 'key-unused': 'ok' } },
    { subject: { slot: 2 }, status: 'Active', results: { 'key-old': 'ok', 'key-unused': 'ok' } },
  ]);
  expect(night.object('/report.html')).toContain('key 2 (id not known)');
  expect(night.report().notes).toEqual([
    expect.stringMatching(/^the ids of 2 users' keys could not be learnt: .*NoPermission/),
  ]);

  night.sandbox.clock.advance(26 * 3_600_000);
  night.fault('ims', 'GenerateCredentialReport', 'deny');
  const { keys, complete } = await night.pass(english);
  expectToAddUp(night.report());
  expect(complete).toBe(false);
  expect(own()).toMatchObject([
    { subject: { slot: 1 }, result: 'could-not-check', status: null },
    { subject: { slot: 2 }, result: 'could-not-check', status: null },
  ]);
  expect(keys).toMatchObject({ total: 3, couldNotCheck: 3, ok: 0 });
});

test('... and one whom the report does not know, either, stands for however many he has', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ann').withKey('a', young)));
  night.fault('ram', 'ListAccessKeys', 'deny');
  night.fault('ims', 'GetCredentialReport', 'deny');
  await night.pass(english);
  const report = night.report();
  expectToAddUp(report);
  const own = report.keys.filter(({ subject }) => subject.user === 'ann');
  expect(own).toEqual([expect.objectContaining({ subject: { kind: 'key', user: 'ann' }, result: 'could-not-check' })]);
});
