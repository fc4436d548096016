import { anEvent, type Call, KEY } from './account';
import { ids, type look } from './look';
import { byThief, ELSEWHERE, seen } from './thief';

const user = (minute: number, name: string, voice: Partial<Call> = {}) =>
  byThief(minute, { service: 'Ram', name: 'CreateUser', request: { UserName: name }, ...voice });
const key = (minute: number, of: string, id: string, voice: Partial<Call> = {}) =>
  byThief(minute, {
    ...{ service: 'Ram', name: 'CreateAccessKey', request: { UserName: of } },
    response: { AccessKey: { AccessKeyId: id } },
    ...voice,
  });
const grant = (minute: number, i: number) =>
  byThief(minute, {
    ...{ service: 'Ram', name: 'AttachPolicyToUser' },
    request: { UserName: 'ci-bot', PolicyName: `p${i}` },
  });
/** From another place, so that nothing but the chain tells whose it is. */
const destroys = (minute: number, by: Partial<Call>) =>
  anEvent({ minute, service: 'Oss', name: 'DeleteBucket', request: { bucketName: 'prod' }, ip: ELSEWHERE, ...by });
const destruction = ({ findings }: ReturnType<typeof look>) =>
  findings.find(({ rule }) => rule === 'destruction')?.actors;

test('grants, however many, leave room for who acts, and those that are not listed are named', () => {
  const grants = Array.from({ length: 250 }, (_, i) => grant(5 + i / 100, i));
  const of = seen(
    ...grants,
    user(20, 'backdoor'),
    key(21, 'backdoor', 'LTAI5tBackdoor'),
    destroys(60, { user: 'backdoor', key: 'LTAI5tBackdoor' }),
  );
  expect(ids(of)).toEqual(expect.arrayContaining(['backdoor', 'LTAI5tBackdoor']));
  expect(destruction(of)).toEqual(['LTAI5tBackdoor']);
  expect(of.actors.filter(({ type }) => type === 'grant')).toHaveLength(200);
  expect(of.notes).toContainEqual(expect.stringMatching(/more than 200 grants.* ci-bot → p200, .* and 42 more$/));
  expect(of).toMatchObject({ complete: false, unfollowed: [expect.stringContaining('p200')] });
});

describe('who may do anything is followed, however many were made before', () => {
  const many = Array.from({ length: 250 }, (_, i) => [
    user(5 + i / 100, `zz${i}`),
    key(5 + i / 100, `zz${i}`, `LTAI5tZero${i}`),
  ]).flat();
  const power = (minute: number, request: object, name = 'AttachPolicyToUser') =>
    byThief(minute, { service: 'Ram', name, request: request as Record<string, string> });

  test('an administrator and what his key does', () => {
    const of = seen(
      ...many,
      user(20, 'evil'),
      key(21, 'evil', 'LTAI5tEvil'),
      power(22, { UserName: 'evil', PolicyName: 'AdministratorAccess' }),
      destroys(60, { user: 'evil', key: 'LTAI5tEvil' }),
    );
    expect(ids(of)).toEqual(expect.arrayContaining(['evil', 'LTAI5tEvil']));
    expect(destruction(of)).toEqual(['LTAI5tEvil']);
    expect(of.unfollowed).toEqual([expect.stringMatching(/^more than 200 identities: not followed are /)]);
  });

  test('a key for somebody who was there before', () => {
    const of = seen(...many, key(21, 'boss', 'LTAI5tBoss'), destroys(60, { user: 'boss', key: 'LTAI5tBoss' }));
    expect(destruction(of)).toEqual(['LTAI5tBoss']);
  });

  test('of more such than there is room for the rest is named', () => {
    const admins = Array.from({ length: 310 }, (_, i) => [
      user(5 + i / 100, `adm${i}`),
      power(6 + i / 100, { UserName: `adm${i}`, PolicyName: 'AdministratorAccess' }),
    ]).flat();
    expect(seen(...admins).unfollowed).toContainEqual(
      expect.stringMatching(/^more than 100 identities that may do anything: not followed are adm299, .* and 3 more$/),
    );
  });
});

test('sessions leave room for users, and users for sessions', () => {
  const sessions = Array.from({ length: 250 }, (_, i) =>
    byThief(5 + i / 100, {
      ...{ service: 'Sts', name: 'AssumeRole', request: { RoleArn: 'acs:ram::1:role/ops' } },
      response: { Credentials: { AccessKeyId: `STS.Thief${i}` } },
    }),
  );
  const users = Array.from({ length: 250 }, (_, i) => user(10 + i / 100, `m${i}`));
  const of = seen(...sessions, ...users);
  const count = (type: string) => of.actors.filter((actor) => actor.type === type).length;
  expect([count('session'), count('user')]).toEqual([200, 199]);
  expect(of.unfollowed).toEqual([
    expect.stringMatching(/^more than 200 identities: not followed are m199, .* and 43 more$/),
    expect.stringMatching(/^more than 200 sessions: not followed are STS.Thief200, .* and 42 more$/),
  ]);
});

/** Users, each made with the key of the one before. */
const generations = (count: number) => {
  const voice = (i: number) => (i < 0 ? {} : { user: `u${i}`, key: `LTAI5tOf${i}`, ip: `203.0.113.${i}` });
  const made = Array.from({ length: count }, (_, i) => [
    user(10 + i * 2, `u${i}`, voice(i - 1)),
    key(11 + i * 2, `u${i}`, `LTAI5tOf${i}`, voice(i - 1)),
  ]).flat();
  return [...made, destroys(60, { user: `u${count - 1}`, key: `LTAI5tOf${count - 1}` })];
};

test('eight generations are followed to the last, and of twelve the first that is not is named', () => {
  expect(destruction(seen(...generations(8)))).toEqual(['LTAI5tOf7']);
  const of = seen(...generations(12));
  expect(destruction(of)).toBeUndefined();
  expect(of.unfollowed).toEqual(['the chain is followed 10 steps deep, and goes on: not followed are u10, LTAI5tOf10']);
  expect(of.complete).toBe(false);
});

test('users who give each other keys in a circle end', () => {
  const of = seen(
    key(10, 'ci-bot', 'LTAI5tA'),
    key(11, 'ci-bot', 'LTAI5tB', { key: 'LTAI5tA' }),
    key(12, 'ci-bot', 'LTAI5tA', { key: 'LTAI5tB' }),
    key(13, 'ci-bot', KEY, { key: 'LTAI5tB' }),
  );
  expect(ids(of)).toEqual([KEY, 'LTAI5tA', 'LTAI5tB']);
  expect(of.complete).toBe(true);
});
