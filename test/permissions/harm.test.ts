import OSS from 'ali-oss';
import { type Identity, openFunctionSession } from '../../sandbox/identities';
import { EVIDENCE_BUCKET, type RunningSandbox } from '../../sandbox/start';
import type { IncidentId, Paths } from '../../shared/incident/paths';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';
import { callRpc, type RpcServiceName } from '../sdk-clients';

const ROLES: readonly FunctionName[] = ['respond', 'investigate', 'hygiene'];
const READERS: readonly FunctionName[] = ['investigate', 'hygiene'];
const EVERYTHING = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

type Attempt = readonly [service: RpcServiceName, action: string, parameters: Readonly<Record<string, string>>];

const own = (role: FunctionName) => ({ PolicyName: roleName(role), PolicyType: 'Custom' });
const quarantine = { PolicyName: 'AkTourniquetQuarantine', PolicyType: 'Custom' };
const administrator = { PolicyName: 'AdministratorAccess', PolicyType: 'System' };

/** What no role may do, whatever it is for. */
const attempts = (role: FunctionName): readonly Attempt[] => [
  ['ram', 'CreatePolicy', { PolicyName: 'AkTourniquetMine', PolicyDocument: EVERYTHING }],
  [
    'ram',
    'CreatePolicyVersion',
    { PolicyName: own(role).PolicyName, PolicyDocument: EVERYTHING, SetAsDefault: 'true' },
  ],
  [
    'ram',
    'CreatePolicyVersion',
    { PolicyName: quarantine.PolicyName, PolicyDocument: EVERYTHING, SetAsDefault: 'true' },
  ],
  ['ram', 'SetDefaultPolicyVersion', { PolicyName: quarantine.PolicyName, VersionId: 'v1' }],
  ['ram', 'DeletePolicyVersion', { PolicyName: quarantine.PolicyName, VersionId: 'v1' }],
  ['ram', 'DeletePolicy', { PolicyName: quarantine.PolicyName }],
  ['ram', 'DetachPolicyFromUser', { UserName: 'alice', ...quarantine }],
  ['ram', 'DetachPolicyFromGroup', { GroupName: 'AkTourniquetQuarantine', ...quarantine }],
  ['ram', 'RemoveUserFromGroup', { GroupName: 'AkTourniquetQuarantine', UserName: 'alice' }],
  ['ram', 'AttachPolicyToUser', { UserName: 'alice', ...own(role) }],
  ['ram', 'AttachPolicyToUser', { UserName: 'alice', ...administrator }],
  ['ram', 'AttachPolicyToUser', { UserName: 'alice', PolicyName: 'deploys', PolicyType: 'Custom' }],
  ['ram', 'AttachPolicyToRole', { RoleName: roleName(role), ...administrator }],
  ['ram', 'AttachPolicyToGroup', { GroupName: 'admins', ...quarantine }],
  ['ram', 'AddUserToGroup', { UserName: 'alice', GroupName: 'admins' }],
  ['ram', 'CreateAccessKey', { UserName: 'alice' }],
  ['ims', 'CreateAccessKey', { UserPrincipalName: 'alice@1234567890123456.onaliyun.com' }],
  ['ram', 'DeleteAccessKey', { UserName: 'alice', UserAccessKeyId: 'LTAI5tNobodysKey000001' }],
  ['ram', 'CreateUser', { UserName: 'mine' }],
  ['ram', 'DeleteUser', { UserName: 'alice' }],
  ['ram', 'CreateLoginProfile', { UserName: 'alice', Password: 'Aa1!aaaaaaaa' }],
  ['ram', 'UpdateLoginProfile', { UserName: 'alice', Password: 'Aa1!aaaaaaaa' }],
  ['ram', 'CreateRole', { RoleName: 'mine', AssumeRolePolicyDocument: EVERYTHING }],
  ['ram', 'UpdateRole', { RoleName: roleName(role), NewMaxSessionDuration: '43200' }],
  ['sts', 'AssumeRole', { RoleArn: 'acs:ram::1234567890123456:role/admin-role', RoleSessionName: 'mine' }],
  ['sas', 'ModifyAccessKeyLeakDeal', { Type: 'manual', 'IdList.1': '1' }],
  ['actiontrail', 'StopLogging', { Name: 'trail' }],
  ['ecs', 'RunInstances', { RegionId: 'cn-hangzhou', ImageId: 'm-1', InstanceType: 'ecs.g6.large' }],
];

const reports = (paths: Paths, id: IncidentId): string[] => [
  paths.evidence(id, 'round-1/usage.json'),
  paths.findings(id),
  paths.reportHtml(id),
  paths.reportJson(id),
  paths.manifest(id),
];
const counts = (paths: Paths): string[] => [
  paths.seen,
  paths.heartbeat,
  `${paths.contained(new Date(0))}LTAI.json`,
  `${paths.status}held--1--LTAI`,
];
const nights = (paths: Paths): string[] => [
  paths.hygieneHtml('2026-05-01'),
  paths.hygieneJson('2026-05-01'),
  paths.hygieneCsv('2026-05-01'),
  paths.hygieneExceptions,
  paths.owners,
];

/** What each function must not write: it is another's word. */
const FOREIGN: Readonly<Record<FunctionName, (paths: Paths, id: IncidentId) => readonly string[]>> = {
  respond: (paths, id) => [...reports(paths, id), ...nights(paths)],
  investigate: (paths, id) => [
    ...[paths.before(id), `${paths.schedule}2026--LTAI--approved.json`],
    ...counts(paths),
    ...nights(paths),
  ],
  hygiene: (paths, id) => [
    paths.entry(id, 1),
    paths.before(id),
    ...reports(paths, id),
    ...counts(paths),
    paths.hygieneExceptions,
    `${paths.schedule}2026--LTAI--finish.json`,
  ],
};

let sandbox: RunningSandbox;
let before: string;
beforeAll(async () => {
  sandbox = await aSandbox()
    .withPolicy('deploys', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' })
    .withGroup('admins', 'System/AdministratorAccess')
    .withUser(aUser('alice').withKey())
    .withRole('admin-role', 'System/AdministratorAccess')
    .withBucket('customers', { 'list.csv': 'secret' })
    .start();
  before = power();
});
afterAll(() => sandbox.stop());

const sessionOf = (role: FunctionName): Identity => openFunctionSession(sandbox.world, roleName(role), roleName(role));

/** Who holds which policy and which key, as one text: what an attempt would have changed. */
function power(): string {
  const { users, groups, roles, policies } = sandbox.world;
  return JSON.stringify({
    principals: [...users.values(), ...groups.values(), ...roles.values()].map(({ name, attached }) => [
      name,
      attached.current.map(({ policy }) => policy.name),
    ]),
    members: [...users.values()].map((user) => [user.name, user.keys.length, user.groups.current.length]),
    policies: [...policies.values()].map(({ name, document }) => [name, document.current]),
  });
}

async function expectRefused(role: FunctionName, [service, action, parameters]: Attempt): Promise<void> {
  const answer = await callRpc(sandbox, sessionOf(role), service, action, parameters);
  expect({ action, status: answer.status, code: answer.body['Code'] }).toEqual({
    action,
    status: 403,
    code: expect.stringMatching(/^(NoPermission|Forbidden\.RAM)$/),
  });
}

describe.each(ROLES)('the role of %s', (role) => {
  test.each(attempts(role).map((attempt) => [attempt[1], JSON.stringify(attempt[2]).slice(0, 90), attempt] as const))(
    'is refused %s %s',
    async (_action, _parameters, attempt) => expectRefused(role, attempt),
  );

  test('"rewrite own policy, attach it to anyone" ends at its first link, and at each later one', async () => {
    const mine = { PolicyName: own(role).PolicyName };
    await expectRefused(role, [
      'ram',
      'CreatePolicyVersion',
      { ...mine, PolicyDocument: EVERYTHING, SetAsDefault: 'true' },
    ]);
    await expectRefused(role, ['ram', 'SetDefaultPolicyVersion', { ...mine, VersionId: 'v1' }]);
    await expectRefused(role, ['ram', 'AttachPolicyToUser', { UserName: 'alice', ...own(role) }]);
    expect(power()).toBe(before);
  });

  test("changes no bucket's settings, makes none and deletes none", async () => {
    const { accessKeyId, accessKeySecret, securityToken: stsToken } = sessionOf(role);
    const client = new OSS({
      accessKeyId,
      accessKeySecret,
      ...(stsToken ? { stsToken } : {}),
      refreshSTSToken: async () => ({ accessKeyId, accessKeySecret, stsToken }),
      refreshSTSTokenInterval: 86_400_000,
      region: 'oss-cn-hangzhou',
      endpoint: sandbox.url,
      sldEnable: true,
      authorizationV4: true,
    } as OSS.Options) as OSS &
      Record<'putBucketPolicy' | 'putBucketVersioning', (...args: unknown[]) => Promise<unknown>>;
    const everything = {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: ['oss:*'], Principal: ['*'], Resource: ['*'] }],
    };
    const tries = [
      () => client.putBucketACL(EVIDENCE_BUCKET, 'public-read'),
      () => client.putBucketPolicy(EVIDENCE_BUCKET, everything),
      () => client.putBucketVersioning(EVIDENCE_BUCKET, 'Enabled'),
      () => client.putBucketLogging(EVIDENCE_BUCKET, 'x/'),
      () => client.deleteBucket(EVIDENCE_BUCKET),
      () => client.putBucket(`made-by-${role}`),
    ];
    // The SDK throws for some and only tells the status of others.
    const statusOf = (answer: unknown) => (answer as { status?: number }).status;
    const statuses = await Promise.all(tries.map((attempt) => attempt().then(statusOf, statusOf)));
    expect(statuses).toEqual(tries.map(() => 403));
    expect(sandbox.oss.buckets.get(EVIDENCE_BUCKET)).toMatchObject({ acl: 'private', versioning: undefined });
    expect([...sandbox.oss.buckets.keys()].sort()).toEqual(['ak-tourniquet-evidence', 'customers']);
  });

  test('reads no other bucket, and nothing beside its prefix', async () => {
    const { cloud } = await aRun(sandbox, {}, role);
    const other = cloud.bucket('customers');
    const refused = { name: 'CloudForbidden' };
    await expect(other.get('list.csv')).rejects.toMatchObject(refused);
    await expect(other.list('')).rejects.toMatchObject(refused);
    await expect(other.put('list.csv', 'x')).rejects.toMatchObject(refused);
    await expect(cloud.evidence.list('')).rejects.toMatchObject(refused);
    await expect(cloud.evidence.get('elsewhere/list.csv')).rejects.toMatchObject(refused);
    await expect(cloud.evidence.put('elsewhere/list.csv', 'x')).rejects.toMatchObject(refused);
  });

  test('deletes nothing of what an incident remembers', async () => {
    const { cloud, paths, accountId } = await aRun(sandbox, {}, role);
    const id = { accountId, accessKeyId: sandbox.keys.get('alice')?.key.accessKeyId as never };
    const kept = [paths.entry(id, 1), paths.before(id), paths.manifest(id), paths.evidence(id, 'round-1/usage.json')];
    if (role !== 'respond') kept.push(`${paths.schedule}2026--LTAI--approved.json`);
    for (const key of [...kept, paths.reportHtml(id), paths.seen, paths.heartbeat])
      await expect(cloud.evidence.delete(key)).rejects.toMatchObject({ name: 'CloudForbidden' });
  });

  // Journal, schedule, outbox and receipts are written by several; there the seal tells our word from a stranger's.
  test("overwrites nothing that another function alone writes, and nobody's exemptions", async () => {
    const { cloud, paths, accountId } = await aRun(sandbox, {}, role);
    const id = { accountId, accessKeyId: sandbox.keys.get('alice')?.key.accessKeyId as never };
    const anyRole = [
      `${paths.incident(id)}/other.json`,
      'ak-tourniquet/config/exemptions.json',
      'ak-tourniquet/other.json',
    ];
    for (const key of [...anyRole, ...FOREIGN[role](paths, id)])
      await expect(cloud.evidence.put(key, '{}').then(() => key)).rejects.toMatchObject({ name: 'CloudForbidden' });
  });

  test('reads no secret but its own', async () => {
    sandbox.world.secrets.set('database/password', 'hidden');
    const { cloud } = await aRun(sandbox, {}, role);
    await expect(cloud.kms.getSecretValue('database/password')).rejects.toMatchObject({ name: 'CloudForbidden' });
  });

  test('invokes no function of somebody else', async () => {
    const { cloud } = await aRun(sandbox, {}, role);
    await expect(cloud.functions.invoke('payroll', {}, 'Async')).rejects.toMatchObject({ name: 'CloudForbidden' });
  });
});

describe.each(READERS)('%s only reads the account', (role) => {
  test.each<Attempt>([
    ['ram', 'AttachPolicyToUser', { UserName: 'alice', ...quarantine }],
    ['ram', 'AddUserToGroup', { UserName: 'alice', GroupName: 'AkTourniquetQuarantine' }],
    ['ram', 'UpdateAccessKey', { UserName: 'alice', UserAccessKeyId: 'LTAI5tNobodysKey000001', Status: 'Inactive' }],
  ])('%s %s is refused', async (...attempt) => expectRefused(role, attempt));
});

test('after all of it the account is as it was', () => {
  expect(power()).toBe(before);
});
