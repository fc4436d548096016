import type { Identity } from '../../../sandbox/identities';
import { grantsOf } from '../../../sandbox/kernel/authorisations';
import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { callRpc, type RpcServiceName } from '../../sdk-clients';

const allow = (action: string, more: object = {}) => ({ Effect: 'Allow', Action: action, Resource: '*', ...more });
const deny = (action: string) => ({ Effect: 'Deny', Action: action, Resource: '*' });

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

async function started(builder: SandboxBuilder, options = {}): Promise<RunningSandbox> {
  sandbox = await builder.start(options);
  return sandbox;
}

const keyOf = (of: RunningSandbox, name: string): Identity => of.keys.get(name)?.key as Identity;

async function codeOf(
  of: RunningSandbox,
  identity: Identity,
  action: string,
  parameters: Record<string, string> = {},
  headers: Record<string, string> = {},
  service: RpcServiceName = 'ram',
): Promise<unknown> {
  const answer = await callRpc(of, identity, service, action, parameters, headers);
  return answer.status === 200 ? 'allowed' : answer.body['Code'];
}

test('what nothing allows is denied, and the answer says what was asked', async () => {
  const s = await started(aSandbox().withUser(aUser('ci-bot').withKey()));
  const answer = await callRpc(s, keyOf(s, 'ci-bot'), 'ram', 'GetUser', { UserName: 'ci-bot' });
  expect(answer).toMatchObject({
    status: 403,
    body: {
      Code: 'NoPermission',
      AccessDeniedDetail: {
        AuthAction: 'ram:GetUser',
        AuthResource: `acs:ram:*:${s.accountId}:user/ci-bot`,
        NoPermissionType: 'ImplicitDeny',
      },
    },
  });
});

test('rights come from the user and from his groups; an explicit deny beats both', async () => {
  const s = await started(
    aSandbox()
      .withPolicy('NoCreate', deny('ram:CreateUser'))
      .withGroup('admins', 'System/AliyunRAMFullAccess')
      .withUser(aUser('ci-bot').withKey().inGroup('admins').withPolicy('Custom/NoCreate')),
  );
  const key = keyOf(s, 'ci-bot');
  expect(await codeOf(s, key, 'ListUsers')).toBe('allowed');
  expect(await codeOf(s, key, 'CreateUser', { UserName: 'x' })).toBe('NoPermission');
});

test('both resources of an attachment must be allowed', async () => {
  const policy = {
    Effect: 'Allow',
    Action: 'ram:AttachPolicyToUser',
    Resource: ['acs:ram:*:*:user/*', 'acs:ram:*:*:policy/Mine*'],
  };
  const s = await started(
    aSandbox()
      .withPolicy('Attach', policy)
      .withPolicy('MineToGive', allow('oss:*'))
      .withUser(aUser('ci-bot').withKey().withPolicy('Custom/Attach')),
  );
  const attach = (PolicyType: string, PolicyName: string) =>
    codeOf(s, keyOf(s, 'ci-bot'), 'AttachPolicyToUser', { PolicyType, PolicyName, UserName: 'ci-bot' });
  expect(await attach('System', 'AdministratorAccess')).toBe('NoPermission');
  expect(await attach('Custom', 'MineToGive')).toBe('allowed');
});

test('either spelling of an IMS action grants, a deny of either takes away', async () => {
  const s = await started(
    aSandbox()
      .withPolicy('ByRam', allow('ram:GetAccountSummary'))
      .withPolicy('ByIms', allow('ims:GetAccountSummary'))
      .withPolicy('NotIms', deny('ims:*'))
      .withUser(
        aUser('a').withKey().withPolicy('Custom/ByRam'),
        aUser('b').withKey().withPolicy('Custom/ByIms'),
        aUser('c').withKey().withPolicy('Custom/ByRam', 'Custom/NotIms'),
      ),
  );
  const ask = (name: string) => codeOf(s, keyOf(s, name), 'GetAccountSummary', {}, {}, 'ims');
  expect([await ask('a'), await ask('b'), await ask('c')]).toEqual(['allowed', 'allowed', 'NoPermission']);
});

test('conditions see the source address and the time of the sandbox', async () => {
  const office = allow('ram:ListUsers', { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } } });
  const later = allow('ram:ListGroups', {
    Condition: { DateGreaterThan: { 'acs:CurrentTime': '2099-01-01T00:00:00Z' } },
  });
  const s = await started(
    aSandbox().withPolicy('Office', office, later).withUser(aUser('ci-bot').withKey().withPolicy('Custom/Office')),
  );
  const key = keyOf(s, 'ci-bot');
  expect(await codeOf(s, key, 'ListUsers')).toBe('NoPermission');
  expect(await codeOf(s, key, 'ListUsers', {}, { [SOURCE_IP_HEADER]: '203.0.113.9' })).toBe('allowed');
  expect(await codeOf(s, key, 'ListGroups')).toBe('NoPermission');
  s.clock.set(new Date('2099-06-01T00:00:00Z'));
  expect(await codeOf(s, key, 'ListGroups')).toBe('allowed');
});

test('root passes whatever is attached to whomever', async () => {
  const s = await started(aSandbox().withRootKey());
  expect(await codeOf(s, keyOf(s, 'root'), 'CreateUser', { UserName: 'x' })).toBe('allowed');
});

test('a changed policy bites after the propagation delay, a disabled key at once', async () => {
  const s = await started(
    aSandbox().withGroup('admins', 'System/AliyunRAMFullAccess').withUser(aUser('ci-bot').withKey().inGroup('admins')),
    { propagationMs: 5_000 },
  );
  const { admin } = s.identities;
  const key = keyOf(s, 'ci-bot');
  const quarantine = { PolicyType: 'Custom', PolicyName: 'AkTourniquetQuarantine', UserName: 'ci-bot' };
  expect(await codeOf(s, admin, 'AttachPolicyToUser', quarantine)).toBe('allowed');
  expect(await codeOf(s, admin, 'ListPoliciesForUser', { UserName: 'ci-bot' })).toBe('allowed');
  expect(await codeOf(s, key, 'ListUsers')).toBe('allowed');
  s.clock.advance(5_000);
  expect(await codeOf(s, key, 'ListUsers')).toBe('NoPermission');
  expect(await codeOf(s, admin, 'DetachPolicyFromUser', quarantine)).toBe('allowed');
  expect(await codeOf(s, key, 'ListUsers')).toBe('NoPermission');
  s.clock.advance(5_000);
  expect(await codeOf(s, key, 'ListUsers')).toBe('allowed');
  const off = { UserName: 'ci-bot', UserAccessKeyId: key.accessKeyId, Status: 'Inactive' };
  expect(await codeOf(s, admin, 'UpdateAccessKey', off)).toBe('allowed');
  expect(await codeOf(s, key, 'ListUsers')).toBe('InvalidAccessKeyId.Inactive');
});

test('the responder may attach our policies to users and nothing else, and may not detach', async () => {
  const s = await started(aSandbox().withUser(aUser('ci-bot').withKey()));
  const responder = s.identities.responder as Identity;
  const ask = (action: string, PolicyType: string, PolicyName: string) =>
    codeOf(s, responder, action, { PolicyType, PolicyName, UserName: 'ci-bot' });
  expect(await ask('AttachPolicyToUser', 'System', 'AdministratorAccess')).toBe('NoPermission');
  expect(await ask('AttachPolicyToUser', 'Custom', 'AkTourniquetQuarantine')).toBe('allowed');
  expect(await ask('DetachPolicyFromUser', 'Custom', 'AkTourniquetQuarantine')).toBe('NoPermission');
  expect(await codeOf(s, responder, 'CreateAccessKey', { UserName: 'ci-bot' })).toBe('NoPermission');
  expect(await codeOf(s, responder, 'DeletePolicy', { PolicyName: 'AkTourniquetFreeze' })).toBe('NoPermission');
});

test('a key with a network policy signs from the named addresses alone', async () => {
  const s = await started(aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunRAMReadOnlyAccess')));
  const key = keyOf(s, 'ci-bot');
  const parameters = {
    UserPrincipalName: `ci-bot@${s.accountId}.onaliyun.com`,
    UserAccessKeyId: key.accessKeyId,
    AccessKeyPolicy: JSON.stringify({
      Version: 1,
      Status: 'Active',
      Statements: [{ Type: 'ClassicWhiteList', IPList: ['192.0.2.0/24'] }],
    }),
  };
  expect(await codeOf(s, s.identities.admin, 'SetAccessKeyPolicy', parameters, {}, 'ims')).toBe('allowed');
  expect(await codeOf(s, key, 'ListUsers')).toBe('Forbidden.AccessKeyPolicy');
  expect(await codeOf(s, key, 'ListUsers', {}, { [SOURCE_IP_HEADER]: '192.0.2.7' })).toBe('allowed');
});

describe('the record of questions', () => {
  test('says which statement and which patterns allowed each resource, spellings together', async () => {
    const s = await started(aSandbox().withUser(aUser('ci-bot').withKey()));
    const responder = s.identities.responder as Identity;
    const quarantine = { PolicyType: 'Custom', PolicyName: 'AkTourniquetQuarantine', UserName: 'ci-bot' };
    await codeOf(s, responder, 'AttachPolicyToUser', quarantine);
    await codeOf(s, responder, 'DescribeAccesskeyLeakList', { CurrentPage: '1', PageSize: '1' }, {}, 'sas');
    const [attach, list] = s.kernel.authorisations.all();
    expect(attach).toMatchObject({ caller: { roleName: 'ak-tourniquet-respond' }, allowed: true });
    expect(attach && grantsOf(attach).map(({ actions, resource }) => [actions, resource])).toEqual([
      [['ram:AttachPolicyToUser'], `acs:ram:*:${s.accountId}:user/*`],
      [['ram:AttachPolicyToUser'], `acs:ram:*:${s.accountId}:policy/AkTourniquetQuarantine`],
    ]);
    expect(list && grantsOf(list)).toEqual([
      expect.objectContaining({
        policy: 'ak-tourniquet-respond',
        actions: ['yundun-sas:DescribeAccesskeyLeakList', 'yundun-aegis:DescribeAccesskeyLeakList'],
        resource: '*',
      }),
    ]);
  });

  test('keeps what was refused, with the resource that it failed at', async () => {
    const s = await started(aSandbox().withUser(aUser('ci-bot').withKey()));
    const other = { PolicyType: 'System', PolicyName: 'AdministratorAccess', UserName: 'ci-bot' };
    await codeOf(s, s.identities.responder as Identity, 'AttachPolicyToUser', other);
    expect(s.kernel.authorisations.all()).toMatchObject([
      {
        allowed: false,
        answers: [
          { decision: 'Allow', by: { policy: 'ak-tourniquet-respond' } },
          { decision: 'ImplicitDeny', resource: 'acs:ram:*:system:policy/AdministratorAccess' },
        ],
      },
    ]);
  });
});
