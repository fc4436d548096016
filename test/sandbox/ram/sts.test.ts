import type { Identity } from '../../../sandbox/identities';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox()
    .withRootKey()
    .withRole('Worker', 'System/AliyunRAMReadOnlyAccess')
    .withUser(aUser('trusted').withKey().withPolicy('System/AliyunSTSAssumeRoleAccess'), aUser('powerless').withKey())
    .start();
});
afterAll(() => sandbox.stop());

const keyOf = (name: string): Identity => sandbox.keys.get(name)?.key as Identity;
const assume = (as: Identity, role: string, more: Record<string, string> = {}) =>
  callRpc(sandbox, as, 'sts', 'AssumeRole', {
    RoleArn: `acs:ram::${sandbox.accountId}:role/${role}`,
    RoleSessionName: 'job',
    ...more,
  });

async function sessionOf(more: Record<string, string> = {}): Promise<Identity> {
  const { body } = await assume(keyOf('trusted'), 'worker', more);
  const { AccessKeyId = '', AccessKeySecret = '', SecurityToken = '' } = body['Credentials'] as Record<string, string>;
  return { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken };
}

test('a session has the rights of the role', async () => {
  const session = await sessionOf();
  expect(session.accessKeyId).toMatch(/^STS\./);
  expect((await callRpc(sandbox, session, 'ram', 'ListUsers')).status).toBe(200);
  expect((await callRpc(sandbox, session, 'ram', 'CreateUser', { UserName: 'x' })).status).toBe(403);
});

test('a session policy cuts the rights down and widens nothing', async () => {
  const Policy = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: ['ram:ListGroups', 'ram:CreateUser'], Resource: '*' }],
  });
  const session = await sessionOf({ Policy });
  expect((await callRpc(sandbox, session, 'ram', 'ListGroups')).status).toBe(200);
  expect((await callRpc(sandbox, session, 'ram', 'ListUsers')).status).toBe(403);
  expect((await callRpc(sandbox, session, 'ram', 'CreateUser', { UserName: 'x' })).status).toBe(403);
});

test('a deny on the user stops new sessions and not those that are there', async () => {
  const session = await sessionOf();
  const attach = { PolicyType: 'Custom', PolicyName: 'AkTourniquetFreeze', UserName: 'trusted' };
  await callRpc(sandbox, sandbox.identities.admin, 'ram', 'AttachPolicyToUser', attach);
  expect((await assume(keyOf('trusted'), 'worker')).status).toBe(403);
  expect((await callRpc(sandbox, session, 'ram', 'ListUsers')).status).toBe(200);
  await callRpc(sandbox, sandbox.identities.admin, 'ram', 'DetachPolicyFromUser', attach);
});

test('a deny on the role ends the power of its sessions', async () => {
  const session = await sessionOf();
  const attach = { PolicyType: 'Custom', PolicyName: 'AkTourniquetFreeze', RoleName: 'Worker' };
  await callRpc(sandbox, sandbox.identities.admin, 'ram', 'AttachPolicyToRole', attach);
  expect((await callRpc(sandbox, session, 'ram', 'ListUsers')).status).toBe(403);
  await callRpc(sandbox, sandbox.identities.admin, 'ram', 'DetachPolicyFromRole', attach);
});

test.each([
  ['a user without the right', () => keyOf('powerless'), 'Worker', {}, 403, 'NoPermission'],
  ['root', () => keyOf('root'), 'Worker', {}, 403, 'NoPermission'],
  ['whom the role does not trust', () => sandbox.identities.admin, 'ak-tourniquet-respond', {}, 403, 'NoPermission'],
  [
    'for less than 15 minutes',
    () => keyOf('trusted'),
    'Worker',
    { DurationSeconds: '899' },
    400,
    'InvalidParameter.DurationSeconds',
  ],
  [
    'for longer than the role allows',
    () => keyOf('trusted'),
    'Worker',
    { DurationSeconds: '3601' },
    400,
    'InvalidParameter.DurationSeconds',
  ],
  [
    'with a policy that is none',
    () => keyOf('trusted'),
    'Worker',
    { Policy: '{}' },
    400,
    'InvalidParameter.PolicyGrammar',
  ],
])('AssumeRole is refused: %s', async (_who, identity, role, more: Record<string, string>, status, code) => {
  const answer = await assume(identity(), role, more);
  expect([answer.status, answer.body['Code']]).toEqual([status, code]);
});

test.each([
  ['root', () => keyOf('root'), 'Account', /:root$/],
  ['a user', () => keyOf('powerless'), 'RAMUser', /:user\/powerless$/],
  [
    'a function',
    () => sandbox.openFunctionSession('respond'),
    'AssumedRoleUser',
    /:assumed-role\/ak-tourniquet-respond\//,
  ],
])('GetCallerIdentity tells %s who he is, whatever he may do', async (_who, identity, type, arn) => {
  const { body } = await callRpc(sandbox, identity(), 'sts', 'GetCallerIdentity');
  expect(body).toMatchObject({ IdentityType: type, AccountId: sandbox.accountId, Arn: expect.stringMatching(arn) });
});
