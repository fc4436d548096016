import fc from 'fast-check';
import { ALICE, anEvent, anOrdinaryPast, assume, type Call, KEY, LEAK_AT, speaking, THIEF } from './account';
import { backdoor, bySecondKey, high, ids, idsOf, look } from './look';

/** In the order in which `backdoor` makes them. */
const OF_BACKDOOR = [
  'crossfire',
  'login-profile/crossfire',
  'grant/crossfire/AdministratorAccess',
  'LTAI5tSecondKeyOfThief01',
];

describe('attacks', () => {
  test('a backdoor user, its key, and what that key made in turn: every identity chained, none of the business', () => {
    const attack = [
      ...backdoor(THIEF),
      anEvent({ minute: 20, service: 'Ecs', name: 'RunInstances', region: 'ap-south-1', ...bySecondKey }),
      anEvent({ minute: 21, ...assume('deploy', 'STS.OfTheThief', bySecondKey.ip), ...bySecondKey }),
      anEvent({
        minute: 22,
        service: 'Oss',
        name: 'PutBucketAcl',
        ...speaking('deploy', 'STS.OfTheThief', '198.51.100.9'),
        request: { acl: 'public-read' },
      }),
    ];
    const seen = look([...anOrdinaryPast(), ...attack]);
    expect(ids(seen).sort()).toEqual([KEY, ...OF_BACKDOOR, 'STS.OfTheThief'].sort());
    expect(seen.actors.find(({ id }) => id === 'STS.OfTheThief')?.parent).toBe('LTAI5tSecondKeyOfThief01');
    const named = high(seen).flatMap(({ eventIds }) => eventIds);
    expect([...new Set(named)].sort()).toEqual(idsOf(attack));
    expect(new Set(high(seen).map(({ kind }) => kind))).toEqual(
      new Set(['persistence', 'console-takeover', 'privilege', 'compute', 'data']),
    );
  });

  test("from the business's own machine, with its own tool", () => {
    const attack = backdoor('47.96.10.20');
    const seen = look([...anOrdinaryPast(), ...attack]);
    expect(
      high(seen)
        .flatMap(({ eventIds }) => eventIds)
        .sort(),
    ).toEqual(idsOf(attack));
    expect(ids(seen)).toEqual([KEY, ...OF_BACKDOOR]);
  });

  test('another key for the same user, made from a new address', () => {
    const made = anEvent({
      minute: 5,
      service: 'Ram',
      name: 'CreateAccessKey',
      ip: THIEF,
      request: { UserName: 'ci-bot' },
      response: { AccessKey: { AccessKeyId: 'LTAI5tSecondKeyOfThief01' } },
    });
    const act = anEvent({
      minute: 6,
      service: 'Ecs',
      name: 'DescribeInstances',
      rw: 'Read',
      key: 'LTAI5tSecondKeyOfThief01',
      ip: THIEF,
    });
    const seen = look([...anOrdinaryPast(), made, act]);
    expect(ids(seen)).toEqual([KEY, 'LTAI5tSecondKeyOfThief01']);
    expect(high(seen).flatMap(({ eventIds }) => eventIds)).toEqual(idsOf([made]));
  });

  test.each<[string, Omit<Call, 'minute'>]>([
    ['another key each night', { service: 'Ram', name: 'CreateAccessKey', request: { UserName: 'alice' } }],
    [
      'machines each night, where none were',
      { service: 'Ecs', name: 'RunInstances', region: 'us-east-1', tool: 'ctk' },
    ],
  ])('a thief who keeps hours: %s', (_, call) => {
    const nights = [0, 1, 2, 3].map((day) => anEvent({ minute: 30 - day * 1440, ip: THIEF, ...call }));
    expect(
      high(look([...anOrdinaryPast(), ...nights]))
        .flatMap(({ eventIds }) => eventIds)
        .sort(),
    ).toEqual(idsOf(nights));
  });

  test('a look around that is partly refused', () => {
    const calls = Array.from({ length: 12 }, (_, i) =>
      anEvent({
        minute: 5 + i / 4,
        service: 'Ecs',
        name: `DescribeThing${i}`,
        rw: 'Read',
        ip: THIEF,
        tool: 'ctk',
        ...(i % 3 === 0 ? { errorCode: 'NoPermission' } : {}),
      }),
    );
    const slow = calls.map((call, i) => ({
      ...call,
      eventTime: new Date(Date.parse(LEAK_AT) + i * 3_600_000).toISOString(),
    }));
    expect(high(look([...anOrdinaryPast(), ...calls])).map(({ kind }) => kind)).toEqual(['reconnaissance']);
    expect(high(look([...anOrdinaryPast(), ...slow]))).toEqual([]);
  });

  test('days before the leak is reported', () => {
    const seen = look([...anOrdinaryPast(), ...backdoor(THIEF, -6 * 24 * 60)]);
    expect(high(seen).length).toBeGreaterThan(0);
    expect(ids(seen)).toContain('crossfire');
  });

  test('wholly by sessions: one that the business opened is used from elsewhere', () => {
    const stolen = speaking('deploy', 'STS.Deploy100', THIEF);
    const attack = [
      anEvent({ minute: 30, service: 'Actiontrail', name: 'StopLogging', ...stolen }),
      anEvent({
        minute: 31,
        service: 'Ram',
        name: 'CreateRole',
        ...stolen,
        request: {
          RoleName: 'shadow',
          AssumeRolePolicyDocument: '{"Statement":[{"Principal":{"RAM":["acs:ram::999:root"]}}]}',
        },
      }),
      anEvent({
        minute: 40,
        ...assume('shadow', 'STS.Outside', '198.51.100.1'),
        key: 'LTAI5tKeyOfAnotherAccount',
        user: 'evil',
      }),
      anEvent({
        minute: 41,
        service: 'Oss',
        name: 'GetObject',
        rw: 'Read',
        ...speaking('shadow', 'STS.Outside', '198.51.100.1'),
      }),
    ];
    const seen = look([...anOrdinaryPast(), ...attack]);
    expect(ids(seen).sort()).toEqual([KEY, 'STS.Deploy100', 'STS.Outside', 'shadow'].sort());
    expect(high(seen).some(({ kind }) => kind === 'log-tampering')).toBe(true);
  });

  test.each<[string, number, Omit<Call, 'minute'>, string]>([
    ['messages', 40, { service: 'Dysmsapi', name: 'SendSms' }, 'messages'],
    [
      'objects read of a bucket that it never touched',
      80,
      { service: 'Oss', name: 'GetObject', rw: 'Read', request: { bucketName: 'customers' } },
      'data',
    ],
    [
      'machines where none were',
      3,
      { service: 'Ecs', name: 'RunInstances', region: 'us-east-1', request: { Amount: '50' } },
      'compute',
    ],
    ['deletion', 25, { service: 'Ecs', name: 'DeleteSnapshot' }, 'destruction'],
  ])('from a new address: %s', (_, times, call, kind) => {
    const attack = Array.from({ length: times }, (_, i) => anEvent({ minute: 10 + i / 10, ip: THIEF, ...call }));
    expect(high(look([...anOrdinaryPast(), ...attack])).map((one) => one.kind)).toContain(kind);
  });

  test.each<[string, Omit<Call, 'minute'>[], string]>([
    [
      'instances in many regions',
      ['us-east-1', 'ap-south-1', 'eu-west-1'].map((region) => ({
        service: 'Ecs',
        name: 'RunInstances',
        region,
        request: { Amount: 20 },
      })),
      'compute',
    ],
    [
      "somebody's password",
      [{ service: 'Ims', name: 'UpdateLoginProfile', request: { UserPrincipalName: 'alice@corp' } }],
      'console-takeover',
    ],
    [
      'messages, by a key that never sent one',
      Array.from({ length: 30 }, () => ({ service: 'Dysmsapi', name: 'SendSms' })),
      'messages',
    ],
    ['alarms switched off', [{ service: 'Sas', name: 'ModifyAccessKeyLeakDeal' }], 'alarms-silenced'],
    ['a bucket opened', [{ service: 'Oss', name: 'PutBucketAcl', request: { acl: 'public-read' } }], 'data'],
    ['an image shared', [{ service: 'Ecs', name: 'ModifyImageSharePermission' }], 'data'],
  ])("from the business's own machine: %s", (_, calls, kind) => {
    const attack = calls.map((call, i) => anEvent({ minute: 10 + i, ...call }));
    const seen = high(look([...anOrdinaryPast(), ...attack]));
    expect(seen.map((one) => one.kind)).toEqual([kind]);
    expect(seen.flatMap(({ eventIds }) => eventIds).sort()).toEqual(idsOf(attack));
  });

  test("another identity from the attack's address is named, the ordinary ones are not", () => {
    const other = anEvent({ minute: 15, service: 'Ecs', name: 'DescribeInstances', ...ALICE, ip: THIEF });
    const seen = look([...anOrdinaryPast(), ...backdoor(THIEF), other]);
    expect(seen.findings.filter(({ kind }) => kind === 'other-identity')).toEqual([
      expect.objectContaining({ actors: [ALICE.key], eventIds: [other['eventId']] }),
    ]);
  });
});

test('a denied action that succeeds later than a deny may take is critical; a refused one is told apart', () => {
  const after = [
    anEvent({ minute: 11, service: 'Ram', name: 'CreateUser', ip: THIEF, request: { UserName: 'x' } }),
    anEvent({ minute: 30, service: 'Ram', name: 'CreateUser', ip: THIEF, request: { UserName: 'y' } }),
    anEvent({ minute: 31, service: 'Ram', name: 'CreateRole', ip: THIEF, errorCode: 'NoPermission' }),
  ];
  const seen = look([...anOrdinaryPast().filter(({ eventTime }) => String(eventTime) < LEAK_AT), ...after], {
    denyAt: '2026-05-20T12:10:00Z',
  });
  expect(seen.findings.find(({ kind }) => kind === 'success-after-deny')).toMatchObject({
    severity: 'critical',
    eventIds: [after[1]?.['eventId']],
  });
  expect(seen.findings.find(({ rule }) => rule === 'denied-after-deny')?.eventIds).toEqual([after[2]?.['eventId']]);
});

test('a key without history is said to have none', () => {
  expect(look(backdoor(THIEF)).notes).toEqual([expect.stringMatching(/no history/)]);
  expect(look([]).notes).toEqual([`no event of ${KEY} is in these files`]);
});

test("calls under a masked id that may be the key's are said to be unjudged", () => {
  const masked = anEvent({ minute: 5, service: 'Ram', name: 'CreateUser', ip: THIEF, key: `${KEY.slice(0, 8)}****` });
  expect(look([...anOrdinaryPast(), masked])).toMatchObject({
    complete: false,
    notes: [expect.stringMatching(/masked key id.*: 1$/)],
  });
});

test('within one second, too, a user is made before his password and his key act', () => {
  const second = backdoor(THIEF).map((event) => ({ ...event, eventTime: '2026-05-20T12:05:00Z' }));
  const act = {
    ...anEvent({ minute: 5, service: 'Ecs', name: 'RunInstances', ...bySecondKey }),
    eventTime: '2026-05-20T12:05:00Z',
  };
  const seen = look([...anOrdinaryPast(), act, ...second.reverse()]);
  expect(seen.actors.map(({ type }) => type)).toEqual(['access-key', 'user', 'access-key', 'login-profile', 'grant']);
  expect(seen.findings.find(({ kind }) => kind === 'compute')?.actors).toEqual([bySecondKey.key]);
});

test('whatever the order of the files, the answer is the same', () => {
  const events = [...anOrdinaryPast(), ...backdoor(THIEF)];
  const expected = look(events);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(look(shuffled)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test('identities that make each other in a circle, and too many of them, end', () => {
  const many = Array.from({ length: 300 }, (_, i) =>
    anEvent({ minute: 1 + i / 100, service: 'Ram', name: 'CreateUser', ip: THIEF, request: { UserName: `u${i}` } }),
  );
  const crowd = look([...anOrdinaryPast(), ...many]);
  expect(crowd.actors).toHaveLength(200);
  expect(crowd).toMatchObject({ complete: false, notes: [expect.stringMatching(/more than 200/)] });
  const circle = [
    ...backdoor(THIEF),
    anEvent({
      minute: 9,
      service: 'Ram',
      name: 'CreateAccessKey',
      ...bySecondKey,
      request: { UserName: 'crossfire' },
      response: { AccessKey: { AccessKeyId: KEY } },
    }),
  ];
  expect(ids(look([...anOrdinaryPast(), ...circle]))).toEqual([KEY, ...OF_BACKDOOR]);
});
