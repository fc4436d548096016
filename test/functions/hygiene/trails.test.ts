import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { expectToAddUp, Night, resultsOf } from './arrange';

let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const found = (pattern: RegExp) =>
  night
    .report()
    .findings.filter(({ check }) => pattern.test(check))
    .map(({ check, detail }) => `${check}: ${detail.en}`)
    .sort();

const EVENT = {
  eventVersion: 1,
  eventName: 'UpdateAccessKey',
  eventRW: 'Write',
  eventSource: 'ram.aliyuncs.com',
  eventType: 'ApiCall',
  eventCategory: 'Management',
  serviceName: 'Ram',
  acsRegion: 'cn-hangzhou',
  isGlobal: true,
  requestId: 'r',
  recipientAccountId: '1234567890123456',
  sourceIpAddress: '203.0.113.7',
  userAgent: 'console',
  userIdentity: { type: 'root-account', accountId: '1234567890123456', principalId: '1', userName: 'root' },
} as const;

function addTrail(but: object = {}) {
  const at = night.sandbox.clock.now();
  const trail = {
    name: 'audit',
    homeRegion: 'cn-hangzhou',
    trailRegion: 'All',
    eventRW: 'All',
    status: 'Enable',
    ossBucketName: 'audit-bucket',
    ossKeyPrefix: '',
    slsProjectArn: '',
    createTime: at,
    startLoggingTime: at,
    ...but,
  };
  night.sandbox.world.trails.set(trail.name, trail as never);
}

const NO_TRAIL = ['reads-only', 'single-region', 'writes-only'].map((name) => `trail-${name}: no trail is on`);

test.each<[string, readonly object[], readonly string[]]>([
  ['none', [], ['trail-missing: there is none', ...NO_TRAIL]],
  ['one that is off', [{ status: 'Disable' }], ['trail-missing: audit: off', ...NO_TRAIL]],
  ['one that records reads only', [{ eventRW: 'Read' }], ['trail-reads-only: audit: Read events only of all regions']],
  ['one of reads and one of writes', [{ eventRW: 'Read' }, { name: 'changes', eventRW: 'Write' }], []],
  [
    'one of all reads, and writes in one region',
    [{ eventRW: 'Read' }, { name: 'changes', eventRW: 'Write', trailRegion: 'cn-hangzhou' }],
    ['trail-reads-only: audit: Read events only of all regions; changes: Write events only of cn-hangzhou only'],
  ],
  [
    'one that records writes only',
    [{ eventRW: 'Write' }],
    ['trail-writes-only: audit: Write events only of all regions'],
  ],
  [
    'one of a single region',
    [{ trailRegion: 'cn-hangzhou' }],
    ['trail-single-region: audit: all events of cn-hangzhou only'],
  ],
  [
    'two narrow ones, of which none is whole',
    [{ trailRegion: 'cn-hangzhou' }, { name: 'wide', eventRW: 'Write' }],
    ['trail-writes-only: audit: all events of cn-hangzhou only; wide: Write events only of all regions'],
  ],
  ['a narrow one beside one that has everything', [{ eventRW: 'Write' }, { name: 'whole' }], []],
  ['one that has everything', [{}], []],
])('%s', async (_, trails, expected) => {
  night = await Night.in(aSandbox().withBucket('audit-bucket'));
  for (const trail of trails) addTrail(trail);
  await night.pass(english);
  expectToAddUp(night.report());
  expect(found(/^trail-(missing|reads|writes|single)/)).toEqual(expected);
});

test('its bucket: public, without versions; 403 on it is "could not check"', async () => {
  night = await Night.in(aSandbox().withBucket('audit-bucket'));
  addTrail();
  const bucket = night.sandbox.oss.buckets.get('audit-bucket');
  if (!bucket) throw new Error('no bucket');
  bucket.acl = 'public-read';
  bucket.versioning = undefined;
  await night.pass(english);
  expect(found(/^trail-bucket/)).toEqual([
    'trail-bucket-erasable: neither is on',
    'trail-bucket-public: its access control list is public-read',
  ]);
  bucket.acl = 'private';
  bucket.versioning = 'Enabled';
  await night.pass(english);
  expect(found(/^trail-bucket/)).toEqual([]);
  night.fault('oss', 'GetBucketInfo', 'deny');
  await night.pass(english);
  expectToAddUp(night.report());
  const checks = night.report().checks.filter(({ about }) => about === 'bucket');
  expect(checks.map(({ couldNotCheck }) => couldNotCheck)).toEqual([1, 1]);
});

test("the responder's own health: a failed poll, hours of failure, alerts that wait", async () => {
  night = await Night.in(aSandbox());
  const { cloud, clock, paths, seal } = await night.run();
  const beat = { schema: 1, at: clock.now().toISOString(), run: 'r', failures: ['poll: NoPermission', 'outbox: mail'] };
  await night.beat();
  const responder = await aRun(night.sandbox);
  await responder.cloud.evidence.put(paths.heartbeat, await seal.close(paths.heartbeat, beat));
  const hour = (ago: number) => new Date(clock.now().getTime() - ago * 3_600_000).toISOString().slice(0, 13);
  for (const told of [
    `${hour(1)}--responder-failed`,
    `${hour(1)}--responder-failed-abc`,
    `${hour(3)}--responder-failed`,
  ])
    await responder.cloud.evidence.put(paths.told(told), '{}');
  await responder.cloud.evidence.put(paths.told(`${hour(30)}--responder-failed`), '{}');
  await cloud.evidence.put(`${paths.outbox}mail/m-1.json`, '{}');
  await night.pass(english);
  expect(found(/^(responder|outbox)/)).toEqual([
    'outbox-waiting: 1 waiting',
    'responder-failing: in 2 of 24 hours',
    'responder-poll-failed: poll: NoPermission',
  ]);
  night.fault('oss', 'ListObjectsV2', 'deny');
  await night.pass(english).catch(() => undefined);
  expectToAddUp(night.report());
  const open = night.report().notChecked.map(({ check }) => check);
  expect(open).toEqual(expect.arrayContaining(['outbox-waiting', 'responder-failing']));
});

describe('since when a key is off', () => {
  const off = { createdDaysAgo: 200, status: 'Inactive' } as const;
  const of = (name: string) => resultsOf(night, name)?.['key-off-kept'];

  test('by earlier nights: at first nobody knows, then it is 30 days', async () => {
    night = await Night.in(aSandbox().withUser(aUser('old').withKey('old', off)));
    await night.pass(english);
    expect(of('old')).toBe('could-not-check');
    night.sandbox.clock.advance(30 * 86_400_000);
    await night.pass(english);
    expect(of('old')).toBe('finding');
  });

  test('a key that a night has seen on is off for a day, and not for longer', async () => {
    night = await Night.in(
      aSandbox().withUser(aUser('bot').withKey('bot', { createdDaysAgo: 60, lastUsedDaysAgo: 1 })),
    );
    await night.pass(english);
    const key = night.sandbox.keys.get('bot')?.key;
    if (!key) throw new Error('no key');
    key.status = 'Inactive';
    night.sandbox.clock.advance(86_400_000);
    await night.pass(english);
    expect(of('bot')).toBe('ok');
    night.sandbox.clock.advance(29 * 86_400_000);
    await night.pass(english);
    expect(of('bot')).toBe('finding');
  });

  test('by ActionTrail, in the first night', async () => {
    night = await Night.in(
      aSandbox().withUser(
        aUser('boss').withKey('boss', off),
        aUser('bot').withKey('bot', off),
        aUser('new').withKey('new', off),
      ),
    );
    const now = night.sandbox.clock.now().getTime();
    for (const [name, daysAgo] of [
      ['bot', 50],
      ['new', 3],
    ] as const)
      night.sandbox.world.events.append({
        ...EVENT,
        eventId: name,
        eventTime: `${new Date(now - daysAgo * 86_400_000).toISOString().slice(0, 19)}Z`,
        requestParameters: { UserName: name, UserAccessKeyId: night.keyOf(name), Status: 'Inactive' },
      });
    await night.pass(english);
    expectToAddUp(night.report());
    expect([of('boss'), of('bot'), of('new')]).toEqual(['could-not-check', 'finding', 'ok']);
    expect(night.calls('LookupEvents')).toHaveLength(1);
  });
});
