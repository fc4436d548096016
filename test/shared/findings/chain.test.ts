import fc from 'fast-check';
import { ALICE, anEvent, KEY, speaking, THIEF } from './account';
import { look } from './look';
import { ARN, byThief, call, ELSEWHERE, known, type Made, madeBy, shape } from './thief';

test.each([undefined, { ApiKeyId: '47****' }])('a model key that the export names by %j is there, too', (response) => {
  const made = byThief(5, { service: 'ModelStudio', name: 'CreateApiKey', ...(response ? { response } : {}) });
  expect(madeBy(made).map(shape)).toEqual([
    { type: 'api-key', id: `api-key/${made['eventId']}`, name: `api-key/${made['eventId']}` },
  ]);
});

describe('whom the attack gave power to', () => {
  const asked: [string, Made, string][] = [
    [
      'by a group',
      call('Ram', 'AddUserToGroup', { UserName: 'alice', GroupName: 'ops' }),
      'group-membership/alice/ops',
    ],
    [
      'by a policy',
      call('Ram', 'AttachPolicyToUser', { UserName: 'alice', PolicyName: 'AliyunOSSFullAccess' }),
      'grant/alice/AliyunOSSFullAccess',
    ],
    [
      'in a resource group',
      call('ResourceManager', 'AttachPolicy', {
        ResourceGroupId: 'rg-1',
        PolicyName: 'AliyunOSSFullAccess',
        PolicyType: 'System',
        PrincipalType: 'IMSUser',
        PrincipalName: 'alice@acme.onaliyun.com',
      }),
      'grant/alice/AliyunOSSFullAccess/rg-1',
    ],
  ];
  test.each(asked)('%s, is followed from the place of the attack, and is himself at his own', (_, given, edge) => {
    const key = { service: 'Ram', name: 'CreateAccessKey', request: { UserName: 'alice' } };
    const made = (minute: number, ip: string, id: string) =>
      anEvent({ minute, ...ALICE, ip, ...key, response: { AccessKey: { AccessKeyId: id } } });
    const actors = madeBy(byThief(5, given), made(10, THIEF, 'LTAI5tOfTheThief'), made(11, ALICE.ip, 'LTAI5tOfAlice'));
    expect(actors.map(({ type, id, parent }) => [type, id, parent])).toEqual([
      [edge.split('/')[0], edge, KEY],
      ['changed-user', 'alice', KEY],
      ['access-key', 'LTAI5tOfTheThief', 'alice'],
    ]);
  });

  test("the key's own user and users of the attack's own are nobody new", () => {
    const user = (name: string) => call('Ram', 'AttachPolicyToUser', { UserName: name, PolicyName: 'P' });
    const actors = madeBy(
      byThief(5, call('Ram', 'CreateUser', { UserName: 'eve' })),
      byThief(6, user('eve')),
      byThief(7, user('ci-bot')),
    );
    expect(actors.map(({ id }) => id)).toEqual(['eve', 'grant/eve/P', 'grant/ci-bot/P']);
  });
});

describe('a user whose password the attack set', () => {
  const set = byThief(5, call('Ram', 'UpdateLoginProfile', { UserName: 'alice' }));
  const makes = (name: string, more: object, eventType = 'ApiCall') => ({
    ...anEvent({ minute: 20, service: 'Ram', name: 'CreateUser', request: { UserName: name }, user: 'alice', ...more }),
    eventType,
  });
  const users = (...events: Record<string, unknown>[]) =>
    madeBy(set, ...events).flatMap(({ type, id }) => (type === 'user' ? [id] : []));

  test.each<[string, string, string, boolean]>([
    ['his console, from where he never was', '', ELSEWHERE, true],
    ["a console's token", 'TMP.3Ker6WKYHeRpuRQaM', ELSEWHERE, true],
    ['a key of his', ALICE.key, ELSEWHERE, false],
    ['a key of another form', 'f6IzzFZMmzNwEI4d', ELSEWHERE, false],
    ['… from the place of the attack', 'f6IzzFZMmzNwEI4d', THIEF, false],
    ['an id of no known form', 'ak-cn.hangzhou_0001', ELSEWHERE, false],
    ['… from the place of the attack', 'ak-cn.hangzhou_0001', THIEF, true],
  ])('%s', (_, key, ip, isOfAttack) => {
    expect(users(makes('eve', { key, ip }))).toEqual(isOfAttack ? ['eve'] : []);
  });

  test('what the event calls the console’s is his console’s, whatever id it bears', () => {
    const key = 'ak-cn.hangzhou_0001';
    expect(users(makes('eve', { key, ip: ELSEWHERE }, 'ConsoleOperation'))).toEqual(['eve']);
  });

  test('where he was at the place himself, an id of no known form is his', () => {
    const before = anEvent({ minute: -9000, service: 'Ecs', name: 'DescribeRegions', ...ALICE, ip: THIEF });
    expect(users(before, makes('eve', { key: 'ak-cn.hangzhou_0001', ip: THIEF }))).toEqual([]);
  });
});

describe('a function of the attack speaks by its role', () => {
  const made = (role: string) =>
    byThief(5, call('FC', 'CreateFunction', { functionName: 'sync', role: `${ARN}:role/${role}` }));
  const acts = (role: string, session: string) =>
    anEvent({
      minute: 30,
      service: 'Oss',
      name: 'ListBuckets',
      rw: 'Read',
      ...speaking(role, 'STS.F', '120.26.1.1'),
      user: `${role}:${session}`,
    });

  test.each([
    ['of which nobody spoke before', 'fn-role', 'x'],
    ['of the business, by a session of its name', 'deploy', 'sync'],
  ])('%s', (_, role, session) => {
    expect(madeBy(made(role), acts(role, session))).toEqual([
      expect.objectContaining({ type: 'function', id: 'sync' }),
      expect.objectContaining({ type: 'session', id: 'STS.F', parent: 'sync' }),
    ]);
  });

  test("and the business's sessions of the same role are not its", () => {
    expect(madeBy(made('deploy'), acts('deploy', 's'))).toHaveLength(1);
  });
});

test('by a provider that the attack changed the business comes from its own places, and the thief from new ones', () => {
  const comes = (minute: number, ip: string, session: string) =>
    anEvent({
      ...{ minute, ip, service: 'Sts', name: 'AssumeRoleWithOIDC', user: 'runner', key: '', type: 'oidc-user' },
      request: { RoleArn: `${ARN}:role/deploy2`, OIDCProviderArn: `${ARN}:oidc-provider/github`, RoleSessionName: 's' },
      response: { Credentials: { AccessKeyId: session } },
    });
  const change = call('Ims', 'AddFingerprintToOIDCProvider', { OIDCProviderName: 'github', Fingerprint: 'ab' });
  const actors = madeBy(
    comes(-3000, '120.26.1.1', 'STS.Before'),
    byThief(5, change),
    comes(20, '120.26.1.1', 'STS.Runner'),
    comes(21, '198.51.100.7', 'STS.Thief'),
  );
  expect(actors.map(({ id }) => id)).toEqual(['github', 'STS.Thief']);
});

test('whatever stands in the parameters, every actor is named, once, below another', () => {
  const calls: [string, string][] = [
    ['FC', 'CreateTrigger'],
    ['FC', 'CreateLayerVersion'],
    ['Ecs', 'RunCommand'],
    ['Oss', 'PutBucketReplication'],
    ['ResourceManager', 'AttachPolicy'],
    ['CloudSSO', 'CreateAccessAssignment'],
    ['CloudSSO', 'CreateUser'],
    ['Ram', 'CreateUser'],
    ['Ram', 'CreateAccessKey'],
    ['Ram', 'UpdateAccessKey'],
    ['Ims', 'RestoreUserFromRecycleBin'],
    ['Sts', 'AssumeRole'],
    ['Ess', 'CreateScalingGroup'],
  ];
  const names = fc.constantFrom(
    'functionName',
    'triggerName',
    'version',
    'Timed',
    'PolicyName',
    'PrincipalName',
    'body',
    'CommandId',
    'bucketName',
    'userName',
    'UserId',
    'AccessKeyId',
    'UserAccessKeyId',
    'Status',
    'RoleArn',
    'credentials',
  );
  const any = fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.string({ minLength: 1, maxLength: 500 })));
  fc.assert(
    fc.property(fc.constantFrom(...calls), any, any, ([service, name], request, response) => {
      const actors = look([known, byThief(5, { service, name, request, response })]).actors;
      const all = actors.map(({ id }) => id);
      expect(new Set(all).size).toBe(all.length);
      for (const { id, name: called, parent } of actors.slice(1)) {
        expect(id).not.toBe('');
        expect(Math.max(id.length, called.length)).toBeLessThanOrEqual(300);
        expect(all).toContain(parent);
      }
    }),
    { numRuns: 300 },
  );
});
