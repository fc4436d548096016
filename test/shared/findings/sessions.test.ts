import { anEvent, anOrdinaryPast, assume, THIEF } from './account';
import { look } from './look';

const issued = (name: string, response: object | undefined, more: object = {}) =>
  anEvent({
    minute: 10,
    ...assume('release-manager', 'STS.X', THIEF),
    ...(more as object),
    ...(response === undefined ? { response: {} } : { response: { ...response } as Record<string, unknown> }),
    tool: name,
  });
const told = (key: string) => ({ credentials: { accessKeyId: key, expiration: '2026-05-20T13:40:00Z' } });
const sessionsOf = (...events: Record<string, unknown>[]) =>
  look([...anOrdinaryPast(), ...events]).sessions.filter(({ ofAttack }) => ofAttack);

test.each([
  ['lower camel', told('STS.OfTheThief1'), 'STS.OfTheThief1', '2026-05-20T13:40:00.000Z'],
  [
    'upper camel',
    { Credentials: { AccessKeyId: 'STS.OfTheThief2', Expiration: '2026-05-20T13:40:00Z' } },
    'STS.OfTheThief2',
    '2026-05-20T13:40:00.000Z',
  ],
  ['no answer', undefined, undefined, '2026-05-20T13:10:00.000Z'],
])('a session, its id and end: %s', (name, response, id, endsAt) => {
  expect(sessionsOf(issued(name, response))).toEqual([
    { id, called: expect.any(String), role: 'acs:ram::1234567890123456:role/release-manager', endsAt, ofAttack: true },
  ]);
});

test.each([
  ['1e300', 12 * 60],
  ['-5', 60],
  ['soon', 60],
  ['900', 15],
])('DurationSeconds %s: it lives %d minutes', (DurationSeconds, minutes) => {
  const request = { RoleArn: 'acs:ram::1234567890123456:role/release-manager', DurationSeconds };
  const [session] = sessionsOf(issued('ctk', undefined, { request }));
  expect(session?.endsAt).toBe(new Date(Date.parse('2026-05-20T12:10:00Z') + minutes * 60_000).toISOString());
});

test("the business's own are told apart, and a refused call opened none", () => {
  const { sessions } = look(anOrdinaryPast());
  expect(sessions.length).toBeGreaterThan(30);
  expect(sessions.some(({ ofAttack }) => ofAttack)).toBe(false);
  expect(sessionsOf(issued('ctk', undefined, { errorCode: 'NoPermission' }))).toEqual([]);
});
