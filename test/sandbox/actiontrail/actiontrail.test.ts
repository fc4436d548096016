import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningSandbox } from '../../../sandbox/start';
import type { TrailEvent } from '../../../sandbox/world/events';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

const DAY_MS = 86_400_000;
let sandbox: RunningSandbox;
let key: string;

beforeEach(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
  key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
});
afterEach(() => sandbox.stop());

const trail = (action: string, parameters: Record<string, string> = {}) =>
  callRpc(sandbox, sandbox.identities.admin, 'actiontrail', action, parameters);

/** LookupEvents takes two calls a second: a third waits its turn. */
async function lookup(parameters: Record<string, string>) {
  for (;;) {
    const answer = await trail('LookupEvents', parameters);
    if (answer.body.Code !== 'Throttling.User') return answer;
    await sleep(300);
  }
}

const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const byKey = (value = key) => ({ 'LookupAttribute.1.Key': 'EventAccessKeyId', 'LookupAttribute.1.Value': value });
const names = (body: Readonly<Record<string, unknown>>) =>
  (body.Events as TrailEvent[]).map((event) => event.eventName);

function past(eventName: string, agoMs: number, more: Partial<TrailEvent> = {}): void {
  const at = sandbox.world.now().getTime() - agoMs;
  sandbox.world.events.append({
    eventId: `event-${eventName}`,
    eventVersion: 1,
    eventName,
    eventRW: 'Read',
    eventSource: 'ecs.cn-hangzhou.aliyuncs.com',
    eventTime: iso(at),
    eventType: 'ApiCall',
    eventCategory: 'Management',
    serviceName: 'Ecs',
    acsRegion: 'cn-hangzhou',
    isGlobal: false,
    requestId: eventName,
    recipientAccountId: sandbox.accountId,
    sourceIpAddress: '203.0.113.7',
    userAgent: 'test',
    userIdentity: {
      type: 'ram-user',
      accountId: sandbox.accountId,
      principalId: '2',
      userName: 'ci-bot',
      accessKeyId: key,
    },
    ...more,
  });
}

describe('LookupEvents', () => {
  test('shows what really happened, the latest first', async () => {
    const identity = sandbox.keys.get('ci-bot')?.key;
    if (!identity) throw new Error('The account has no such key.');
    await callRpc(sandbox, identity, 'sts', 'GetCallerIdentity');
    await callRpc(sandbox, identity, 'ram', 'CreateUser', { UserName: 'backdoor' });
    const { body } = await lookup(byKey());
    expect(names(body)).toEqual(['CreateUser', 'GetCallerIdentity']);
    expect((body.Events as TrailEvent[])[0]).toMatchObject({
      errorCode: 'NoPermission',
      userIdentity: { userName: 'ci-bot' },
    });
  });

  test('pages in either direction, and a token belongs to its parameters', async () => {
    for (let n = 0; n < 5; n += 1) past(`Call${n}`, (5 - n) * 60_000);
    const ask = { ...byKey(), MaxResults: '2', Direction: 'FORWARD' };
    const seen: string[] = [];
    for (let token = ''; ; ) {
      const { body } = await lookup({ ...ask, ...(token ? { NextToken: token } : {}) });
      seen.push(...names(body));
      token = typeof body.NextToken === 'string' ? body.NextToken : '';
      if (token === '') break;
      past(`Later${seen.length}`, 30_000, { acsRegion: 'cn-beijing' });
    }
    expect(seen).toEqual(['Call0', 'Call1', 'Call2', 'Call3', 'Call4']);
    const first = await lookup(ask);
    const other = await lookup({ ...ask, Direction: 'BACKWARD', NextToken: String(first.body.NextToken) });
    expect(other).toMatchObject({ status: 400, body: { Code: 'InvalidQueryParameter' } });
  });

  test('is regional; global events are kept in cn-hangzhou', async () => {
    past('DescribeInstances', 60_000, { acsRegion: 'cn-beijing' });
    past('CreateUser', 60_000, { acsRegion: 'cn-shenzhen', isGlobal: true });
    expect(names((await lookup({ ...byKey(), RegionId: 'cn-beijing' })).body)).toEqual(['DescribeInstances']);
    expect(names((await lookup({ ...byKey(), RegionId: 'cn-shenzhen' })).body)).toEqual([]);
    expect(names((await lookup({ ...byKey(), RegionId: 'cn-hangzhou' })).body)).toEqual(['CreateUser']);
  });

  test('looks back seven days unless told, and up to 90', async () => {
    past('Old', 30 * DAY_MS);
    const now = sandbox.world.now().getTime();
    expect(names((await lookup(byKey())).body)).toEqual([]);
    const range = { StartTime: iso(now - 90 * DAY_MS), EndTime: iso(now) };
    expect(names((await lookup({ ...byKey(), ...range })).body)).toEqual(['Old']);
  });

  const two = (a: string, b: string) => ({
    'LookupAttribute.1.Key': a,
    'LookupAttribute.1.Value': 'x',
    'LookupAttribute.2.Key': b,
    'LookupAttribute.2.Value': 'y',
  });
  test.each<[string, () => Record<string, string>, string]>([
    ['the key beside another condition', () => two('EventAccessKeyId', 'EventName'), 'InvalidQueryParameter'],
    ['a pair that does not go together', () => two('User', 'EventName'), 'InvalidQueryParameter'],
    [
      'a condition that does not exist',
      () => ({ 'LookupAttribute.1.Key': 'Ip', 'LookupAttribute.1.Value': 'x' }),
      'InvalidQueryParameter',
    ],
    ['more than 50 events', () => ({ MaxResults: '51' }), 'InvalidQueryParameter'],
    ['a start without an end', () => ({ StartTime: iso(Date.now() - DAY_MS) }), 'InvalidQueryParameter'],
    [
      'a start 100 days ago',
      () => ({ StartTime: iso(Date.now() - 100 * DAY_MS), EndTime: iso(Date.now()) }),
      'InvalidParameterStartTime',
    ],
    [
      'an end before the start',
      () => ({ StartTime: iso(Date.now()), EndTime: iso(Date.now() - DAY_MS) }),
      'InvalidParameterCombination',
    ],
    [
      'a time with milliseconds',
      () => ({ StartTime: iso(Date.now() - DAY_MS), EndTime: new Date().toISOString() }),
      'InvalidParameterEndTime',
    ],
    ['a token that is none', () => ({ NextToken: 'nonsense' }), 'InvalidQueryParameter'],
  ])('refuses %s', async (_what, parameters, Code) => {
    expect(await lookup(parameters())).toMatchObject({ status: 400, body: { Code } });
  });

  test('conditions are exact; of two with the same key the second counts', async () => {
    past('RunInstances', 60_000);
    past('StopInstances', 50_000);
    const same = (a: string, b: string) => ({
      'LookupAttribute.1.Key': 'EventName',
      'LookupAttribute.1.Value': a,
      'LookupAttribute.2.Key': 'EventName',
      'LookupAttribute.2.Value': b,
    });
    expect(names((await lookup(same('RunInstances', 'StopInstances'))).body)).toEqual(['StopInstances']);
    expect(names((await lookup({ ...byKey(key.toLowerCase()) })).body)).toEqual([]);
    const pair = {
      ...two('ServiceName', 'EventName'),
      'LookupAttribute.1.Value': 'Ecs',
      'LookupAttribute.2.Value': 'RunInstances',
    };
    expect(names((await lookup(pair)).body)).toEqual(['RunInstances']);
  });

  test('takes two calls a second in a region', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => trail('LookupEvents', byKey())));
    expect(answers.filter(({ body }) => body.Code === 'Throttling.User').length).toBeGreaterThanOrEqual(1);
    expect((await trail('LookupEvents', { ...byKey(), RegionId: 'cn-beijing' })).status).toBe(200);
  });
});

describe('the use of a key', () => {
  test('names its owner and the last use', async () => {
    past('DescribeInstances', 60_000);
    const { body } = await trail('GetAccessKeyLastUsedInfo', { AccessKey: key });
    expect(body).toMatchObject({
      AccessKeyId: key,
      AccountId: sandbox.accountId,
      AccountType: 'ram-user',
      UserName: 'ci-bot',
      OwnerId: sandbox.world.users.get('ci-bot')?.id,
      ServiceName: 'Ecs',
      ServiceNameEn: 'Elastic Compute Service',
      Source: 'ManagementEvent',
    });
    expect(JSON.parse(String(body.Detail))).toMatchObject({ eventName: 'DescribeInstances' });
  });

  test('of a key that nobody knows is empty', async () => {
    const { status, body } = await trail('GetAccessKeyLastUsedInfo', { AccessKey: 'LTAI5tNobody' });
    expect([status, body.UserName, body.UsedTimestamp]).toEqual([200, '', 0]);
  });

  test('by product, event, address and resource', async () => {
    past('RunInstances', 60_000, { referencedResources: { 'ACS::ECS::Instance': ['i-1', 'i-2'] } });
    past('StopInstances', 50_000, { sourceIpAddress: '198.51.100.9' });
    past('ListUsers', 40_000, { serviceName: 'Ram' });
    const products = await trail('GetAccessKeyLastUsedProducts', { AccessKey: key });
    expect((products.body.Products as { ServiceName: string }[]).map((one) => one.ServiceName)).toEqual(['Ram', 'Ecs']);
    const ask = { AccessKey: key, ServiceName: 'Ecs' };
    const events = await trail('GetAccessKeyLastUsedEvents', ask);
    expect((events.body.Events as { EventName: string }[]).map((one) => one.EventName)).toEqual([
      'StopInstances',
      'RunInstances',
    ]);
    const first = await trail('GetAccessKeyLastUsedIps', { ...ask, PageSize: '1' });
    expect(first.body.Ips).toMatchObject([{ Ip: '198.51.100.9' }]);
    const next = await trail('GetAccessKeyLastUsedIps', {
      ...ask,
      PageSize: '1',
      NextToken: String(first.body.NextToken),
    });
    expect(next.body.Ips).toMatchObject([{ Ip: '203.0.113.7' }]);
    expect(next.body.NextToken).toBeUndefined();
    const resources = await trail('GetAccessKeyLastUsedResources', ask);
    expect(resources.body.Resources).toMatchObject([
      { ResourceType: 'ACS::ECS::Instance', ResourceName: 'i-1' },
      { ResourceType: 'ACS::ECS::Instance', ResourceName: 'i-2' },
    ]);
    expect(await trail('GetAccessKeyLastUsedEvents', { AccessKey: key })).toMatchObject({
      body: { Code: 'MissingParameter' },
    });
    expect(await trail('GetAccessKeyLastUsedEvents', { ...ask, PageSize: '101' })).toMatchObject({ status: 400 });
  });
});

test('regions, and where global events are kept', async () => {
  const regions = (await trail('DescribeRegions')).body.Regions as { Region: { RegionId: string }[] };
  expect(regions.Region.map((region) => region.RegionId)).toContain('cn-hangzhou');
  expect((await trail('GetGlobalEventsStorageRegion')).body.StorageRegion).toBe('cn-hangzhou');
  expect((await trail('DescribeTrails')).body.TrailList).toEqual([]);
  expect(await trail('GetTrailStatus', { Name: 'none' })).toMatchObject({
    status: 404,
    body: { Code: 'TrailNotFoundException' },
  });
});
