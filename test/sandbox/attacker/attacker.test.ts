import fc from 'fast-check';
import { type AttackerCall, startAttacker } from '../../../sandbox/attacker';
import { fill, valueAt } from '../../../sandbox/attacker/placeholders';
import type { AttackerStep } from '../../../sandbox/scenario';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunRAMFullAccess', 'System/AliyunOSSFullAccess'))
    .withBucket('data-bucket', { 'a.txt': 'secret' })
    .withLeak('ci-bot')
    .start();
});
afterEach(() => sandbox.stop());

async function play(...steps: AttackerStep[]): Promise<readonly AttackerCall[]> {
  const attacker = startAttacker(sandbox, leaked(), { steps, sourceIp: '203.0.113.66', userAgent: 'thief/1.0' });
  await attacker.stepsDone;
  await attacker.stop();
  return attacker.calls;
}

function leaked() {
  if (!sandbox.identities.leaked) throw new Error('The scenario has no leaked key.');
  return sandbox.identities.leaked;
}

/** A placeholder, as a scenario's document writes it. */
const put = (path: string) => ['$', '{', path, '}'].join('');

const outcomes = (calls: readonly AttackerCall[]) =>
  calls.map((call) => [call.as, call.action, call.outcome, call.code]);

test('a second key that he makes signs the calls after it', async () => {
  const calls = await play(
    {
      as: 'leaked',
      service: 'ram',
      action: 'CreateAccessKey',
      parameters: { UserName: 'ci-bot' },
      save: { second: 'AccessKey' },
    },
    { as: 'second', service: 'sts', action: 'GetCallerIdentity' },
    {
      as: 'second',
      service: 'ram',
      action: 'UpdateAccessKey',
      parameters: { UserName: 'ci-bot', UserAccessKeyId: put('second.AccessKeyId'), Status: 'Inactive' },
    },
    { as: 'second', service: 'sts', action: 'GetCallerIdentity' },
  );
  expect(outcomes(calls)).toEqual([
    ['leaked', 'CreateAccessKey', 'allowed', null],
    ['second', 'GetCallerIdentity', 'allowed', null],
    ['second', 'UpdateAccessKey', 'allowed', null],
    ['second', 'GetCallerIdentity', 'refused', 'InvalidAccessKeyId.Inactive'],
  ]);
  expect(calls[1]?.accessKeyId).not.toBe(leaked().accessKeyId);
});

test('his calls are real ones: his address and his user agent stand in the audit', async () => {
  await play({ as: 'leaked', service: 'ram', action: 'ListUsers' });
  expect(sandbox.world.events.all().find((event) => event.eventName === 'ListUsers')).toMatchObject({
    sourceIpAddress: '203.0.113.66',
    userAgent: expect.stringContaining('thief/1.0'),
    userIdentity: { accessKeyId: leaked().accessKeyId, userName: 'ci-bot' },
  });
});

test('copies, plants, opens and deletes in OSS', async () => {
  const bucket = 'data-bucket';
  const calls = await play(
    { as: 'leaked', service: 'oss', action: 'ListBuckets' },
    { as: 'leaked', service: 'oss', action: 'ListObjects', parameters: { bucket } },
    { as: 'leaked', service: 'oss', action: 'GetObject', parameters: { bucket, key: 'a.txt' } },
    { as: 'leaked', service: 'oss', action: 'PutObject', parameters: { bucket, key: `note-${put('n')}`, text: 'pay' } },
    { as: 'leaked', service: 'oss', action: 'PutBucketAcl', parameters: { bucket, acl: 'public-read' } },
    { as: 'leaked', service: 'oss', action: 'DeleteObject', parameters: { bucket, key: 'a.txt' } },
    { as: 'leaked', service: 'oss', action: 'GetObject', parameters: { bucket, key: 'a.txt' } },
  );
  expect(calls.map((call) => call.outcome)).toEqual([...Array(6).fill('allowed'), 'error']);
  const stored = sandbox.oss.buckets.get(bucket);
  expect([stored?.acl, [...(stored?.objects.keys() ?? [])]]).toEqual(['public-read', ['note-1']]);
});

test('every OSS call comes from his address, the one that opens a bucket as well', async () => {
  const bucket = 'data-bucket';
  const calls = await play(
    { as: 'leaked', service: 'oss', action: 'GetBucketInfo', parameters: { bucket }, save: { info: 'bucket' } },
    { as: 'leaked', service: 'oss', action: 'GetBucketAcl', parameters: { bucket: put('info.Name') } },
    { as: 'leaked', service: 'oss', action: 'PutBucketAcl', parameters: { bucket, acl: 'public-read-write' } },
  );
  expect(calls.map((call) => call.outcome)).toEqual(['allowed', 'allowed', 'allowed']);
  const events = sandbox.world.events.all().filter((event) => event.serviceName === 'Oss');
  expect(events.map((event) => [event.eventName, event.sourceIpAddress])).toEqual([
    ['GetBucketInfo', '203.0.113.66'],
    ['GetBucketAcl', '203.0.113.66'],
    ['PutBucketAcl', '203.0.113.66'],
  ]);
});

test('buys computers in a region and runs a command on the first, with a client for ECS', async () => {
  const mine = { RegionId: 'cn-beijing' };
  const user = sandbox.world.users.get('ci-bot');
  await callRpc(sandbox, sandbox.identities.admin, 'ram', 'AttachPolicyToUser', {
    PolicyType: 'System',
    PolicyName: 'AliyunECSFullAccess',
    UserName: user?.name ?? '',
  });
  const calls = await play(
    {
      as: 'leaked',
      service: 'ecs',
      action: 'RunInstances',
      parameters: { ...mine, ImageId: 'm-1', InstanceType: 'ecs.c7.large', Amount: '2' },
      save: { farm: 'InstanceIdSets.InstanceIdSet' },
    },
    {
      as: 'leaked',
      service: 'ecs',
      action: 'RunCommand',
      parameters: { ...mine, Type: 'RunShellScript', CommandContent: 'id', 'InstanceId.1': put('farm.0') },
    },
  );
  expect(outcomes(calls)).toEqual([
    ['leaked', 'RunInstances', 'allowed', null],
    ['leaked', 'RunCommand', 'allowed', null],
  ]);
  const [first] = sandbox.world.compute.instancesIn('cn-beijing');
  expect(sandbox.world.compute.invocations.map(({ instanceIds }) => instanceIds)).toEqual([[first?.id]]);
});

test('a step that needs what was never got is left out', async () => {
  const calls = await play(
    {
      as: 'leaked',
      service: 'sts',
      action: 'AssumeRole',
      parameters: { RoleArn: `acs:ram::${put('accountId')}:role/none`, RoleSessionName: 'x1' },
      save: { session: 'Credentials' },
    },
    { as: 'session', service: 'sts', action: 'GetCallerIdentity' },
    { as: 'leaked', service: 'ram', action: 'DeleteUser', parameters: { UserName: put('session.AccessKeyId') } },
  );
  expect(calls.map((call) => call.action)).toEqual(['AssumeRole']);
});

test('a repeated call goes on beside the others until the account refuses it, and after', async () => {
  const seen: AttackerCall[] = [];
  const attacker = startAttacker(
    sandbox,
    leaked(),
    {
      steps: [
        { as: 'leaked', service: 'ram', action: 'ListUsers', everyMs: 50 },
        {
          as: 'leaked',
          service: 'ram',
          action: 'CreateUser',
          parameters: { UserName: `u-${put('n')}` },
          everyMs: 50,
          times: 3,
        },
      ],
    },
    { onCall: (call) => seen.push(call) },
  );
  const until = async (reached: () => boolean) => {
    while (!reached()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await until(() => seen.filter((call) => call.action === 'CreateUser').length === 3);
  await callRpc(sandbox, sandbox.identities.admin, 'ram', 'DetachPolicyFromUser', {
    PolicyType: 'System',
    PolicyName: 'AliyunRAMFullAccess',
    UserName: 'ci-bot',
  });
  await until(() => seen.some((call) => call.outcome === 'refused'));
  await attacker.stop();
  const after = seen.length;
  expect(seen.filter((call) => call.action === 'CreateUser').map((call) => [call.n, call.outcome])).toEqual([
    [1, 'allowed'],
    [2, 'allowed'],
    [3, 'allowed'],
  ]);
  expect(seen.find((call) => call.outcome === 'refused')).toMatchObject({
    action: 'ListUsers',
    code: 'NoPermission',
    status: 403,
  });
  expect([...sandbox.world.users.keys()]).toEqual(expect.arrayContaining(['u-1', 'u-2', 'u-3']));
  expect(seen).toHaveLength(after);
});

test('a call without an answer is known as such', async () => {
  const { url, ...rest } = sandbox;
  const attacker = startAttacker({ ...rest, url: url.replace(/\d+$/, '1') }, leaked(), {
    steps: [
      { as: 'leaked', service: 'ram', action: 'ListUsers' },
      { as: 'leaked', service: 'oss', action: 'ListBuckets' },
    ],
  });
  await attacker.stepsDone;
  await attacker.stop();
  expect(attacker.calls.map((call) => [call.outcome, call.status])).toEqual([
    ['no-answer', 0],
    ['no-answer', 0],
  ]);
});

test('placeholders: text without any stays as it is, and a missing value fills nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes('${'));
      expect(fill({ a: text }, new Map(), {})).toEqual({ a: text });
    }),
  );
  expect(fill({ a: put('x.B') }, new Map([['x', { B: { C: 1 } }]]), {})).toBeUndefined();
  expect(fill({ a: `n${put('n')}/${put('x.B.C')}` }, new Map([['x', { B: { C: 1 } }]]), { n: '4' })).toEqual({
    a: 'n4/1',
  });
  expect(valueAt({ a: 1 }, 'constructor')).toBeUndefined();
});
