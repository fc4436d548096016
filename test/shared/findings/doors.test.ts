import { ACCOUNT, ALICE, anEvent, anOrdinaryPast, assume, type Call, KEY, speaking, THIEF } from './account';
import { ids, look } from './look';

type Events = Record<string, unknown>[];
const read = { service: 'Oss', name: 'ListBuckets', rw: 'Read' } as const;
const trusting = (...accounts: string[]): Omit<Call, 'minute'> => ({
  service: 'Ram',
  name: 'UpdateRole',
  request: {
    RoleName: 'deploy',
    NewAssumeRolePolicyDocument: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { RAM: accounts.map((id) => `acs:ram::${id}:root`) } }],
    }),
  },
});
const turned = anEvent({ minute: 5, ...trusting(ACCOUNT, '9988776655443322') });
const byOutsider = (minute: number, ip: string, session = 'STS.OfTheOutsider') =>
  anEvent({ minute, ...read, ...speaking('deploy', session, ip) });

describe("a session of the business's role whose trust the attack widened", () => {
  test.each<[string, Events]>([
    ['from an address where nobody of the account works', [turned, byOutsider(60, '198.51.100.7')]],
    ['within the second of the change', [turned, byOutsider(5, '198.51.100.7')]],
    [
      "from the thief's address",
      [anEvent({ ...trusting('9988776655443322'), minute: 5, ip: THIEF }), byOutsider(60, THIEF)],
    ],
  ])('that nobody here has opened, %s, is the outsider', (_, events) => {
    const seen = look([...anOrdinaryPast(), ...events]);
    expect(ids(seen)).toEqual([KEY, 'deploy', 'STS.OfTheOutsider']);
    expect(seen.actors.map(({ type, parent }) => [type, parent]).slice(1)).toEqual([
      ['changed-role', KEY],
      ['session', 'deploy'],
    ]);
  });

  test.each<[string, Events]>([
    ["from the business's own address", [turned, byOutsider(60, '47.96.10.20')]],
    [
      'that the business opened, from an address that is new',
      [turned, anEvent({ minute: 50, ...assume('deploy', 'STS.OfTheOutsider') }), byOutsider(60, '120.26.1.1')],
    ],
    [
      'of which services of the cloud took such sessions before',
      [byOutsider(-9000, '120.26.1.9', 'STS.OfAService'), turned, byOutsider(60, '120.26.1.1')],
    ],
    ['before the change', [byOutsider(2, '198.51.100.7'), turned]],
    ['that was only described anew', [anEvent({ minute: 5, ...trusting(ACCOUNT) }), byOutsider(60, '198.51.100.7')]],
  ])('is not, %s', (_, events) => {
    expect(ids(look([...anOrdinaryPast(), ...events]))).not.toContain('STS.OfTheOutsider');
  });
});

test('who of the account takes the turned role is no outsider, though the export does not say whose trail it is', () => {
  const events = [...anOrdinaryPast(), turned, anEvent({ minute: 50, ...assume('deploy', 'STS.OfAlice'), ...ALICE })];
  const exported = events.map(({ recipientAccountId: _, ...event }) => event);
  expect(ids(look(exported))).not.toContain('STS.OfAlice');
});

test('a CloudSSO user is known by the id that the answer gave, and followed by the name in his sessions', () => {
  const made = anEvent({
    minute: 5,
    service: 'CloudSSO',
    name: 'CreateUser',
    ip: THIEF,
    request: { UserName: 'it.support' },
    response: { User: { UserId: 'u-00a1b2c3', UserName: 'it.support' } },
  });
  const acts = anEvent({
    minute: 30,
    ...read,
    ...speaking('AliyunReservedSSO-root', 'STS.OfTheSsoUser', '198.51.100.7'),
    user: 'AliyunReservedSSO-root:it.support',
  });
  const seen = look([...anOrdinaryPast(), made, acts]);
  expect(seen.actors).toEqual([
    expect.objectContaining({ id: KEY }),
    expect.objectContaining({ type: 'cloudsso-user', id: 'u-00a1b2c3', name: 'it.support', parent: KEY }),
    expect.objectContaining({ type: 'session', id: 'STS.OfTheSsoUser', parent: 'u-00a1b2c3' }),
  ]);
});

test.each([
  ['the policy of an access configuration', 'AddPermissionPolicyToAccessConfiguration'],
  ['who gets an account', 'CreateAccessAssignment'],
])('%s is power, and told as such', (_, name) => {
  const given = anEvent({ minute: 5, service: 'CloudSSO', name, ip: THIEF });
  expect(look([...anOrdinaryPast(), given]).findings[0]).toMatchObject({ kind: 'privilege', severity: 'high' });
});
