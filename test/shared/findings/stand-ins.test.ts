import { ALICE, anEvent, anOrdinaryPast, assume, speaking, THIEF } from './account';
import { look } from './look';
import { byThief, ELSEWHERE, known, seen } from './thief';

const actors = (of: ReturnType<typeof look>) => of.actors.slice(1).map(({ type, id }) => `${type} ${id}`);
const NOT_FOLLOWED = /no event tells under which id these act/;

const keyFor = (user: string, response?: object) =>
  byThief(5, {
    ...{ service: 'Ram', name: 'CreateAccessKey', request: { UserName: user } },
    ...(response ? { response: { ...response } } : {}),
  });
const masked = (id: string) => ({ AccessKey: { AccessKeyId: id } });
const starts = (key: string, user: string, minute = 20) =>
  anEvent({ minute, service: 'Ecs', name: 'RunInstances', user, key, ip: ELSEWHERE });

describe('a key whose id is not told', () => {
  test('is known by what the answer shows of it, when its user first uses it', () => {
    const of = seen(keyFor('alice', masked('LTAI5t****abcd')), starts('LTAI5tNewKeyOfAliceabcd', 'alice'));
    expect(actors(of)).toEqual(['access-key LTAI5tNewKeyOfAliceabcd']);
    expect(of.findings.find(({ rule }) => rule === 'compute-started')?.actors).toEqual(['LTAI5tNewKeyOfAliceabcd']);
    expect(of.complete).toBe(true);
  });

  test.each<[string, Record<string, unknown>[]]>([
    ['nothing of it is shown', [keyFor('alice'), starts('LTAI5tNewKeyOfAliceabcd', 'alice')]],
    ['what all keys begin with is shown', [keyFor('alice', masked('LTAI5t****')), starts('LTAI5tAny', 'alice')]],
    ["another user's fits", [keyFor('alice', masked('LTAI5t****abcd')), starts('LTAI5tOfBobabcd', 'bob')]],
    [
      'it was used before',
      [
        starts('LTAI5tOldKeyOfAliceabcd', 'alice', -3000),
        keyFor('alice', masked('LTAI5t****abcd')),
        starts('LTAI5tOldKeyOfAliceabcd', 'alice'),
      ],
    ],
  ])('%s: it stands there, and nobody speaks by it', (_, events) => {
    const of = seen(...events);
    expect(of.actors.slice(1)).toEqual([
      expect.objectContaining({ type: 'access-key', name: 'alice', isStandIn: true }),
    ]);
    expect(of.unfollowed).toEqual([expect.stringMatching(NOT_FOLLOWED)]);
    expect(of.unfollowed[0]).toContain('access-key of alice');
    expect(of.complete).toBe(false);
  });
});

describe('a session whose id is not told', () => {
  const opens = (answer: object) => byThief(5, { ...assume('adm', 'STS.x'), ip: THIEF, ...answer });
  const acts = (session: string, minute = 20, ip = ELSEWHERE) =>
    anEvent({
      minute,
      service: 'Ram',
      name: 'CreateUser',
      request: { UserName: 'eve' },
      ...speaking('adm', session, ip),
    });
  const MASKED = { response: { credentials: { accessKeyId: 'STS.Thi****ef' } } };

  test.each<[string, object]>([
    ['the answer is missing', { response: undefined }],
    ['the answer masks it', MASKED],
  ])('%s: it is known by its role and name, and outlives the deny', (_, answer) => {
    const of = look([...anOrdinaryPast(), known, opens(answer), acts('STS.ThisIsOfTheThief')], {
      now: '2026-05-20T12:30:00Z',
    });
    expect(actors(of)).toEqual(['session STS.ThisIsOfTheThief', 'user eve']);
    expect(of.notes).toContainEqual(expect.stringMatching(/^session .* outlives the deny: it ends 2026-05-20T13:05/));
  });

  test.each<[string, object, Record<string, unknown>[]]>([
    [
      'another role speaks',
      {},
      [anEvent({ minute: 20, service: 'Ram', name: 'CreateUser', ...speaking('web', 'STS.q') })],
    ],
    ['it is over', {}, [acts('STS.Later', 5 + 61)]],
    ['what is shown does not fit', MASKED, [acts('STS.SomebodyElse')]],
    [
      'somebody here opened what speaks',
      {},
      [anEvent({ minute: 10, ...assume('adm', 'STS.OfAlice'), ...ALICE }), acts('STS.OfAlice')],
    ],
    [
      'others open such sessions, of which no id is told either',
      {},
      [anEvent({ minute: 4, ...assume('adm', ''), ...ALICE, response: {} }), acts('STS.Whose')],
    ],
    ['such sessions came before that nobody here opened', {}, [acts('STS.Service', -3000), acts('STS.Service2')]],
  ])('%s: it stands there, and that it could not be followed is said', (_, answer, events) => {
    const of = seen(opens({ response: undefined, ...answer }), ...events);
    expect(of.actors.slice(1)).toEqual([expect.objectContaining({ type: 'session', name: 'adm', isStandIn: true })]);
    expect(of.unfollowed).toEqual([expect.stringMatching(NOT_FOLLOWED)]);
  });

  test('speaks within the second that opened it', () => {
    expect(actors(seen(acts('STS.AtOnce', 5), opens({ response: undefined })))).toContain('user eve');
  });

  test("from the attack's own place it is the thief's whoever else has such ones", () => {
    const other = anEvent({ minute: 4, ...assume('adm', ''), ...ALICE, response: {} });
    expect(actors(seen(other, opens({ response: undefined }), acts('STS.Whose', 20, THIEF)))).toContain('user eve');
  });
});

test('a user of the recycle bin is known by his number', () => {
  const back = byThief(5, { service: 'Ims', name: 'RestoreUserFromRecycleBin', request: { UserId: '207329' } });
  const acts = starts('LTAI5tOfOld', 'old');
  const identity = { ...(acts['userIdentity'] as object), principalId: '207329' };
  const of = seen(back, { ...acts, userIdentity: identity });
  expect(actors(of)).toEqual(['user old']);
  expect(of.findings.find(({ rule }) => rule === 'compute-started')?.actors).toEqual(['old']);
  expect(seen(back).unfollowed).toEqual([expect.stringMatching(NOT_FOLLOWED)]);
});

test.each<[string, string, object]>([
  ['Ims', 'CreateAppSecret', { AppId: '4' }],
  ['Ims', 'CreateApplication', { AppName: 'a' }],
  ['Vpc', 'CreateSslVpnClientCert', { SslVpnServerId: 'v' }],
  ['Kms', 'CreateClientKey', { AapName: 'a' }],
  ['Ims', 'CreateVirtualMFADevice', {}],
  ['CloudSSO', 'SetExternalSAMLIdentityProvider', { DirectoryId: 'd-1' }],
  ['Ram', 'CreateUser', {}],
  ['Ram', 'CreateRole', {}],
  ['Ram', 'CreateLoginProfile', {}],
  ['FC', 'CreateFunction', {}],
  ['CS', 'DescribeClusterUserKubeconfig', { TemporaryDurationMinutes: '99' }],
])('%s %s without an answer, or with a masked one, is there by its event', (service, name, request) => {
  for (const response of [undefined, { AppSecretId: 's****', AppId: '4****', SslVpnClientCertId: 'v****' }]) {
    const event = byThief(5, { service, name, request: { ...request }, ...(response ? { response } : {}) });
    expect(seen(event).actors.slice(1)).toEqual([
      expect.objectContaining({ id: expect.stringMatching(new RegExp(`/${event['eventId']}$`)) }),
    ]);
  }
});

test.each<[string, string, object, object | undefined, string]>([
  ['Ram', 'CreateUser', {}, { User: { UserName: 'eve', UserId: '2' } }, 'user eve'],
  ['Ims', 'CreateUser', {}, { user: { userPrincipalName: 'eve@acme.onaliyun.com' } }, 'user eve'],
  ['Ram', 'CreateRole', {}, { Role: { RoleName: 'backdoor' } }, 'role backdoor'],
  ['Ram', 'CreateUser', { userName: 'eve' }, undefined, 'user eve'],
  ['Ram', 'CreateRole', { rolename: 'backdoor' }, undefined, 'role backdoor'],
  ['CS', 'DescribeClusterUserKubeconfig', { clusterId: 'c1' }, undefined, 'kubeconfig kubeconfig/c1'],
  ['Ims', 'CreateSAMLProvider', { sAMLProviderName: 'okta2' }, undefined, 'identity-provider okta2'],
])('%s %s %j, answered %j, is %s', (service, name, request, response, expected) => {
  const event = byThief(5, {
    ...{ service, name, request: { ...request } },
    ...(response ? { response: { ...response } } : {}),
  });
  expect(actors(seen(event))).toEqual([expected]);
});

test.each([
  ['a user of its making', { service: 'Ram', name: 'CreateUser', request: { UserName: 'eve' } }, 'user'],
  [
    'a user whose password it set',
    { service: 'Ram', name: 'UpdateLoginProfile', request: { UserName: 'eve' } },
    'login-profile',
  ],
] as const)('%s is followed under his new name', (_, made, type) => {
  const renamed = byThief(6, {
    ...{ service: 'Ram', name: 'UpdateUser', request: { UserName: 'eve', NewUserName: 'backup-svc' } },
  });
  const console = anEvent({
    ...{ minute: 20, service: 'Ram', name: 'CreateUser', request: { UserName: 'eve3' } },
    ...{ user: 'backup-svc', key: '', ip: ELSEWHERE },
  });
  const of = seen(byThief(5, made), renamed, console);
  expect(of.actors).toContainEqual(expect.objectContaining({ type, name: 'backup-svc' }));
  expect(actors(of)).toContain('user eve3');
});

describe('a key that the attack switches on again', () => {
  const on = (request: object = {}) =>
    byThief(5, {
      ...{ service: 'Ram', name: 'UpdateAccessKey' },
      request: { UserName: 'alice', UserAccessKeyId: 'LTAI5tOldOfAlice', Status: 'Active', ...request },
    });
  const uses = (minute: number, ip: string) =>
    anEvent({ minute, service: 'Ecs', name: 'RunInstances', user: 'alice', key: 'LTAI5tOldOfAlice', ip });

  test('is a way back in, and is followed from where its user never was', () => {
    const of = seen(on(), uses(20, ELSEWHERE), uses(21, ALICE.ip));
    expect(actors(of)).toEqual(['changed-key LTAI5tOldOfAlice']);
    expect(of.findings.find(({ rule }) => rule === 'access-restored')).toMatchObject({ severity: 'high' });
    expect(of.findings.map(({ rule }) => rule)).not.toContain('access-removed');
    const started = of.findings.find(({ rule }) => rule === 'compute-started');
    expect(started).toMatchObject({ actors: ['LTAI5tOldOfAlice'], eventIds: [expect.any(String)] });
  });

  test('switched off, it is somebody locked out', () => {
    const of = seen(on({ Status: 'Inactive' }));
    expect(actors(of)).toEqual([]);
    expect(of.findings.map(({ rule }) => rule)).toContain('access-removed');
  });

  test('or fetches from the recycle bin, is the same', () => {
    const back = byThief(5, {
      ...{ service: 'Ims', name: 'RestoreAccessKeyFromRecycleBin' },
      request: { UserId: '2', UserAccessKeyId: 'LTAI5tOldOfAlice' },
    });
    expect(actors(seen(back, uses(20, ELSEWHERE)))).toEqual(['changed-key LTAI5tOldOfAlice']);
  });
});

test.each<[string, string, object, object | undefined, string]>([
  ['CS', 'DescribeClusterUserKubeconfig', { ClusterId: 'c1' }, undefined, 'kubeconfig c1'],
  ['Vpc', 'CreateSslVpnClientCert', {}, { SslVpnClientCertId: 'vsc-1' }, 'vpn-certificate vsc-1'],
  ['ModelStudio', 'CreateApiKey', {}, { apiKey: { apiKeyId: 'k1' } }, 'api-key k1'],
  ['Kms', 'CreateClientKey', {}, { ClientKeyId: 'KAAP.1' }, 'client-key KAAP.1'],
])(
  '%s %s: where its use stands is said, because these events do not hold it',
  (service, name, request, response, what) => {
    const event = byThief(5, {
      ...{ service, name, request: { ...request } },
      ...(response ? { response: { ...response } } : {}),
    });
    const of = seen(event);
    expect(of.notes).toEqual([expect.stringContaining(`what the ${what} is used for does not stand in ActionTrail`)]);
    expect(of.complete).toBe(true);
  },
);
