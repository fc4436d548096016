import { GetUserRequest } from '@alicloud/ims20190815';
import { ListUsersRequest } from '@alicloud/ram20150501';
import type { Identity } from '../../../sandbox/identities';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { callRpc, imsClient, type RpcServiceName, ramClient } from '../../sdk-clients';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

async function started(builder: SandboxBuilder): Promise<RunningSandbox> {
  sandbox = await builder.start();
  return sandbox;
}

const keyOf = (name: string): Identity => sandbox.keys.get(name)?.key as Identity;

async function ask(
  action: string,
  parameters: Record<string, string> = {},
  as = sandbox.identities.admin,
  service: RpcServiceName = 'ram',
) {
  const { status, body } = await callRpc(sandbox, as, service, action, parameters);
  return status === 200 ? body : body['Code'];
}

describe('quotas', () => {
  test('a user takes 10 custom and 20 system policies, each counted for itself', async () => {
    const names = Array.from({ length: 11 }, (_, i) => `Custom${i}`);
    const withPolicies = names.reduce(
      (builder, name) => builder.withPolicy(name, { Effect: 'Allow', Action: 'oss:*', Resource: '*' }),
      aSandbox(),
    );
    await started(
      withPolicies.withUser(aUser('ci-bot').withPolicy(...names.slice(0, 10).map((name) => `Custom/${name}`))),
    );
    const attach = (PolicyType: string, PolicyName: string) =>
      ask('AttachPolicyToUser', { PolicyType, PolicyName, UserName: 'ci-bot' });
    expect(await attach('Custom', 'Custom10')).toBe('LimitExceeded.User.Policy');
    expect(await attach('Custom', 'Custom0')).toBe('EntityAlreadyExists.User.Policy');
    expect(await attach('System', 'ReadOnlyAccess')).toMatchObject({ RequestId: expect.any(String) });
  });

  test('a user has two keys and joins five groups; a policy has five versions', async () => {
    const builder = ['a', 'b', 'c', 'd', 'e', 'f'].reduce((all, name) => all.withGroup(name), aSandbox());
    await started(
      builder
        .withPolicy('Five', { Effect: 'Allow', Action: 'oss:*', Resource: '*' })
        .withUser(aUser('ci-bot').withKey('one').withKey('two').inGroup('a', 'b', 'c', 'd', 'e')),
    );
    expect(await ask('CreateAccessKey', { UserName: 'ci-bot' })).toBe('LimitExceeded.User.AccessKey');
    expect(await ask('AddUserToGroup', { UserName: 'ci-bot', GroupName: 'f' })).toBe('LimitExceeded.User.Group');
    const version = {
      PolicyName: 'Five',
      PolicyDocument: sandbox.world.policies.get('Custom/Five')?.document.current ?? '',
    };
    for (let i = 2; i <= 5; i += 1) await ask('CreatePolicyVersion', version);
    expect(await ask('CreatePolicyVersion', version)).toBe('LimitExceeded.Policy.Version');
    const rotated = await ask('CreatePolicyVersion', {
      ...version,
      RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded',
    });
    expect(rotated).toMatchObject({ PolicyVersion: { VersionId: 'v6', IsDefaultVersion: false } });
    expect(sandbox.world.policies.get('Custom/Five')?.versions.map(({ id }) => id)).toEqual([
      'v1',
      'v3',
      'v4',
      'v5',
      'v6',
    ]);
  });

  test('attaching takes 10 calls a second of one caller', async () => {
    await started(aSandbox().withUser(aUser('ci-bot')));
    const detach = { PolicyType: 'System', PolicyName: 'ReadOnlyAccess', UserName: 'ci-bot' };
    const codes = await Promise.all(Array.from({ length: 30 }, () => ask('DetachPolicyFromUser', detach)));
    expect(codes).toContain('EntityNotExist.User.Policy');
    expect(codes).toContain('Throttling.User');
  });
});

describe('an empty user name', () => {
  test('means the caller: his keys are listed, and his key is changed', async () => {
    await started(aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunRAMFullAccess')));
    const listed = await ask('ListAccessKeys', {}, keyOf('ci-bot'));
    expect(listed).toMatchObject({ AccessKeys: { AccessKey: [{ AccessKeyId: keyOf('ci-bot').accessKeyId }] } });
    await ask(
      'UpdateAccessKey',
      { UserName: '', UserAccessKeyId: keyOf('ci-bot').accessKeyId, Status: 'Inactive' },
      keyOf('ci-bot'),
    );
    expect(sandbox.keys.get('ci-bot')?.key.status).toBe('Inactive');
  });

  test('means root for root, and nobody for a role', async () => {
    await started(aSandbox().withRootKey());
    const listed = await ask('ListAccessKeys', {}, keyOf('root'));
    expect(listed).toMatchObject({ AccessKeys: { AccessKey: [{ AccessKeyId: keyOf('root').accessKeyId }] } });
    expect(await ask('ListAccessKeys', {}, sandbox.openFunctionSession('respond'))).toBe('EntityNotExist.User');
  });

  test('does not tell the last use of a key that is not the caller’s', async () => {
    await started(aSandbox().withUser(aUser('ci-bot').withKey()));
    expect(await ask('GetAccessKeyLastUsed', { UserAccessKeyId: keyOf('ci-bot').accessKeyId })).toBe(
      'MissingParameter',
    );
  });
});

test('250 users come in three pages through the SDK', async () => {
  const users = Array.from({ length: 249 }, (_, i) => aUser(`user-${String(i).padStart(3, '0')}`));
  await started(aSandbox().withUser(...users));
  const ram = ramClient(sandbox, sandbox.identities.admin);
  const names: string[] = [];
  let marker: string | undefined;
  let pages = 0;
  do {
    const { body } = await ram.listUsers(new ListUsersRequest({ maxItems: 100, ...(marker ? { marker } : {}) }));
    names.push(...(body?.users?.user ?? []).map((user) => user.userName ?? ''));
    marker = body?.isTruncated ? body.marker : undefined;
    pages += 1;
  } while (marker);
  expect(pages).toBe(3);
  expect(new Set(names).size).toBe(250);
});

test('a deleted key is found in the recycle bin, with its owner', async () => {
  await started(aSandbox().withUser(aUser('ci-bot').withKey()));
  const UserAccessKeyId = keyOf('ci-bot').accessKeyId;
  await ask('DeleteAccessKey', { UserName: 'ci-bot', UserAccessKeyId });
  const found = await ask('GetAccessKeyInfoInRecycleBin', { UserAccessKeyId }, sandbox.identities.admin, 'ims');
  expect(found).toMatchObject({
    AccessKey: {
      AccessKeyId: UserAccessKeyId,
      UserPrincipalName: `ci-bot@${sandbox.accountId}.onaliyun.com`,
      UserRecycled: false,
    },
  });
  expect(await ask('ListUsers', {}, keyOf('ci-bot'))).toBe('InvalidAccessKeyId.NotFound');
});

test('IMS finds a user by the id of his key', async () => {
  await started(aSandbox().withUser(aUser('ci-bot').withKey()));
  const ims = imsClient(sandbox, sandbox.identities.admin);
  const { body } = await ims.getUser(new GetUserRequest({ userAccessKeyId: keyOf('ci-bot').accessKeyId }));
  expect(body?.user?.userPrincipalName).toBe(`ci-bot@${sandbox.accountId}.onaliyun.com`);
});

test('the credential report shows root first, and no key ids', async () => {
  await started(aSandbox().withRootKey().withUser(aUser('ci-bot').withKey().withConsole()));
  await ask('GenerateCredentialReport', {}, sandbox.identities.admin, 'ims');
  const report = (await ask('GetCredentialReport', {}, sandbox.identities.admin, 'ims')) as { Content: string };
  const [header = '', root = '', bot = ''] = Buffer.from(report.Content, 'base64').toString().split('\n');
  const column = (row: string, name: string) => row.split(',')[header.split(',').indexOf(name)];
  expect([column(root, 'user'), column(root, 'access_key_1_exist')]).toEqual(['<root>', 'TRUE']);
  expect([column(bot, 'user'), column(bot, 'password_exist'), column(bot, 'access_key_2_exist')]).toEqual([
    `ci-bot@${sandbox.accountId}.onaliyun.com`,
    'TRUE',
    'FALSE',
  ]);
  expect(report.Content).not.toContain(keyOf('ci-bot').accessKeyId);
});

test('a policy that RAM could not evaluate is refused at writing', async () => {
  await started(aSandbox());
  const PolicyDocument = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: '*', NotResource: '*' }],
  });
  expect(await ask('CreatePolicy', { PolicyName: 'Bad', PolicyDocument })).toBe('MalformedPolicyDocument');
});
