import { anEvent, anOrdinaryPast, type Call, THIEF } from './account';
import { high, look } from './look';

type Events = Record<string, unknown>[];
const DAY = 1440;
const PARTNER = '5566778899001122';
const STRANGER = '9988776655443322';
const share = (day: number, account: string, more: Partial<Call> = {}) =>
  anEvent({
    minute: day * DAY,
    service: 'Ecs',
    name: 'ModifyImageSharePermission',
    request: { ImageId: 'm-1', 'AddAccount.1': account },
    ...more,
  });
const read = (day: number, account: string) =>
  anEvent({
    minute: day * DAY,
    service: 'Oss',
    name: 'PutBucketPolicy',
    request: {
      bucketName: 'b',
      policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: [account], Action: ['oss:GetObject'] }] }),
    },
  });
const role = (day: number, ...accounts: string[]) =>
  anEvent({
    minute: day * DAY,
    service: 'Ram',
    name: 'CreateRole',
    request: {
      RoleName: `r${-day}`,
      AssumeRolePolicyDocument: JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: { RAM: accounts.map((id) => (id === '*' ? '*' : `acs:ram::${id}:root`)) } },
        ],
      }),
    },
  });
const user = (day: number, name: string): Events => [
  anEvent({ minute: day * DAY, service: 'Ram', name: 'CreateUser', request: { UserName: name } }),
  keyFor(day, name),
];
const keyFor = (day: number, name: string) =>
  anEvent({ minute: day * DAY + 1, service: 'Ram', name: 'CreateAccessKey', request: { UserName: name } });

/** Work that was done before, from the business's machine, and what it makes ordinary. */
const MONTHS = [-30, -24, -18];
test.each<[string, Events]>([
  ['an image for the partner who got two before', [share(-30, PARTNER), share(-20, PARTNER), share(-1, PARTNER)]],
  ['a bucket for the account that reads it since weeks', [read(-30, PARTNER), read(-20, PARTNER), read(-1, PARTNER)]],
  ['a role for the partner who got two before', [role(-30, PARTNER), role(-20, PARTNER), role(-1, PARTNER)]],
  ['a user with a key, like those before', [...MONTHS, -1].flatMap((day) => user(day, `robot-${day}`))],
])('ordinary: %s', (_, events) => {
  expect(high(look([...anOrdinaryPast(), ...events]))).toEqual([]);
});

test.each<[string, Events, string]>([
  ['an image for somebody new', [...MONTHS.map((day) => share(day, PARTNER)), share(-1, STRANGER)], 'data-shared'],
  [
    'an image for the partner and somebody new at once',
    [
      ...MONTHS.map((day) => share(day, PARTNER)),
      share(-1, PARTNER, { request: { 'AddAccount.1': PARTNER, 'AddAccount.2': STRANGER } }),
    ],
    'data-shared',
  ],
  [
    'a role for the partner, and for everyone besides',
    [...MONTHS.map((day) => role(day, PARTNER)), role(-1, PARTNER, '*')],
    'persistence-role',
  ],
  ['an account that got images on one day only', [share(-30, PARTNER), share(-1, PARTNER)], 'data-shared'],
  [
    'an account that a visitor let in before',
    [share(-30, STRANGER, { ip: THIEF }), share(-20, STRANGER, { ip: THIEF }), share(-1, STRANGER)],
    'data-shared',
  ],
  [
    'a key for a colleague, by who makes keys for new users',
    [...MONTHS.flatMap((day) => user(day, `robot-${day}`)), keyFor(-1, 'alice')],
    'persistence-access-key',
  ],
])('not ordinary: %s', (_, events, rule) => {
  const found = high(look([...anOrdinaryPast(), ...events])).find((one) => one.rule === rule);
  expect(found?.eventIds).toContain(events.at(-1)?.['eventId']);
});
