import { bearsOne, type MadeWays, planForMade, type SeenIdentity } from '../../../shared/containment/made';
import type { KeyState } from '../../../shared/identity/types';
import { parseAccountId, parseUserName, type UserName } from '../../../shared/ids';

const BEGAN = '2026-05-20T12:00:00.700Z';
const after = { createdAt: new Date('2026-05-20T12:30:00Z') };
const seen = (name: string, live: SeenIdentity['live'] = after, type: SeenIdentity['type'] = 'user'): SeenIdentity => ({
  type,
  name,
  live,
});
const before = { createdAt: new Date('2026-05-01T00:00:00Z') };
const FUNCTIONS = { Service: ['fc.aliyuncs.com'] };
const STRANGER = { RAM: ['acs:ram::9999999999999999:root'] };
const trusting = (name: string, Principal: object): SeenIdentity => {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal };
  return seen(name, { ...after, trust: JSON.stringify({ Version: '1', Statement: [statement] }) }, 'role');
};
const plan = (...all: SeenIdentity[]) =>
  planForMade(
    all,
    { began: BEGAN, ownUser: 'ci-bot' },
    { exclude: { users: new Set(['boss' as UserName]), keys: new Set() } },
  );

test.each<[string, SeenIdentity, 'contained' | 'left' | 'unchecked' | 'nothing']>([
  ['made since the suspicion began', seen('svc-backup'), 'contained'],
  ['a role made since', seen('backdoor', after, 'role'), 'contained'],
  [
    'made in the very second, as RAM tells it',
    seen('svc', { createdAt: new Date('2026-05-20T12:00:00Z') }),
    'contained',
  ],
  ['made a second before', seen('svc', { createdAt: new Date('2026-05-20T11:59:59Z') }), 'left'],
  ['nobody knows when it was made', seen('svc', { createdAt: undefined }), 'left'],
  ['on the exclusion list', seen('boss'), 'left'],
  ['a role with the name of an excluded user', seen('boss', after, 'role'), 'contained'],
  ["a role of a cloud's service", seen('AliyunServiceRoleForFC', after, 'role'), 'left'],
  ["a user named like a service's role", seen('AliyunServiceRoleForLog', after), 'contained'],
  ['a user named like the tool', seen('ak-tourniquet-respond', after), 'contained'],
  ["a role named like one of the tool's", seen('ak-tourniquet-backup', after, 'role'), 'contained'],
  ["the tool's own role, written otherwise", seen('AK-Tourniquet-Respond', before, 'role'), 'left'],
  ["the tool's own role", seen('ak-tourniquet-respond', before, 'role'), 'left'],
  [
    'a role with the name of ours, made since, whose trust nobody knows',
    seen('ak-tourniquet-hygiene', after, 'role'),
    'left',
  ],
  ['… under which a function may run', trusting('ak-tourniquet-hygiene', FUNCTIONS), 'left'],
  [
    '… under which a function and a stranger may run',
    trusting('ak-tourniquet-hygiene', { ...FUNCTIONS, ...STRANGER }),
    'left',
  ],
  ['… which is a stranger’s alone', trusting('ak-tourniquet-hygiene', STRANGER), 'contained'],
  ["the key's own user, who is contained already", seen('ci-bot'), 'nothing'],
  ['gone meanwhile, or renamed', seen('svc', 'gone'), 'left'],
  ['deleted, and another one bears the name', seen('svc', 'another'), 'left'],
  ['a role that was deleted, and another one bears the name', seen('back', 'another', 'role'), 'left'],
  ['called something else now', { ...seen('svc'), nameNow: 'svc-two' }, 'contained'],
  ['called as one of the exclusion list now', { ...seen('svc'), nameNow: 'boss' }, 'left'],
  ['excluded under the name of then alone', { ...seen('boss'), nameNow: 'svc' }, 'contained'],
  ['not to be looked at', seen('svc', { couldNotCheck: 'RAM does not answer' }), 'unchecked'],
])('%s', (_, one, expected) => {
  const { contain, left, unchecked } = plan(one);
  expect([contain.length, left.length, unchecked.length]).toEqual(
    { contained: [1, 0, 0], left: [0, 1, 0], unchecked: [0, 0, 1], nothing: [0, 0, 0] }[expected],
  );
});

test.each<[string, SeenIdentity, RegExp]>([
  ['of a function', seen('ak-tourniquet-respond', before, 'role'), /^a function of ak-tourniquet runs under it/],
  [
    'that may be ours or not',
    trusting('ak-tourniquet-respond', FUNCTIONS),
    /unless you ran setup since, it is the thief's/,
  ],
  ['of a service', trusting('AliyunServiceRoleForFC', FUNCTIONS), /^it bears the name of a cloud service's role$/],
  ['that is open to others', trusting('AliyunServiceRoleForFC', STRANGER), /lets others in than a service/],
])('why a role is left alone %s', (_, one, why) => {
  expect(plan(one).left[0]?.why).toMatch(why);
});

const key = (id: string, createdAt: string | null, status: KeyState['status'] = 'Active'): KeyState => ({
  id,
  status,
  createdAt,
});
const MADE = 'LTAI5tMadeByTheThief01';
const AT = '2026-05-20T12:30:00.000Z';
const ways = (more: Partial<MadeWays> = {}): MadeWays => ({ keys: [MADE], logins: [], ...more });

test.each<[string, KeyState, MadeWays, boolean]>([
  ['a key that the attack made', key(MADE, AT), ways(), true],
  ['… as the trail masks it', key(MADE, AT), ways({ keys: ['LTAI5tMa*********ef01'] }), true],
  ['… in the very second in which the suspicion began', key(MADE, '2026-05-20T12:00:00.000Z'), ways(), true],
  ['… that is off', key(MADE, AT, 'Inactive'), ways(), false],
  ['… by its name, and it was there before', key(MADE, '2026-05-19T00:00:00.000Z'), ways(), false],
  ['… and nobody knows since when', key(MADE, null), ways(), false],
  ["somebody else's", key('LTAI5tTheBusinessOwn02', AT), ways(), false],
  ['masked, and another', key('LTAI5tTheBusinessOwn02', AT), ways({ keys: ['LTAI5tMa*********ef01'] }), false],
  ['his console login', key('LTAI5tTheBusinessOwn02', AT), ways({ keys: [], logins: ['ci-bot'] }), true],
  ["another's console login", key('LTAI5tTheBusinessOwn02', AT), ways({ keys: [], logins: ['svc'] }), false],
])('what the user bears: %s', (_, his, made, expected) => {
  const user = {
    type: 'ram-user',
    accountId: parseAccountId('1234567890123456'),
    userName: parseUserName('ci-bot'),
    foundBy: 'signal',
    keys: [his],
  } as const;
  expect(bearsOne(user, made, BEGAN)).toBe(expected);
});
