import type { Identity } from '../../../sandbox/identities';
import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import type { RunningSandbox } from '../../../sandbox/start';
import type { TrailEvent } from '../../../sandbox/world/events';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox()
    .withRole('worker', 'System/AliyunRAMReadOnlyAccess')
    .withUser(
      aUser('ci-bot').withKey().withPolicy('System/AliyunRAMFullAccess', 'System/AliyunSTSAssumeRoleAccess'),
      aUser('off').withKey('off', { status: 'Inactive' }),
    )
    .start();
});
afterAll(() => sandbox.stop());

const keyOf = (name: string): Identity => sandbox.keys.get(name)?.key as Identity;
const lastEvent = (): TrailEvent => sandbox.world.events.all().at(-1) as TrailEvent;

test('an event says who, what, from where and on what', async () => {
  const key = keyOf('ci-bot');
  const answer = await callRpc(
    sandbox,
    key,
    'ram',
    'CreateUser',
    { UserName: 'made' },
    { [SOURCE_IP_HEADER]: '198.51.100.7' },
  );
  expect(lastEvent()).toMatchObject({
    eventName: 'CreateUser',
    eventRW: 'Write',
    eventType: 'ApiCall',
    serviceName: 'Ram',
    apiVersion: '2015-05-01',
    isGlobal: true,
    acsRegion: 'cn-hangzhou',
    sourceIpAddress: '198.51.100.7',
    userAgent: expect.stringContaining('AlibabaCloud'),
    requestId: answer.body['RequestId'],
    resourceType: 'ACS::RAM::User',
    resourceName: 'made',
    requestParameters: { UserName: 'made' },
    eventAttributes: { SensitiveAction: 'true' },
    userIdentity: { type: 'ram-user', userName: 'ci-bot', accessKeyId: key.accessKeyId, accountId: sandbox.accountId },
  });
  expect(lastEvent()).not.toHaveProperty('errorCode');
});

test('a refused call is an event with its code', async () => {
  await callRpc(sandbox, keyOf('ci-bot'), 'ims', 'GetUser', {
    UserPrincipalName: `none@${sandbox.accountId}.onaliyun.com`,
  });
  expect(lastEvent()).toMatchObject({ eventName: 'GetUser', serviceName: 'Ims', errorCode: 'EntityNotExist.User' });
});

test('a call with an inactive key is an event; one with an unknown key is none', async () => {
  await callRpc(sandbox, keyOf('off'), 'ram', 'ListUsers');
  expect(lastEvent()).toMatchObject({ errorCode: 'InvalidAccessKeyId.Inactive', userIdentity: { userName: 'off' } });
  const before = sandbox.world.events.all().length;
  await callRpc(sandbox, { accessKeyId: 'LTAInobody000', accessKeySecret: 'x' }, 'ram', 'ListUsers');
  expect(sandbox.world.events.all()).toHaveLength(before);
});

test('a made key and an assumed role can be followed, and their secrets cannot', async () => {
  const made = await callRpc(sandbox, keyOf('ci-bot'), 'ram', 'CreateAccessKey', { UserName: 'made' });
  const { AccessKeyId, AccessKeySecret } = made.body['AccessKey'] as Record<string, string>;
  expect(lastEvent().responseElements).toMatchObject({ AccessKey: { AccessKeyId } });
  const assumed = await callRpc(sandbox, keyOf('ci-bot'), 'sts', 'AssumeRole', {
    RoleArn: `acs:ram::${sandbox.accountId}:role/worker`,
    RoleSessionName: 'job',
  });
  const credentials = assumed.body['Credentials'] as Record<string, string>;
  expect(lastEvent()).toMatchObject({
    eventName: 'AssumeRole',
    requestParameters: { RoleSessionName: 'job' },
    responseElements: { credentials: { accessKeyId: credentials['AccessKeyId'] } },
  });
  const session = {
    accessKeyId: credentials['AccessKeyId'] ?? '',
    accessKeySecret: credentials['AccessKeySecret'] ?? '',
    securityToken: credentials['SecurityToken'] ?? '',
  };
  await callRpc(sandbox, session, 'ram', 'ListUsers');
  expect(lastEvent().userIdentity).toMatchObject({
    type: 'assumed-role',
    userName: 'worker:job',
    accessKeyId: session.accessKeyId,
  });
  const everything = JSON.stringify(sandbox.world.events.all());
  for (const secret of [AccessKeySecret, session.accessKeySecret, session.securityToken])
    expect(everything).not.toContain(secret);
});

test('an event can be looked up only after the delay of the trail', async () => {
  sandbox.world.events.visibleAfterMs = 600_000;
  const shown = async (): Promise<string[]> => {
    const parameters = { 'LookupAttribute.1.Key': 'EventName', 'LookupAttribute.1.Value': 'DeleteGroup' };
    const answer = await callRpc(sandbox, sandbox.identities.admin, 'actiontrail', 'LookupEvents', parameters);
    return (answer.body['Events'] as TrailEvent[]).map((event) => event.eventName);
  };
  await callRpc(sandbox, keyOf('ci-bot'), 'ram', 'DeleteGroup', { GroupName: 'none' });
  expect(await shown()).toEqual([]);
  sandbox.clock.advance(601_000);
  expect(await shown()).toEqual(['DeleteGroup']);
});

test('the last use of a key is its last call', async () => {
  const answer = await callRpc(sandbox, sandbox.identities.admin, 'ims', 'GetAccessKeyLastUsed', {
    UserPrincipalName: `ci-bot@${sandbox.accountId}.onaliyun.com`,
    UserAccessKeyId: keyOf('ci-bot').accessKeyId,
  });
  expect(answer.body['AccessKeyLastUsed']).toMatchObject({
    ServiceName: 'Ram',
    LastUsedDate: expect.stringMatching(/Z$/),
  });
});
