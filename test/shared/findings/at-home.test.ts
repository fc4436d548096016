import { ALICE, anEvent, anOrdinaryPast, assume, type Call, KEY, speaking, THIEF } from './account';
import { high, ids, look } from './look';

type Events = Record<string, unknown>[];
const DAY = 1440;
const TERRAFORM = { tool: 'HashiCorp-Terraform/1.6.6 Provider/1.220.0' };
const HOME_LINE = '114.242.33.17';
const CLI = 'Aliyun-CLI/3.0.246';

/** An apply of the infrastructure's code: groups, a role for servers, records of the own domain replaced. */
const apply = (day: number, more: Partial<Call>): Events =>
  [
    ...[1, 2, 3].map((n) => ({ service: 'Alidns', name: 'UpdateDomainRecord', request: { RecordId: `${n}` } })),
    { service: 'Ecs', name: 'DeleteSecurityGroup', request: { SecurityGroupId: 'sg-old' } },
    {
      service: 'Ram',
      name: 'CreateRole',
      request: {
        RoleName: 'api-v2',
        AssumeRolePolicyDocument: '{"Statement":[{"Effect":"Allow","Principal":{"Service":["ecs.aliyuncs.com"]}}]}',
      },
    },
    { service: 'Ram', name: 'DetachPolicyFromRole', request: { RoleName: 'api', PolicyName: 'api' } },
    { service: 'Ram', name: 'DeleteRole', request: { RoleName: 'api' } },
  ].map((call, i) => anEvent({ minute: day * DAY + i, ...call, ...more }));
const changes = (days: readonly number[], more: Partial<Call> = TERRAFORM): Events =>
  days.map((day) => anEvent({ minute: day * DAY, service: 'Ecs', name: 'AuthorizeSecurityGroup', ...more }));

describe('a program that has changed things from its own machine for weeks', () => {
  test('applies much at once, and nothing of it is an attack', () => {
    const seen = look([...anOrdinaryPast(), ...changes([-30, -20]), ...apply(-1, TERRAFORM)]);
    expect(high(seen)).toEqual([]);
    expect(ids(seen)).toEqual([KEY]);
    // It is told all the same.
    expect(seen.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['dns-changed-ordinary', 'persistence-role-ordinary', 'destruction-ordinary']),
    );
  });

  test.each<[string, Events, string]>([
    [
      'the same from a strange address',
      [...changes([-30, -20]), ...apply(-1, { ...TERRAFORM, ip: THIEF })],
      'dns-changed',
    ],
    ['the same by a program that is new there', apply(-1, { tool: 'python-requests/2.31' }), 'dns-changed'],
    [
      'the same by a program that was first met ten days before',
      [...changes([-10, -9, -8]), ...apply(-1, TERRAFORM)],
      'dns-changed',
    ],
    ['the same by one that had only read', [...reads([-30, -20]), ...apply(-1, TERRAFORM)], 'dns-changed'],
    [
      'commands on instances, which no deployment of it ever ran',
      [
        ...changes([-30, -20]),
        ...[1, 2, 3].map((n) => anEvent({ minute: -DAY + n, service: 'Ecs', name: 'RunCommand', ...TERRAFORM })),
      ],
      'command-run',
    ],
    [
      'a role for a stranger among the rest',
      [
        ...changes([-30, -20]),
        anEvent({
          minute: -DAY,
          service: 'Ram',
          name: 'CreateRole',
          request: {
            RoleName: 'audit',
            AssumeRolePolicyDocument: '{"Statement":[{"Effect":"Allow","Principal":{"RAM":["acs:ram::999:root"]}}]}',
          },
          ...TERRAFORM,
        }),
      ],
      'persistence-role',
    ],
  ])('is no excuse for %s', (_, events, rule) => {
    expect(high(look([...anOrdinaryPast(), ...events])).map((one) => one.rule)).toContain(rule);
  });
});

function reads(days: readonly number[]): Events {
  return days.map((day) =>
    anEvent({ minute: day * DAY, service: 'Ecs', name: 'DescribeVpcs', rw: 'Read', ...TERRAFORM }),
  );
}

const run = (day: number, script: string, more: Partial<Call> = {}) =>
  anEvent({
    minute: day * DAY,
    service: 'Ecs',
    name: 'RunCommand',
    request: { CommandContent: Buffer.from(script).toString('base64') },
    ...more,
  });
const RESTART = 'systemctl restart app';
const lines = ['114.242.33.17', '183.62.140.9', '218.17.209.80'].map((ip) => ({ ip, tool: CLI }));
const home = [run(-30, RESTART), run(-22, RESTART)];
const everyFewDays = (script: string): Events => lines.map((line, i) => run(-9 + 3 * i, script, line));

test('the usual command, word for word, is the usual work from whatever address', () => {
  const seen = look([...anOrdinaryPast(), ...home, ...everyFewDays(RESTART)]);
  expect(high(seen)).toEqual([]);
  expect(ids(seen)).toEqual([KEY]);
});

test.each<[string, Events]>([
  ['another command', [...home, ...everyFewDays('cat /etc/app.env')]],
  ['a command that was run on one day only', [run(-30, RESTART), ...everyFewDays(RESTART)]],
  [
    'a command that a stranger began with',
    [run(-30, RESTART, { ip: THIEF }), run(-22, RESTART, { ip: THIEF }), ...everyFewDays(RESTART)],
  ],
  [
    'a command that the trail masks',
    [-30, -22, -6, -3].map((day, i) =>
      anEvent({
        minute: day * DAY,
        service: 'Ecs',
        name: 'RunCommand',
        request: { CommandContent: '***' },
        ...(i > 1 ? { ip: HOME_LINE, tool: CLI } : {}),
      }),
    ),
  ],
])('from new addresses, by a new program, it is not: %s', (_, events) => {
  expect(high(look([...anOrdinaryPast(), ...events])).map(({ rule }) => rule)).toContain('command-run');
});

const PARENT = '5566778899001122';
const letIn = (day: number, more: Partial<Call> = {}) =>
  anEvent({
    minute: day * DAY,
    service: 'Ram',
    name: 'CreateRole',
    request: {
      RoleName: 'holding-audit',
      AssumeRolePolicyDocument: `{"Statement":[{"Effect":"Allow","Principal":{"RAM":["acs:ram::${PARENT}:root"]}}]}`,
    },
    ...ALICE,
    key: '',
    ...more,
  });
const share = (day: number, more: Partial<Call> = {}) =>
  anEvent({
    minute: day * DAY,
    service: 'Ecs',
    name: 'ModifyImageSharePermission',
    request: { ImageId: 'm-1', 'AddAccount.1': PARENT },
    ...more,
  });

test('an image for the account that the administrator let in a week before is ordinary', () => {
  expect(high(look([...anOrdinaryPast(), letIn(-9), share(-2)]))).toEqual([]);
});

test.each<[string, Events]>([
  ['by nobody', []],
  ['only the day before', [letIn(-3)]],
  ['by the administrator, but from where he never was', [letIn(-9, { ip: THIEF })]],
  ['by somebody who is new', [letIn(-9, { user: 'svc-sync' })]],
  ['by the key itself', [letIn(-9, { user: 'ci-bot', key: KEY })]],
  ['by an administrator who was refused', [letIn(-9, { errorCode: 'NoPermission' })]],
])('an image for an account that was let in %s is not', (_, before) => {
  const shared = share(-2);
  const found = high(look([...anOrdinaryPast(), ...before, shared])).find(({ rule }) => rule === 'data-shared');
  expect(found?.eventIds).toContain(shared['eventId']);
});

test('nor is one that a stranger shares with a partner, with a program of his own', () => {
  const shared = share(-2, { ip: THIEF, tool: 'ctk' });
  expect(high(look([...anOrdinaryPast(), letIn(-9), shared])).map(({ rule }) => rule)).toContain('data-shared');
});

const QUESTIONS = ['ListUsers', 'ListRoles', 'ListPolicies', 'ListPoliciesForUser', 'GetSecurityPreference'];
/** An auditor's round by a session, drawn at one address and used at another. */
const audit = (drawnAt: Partial<Call>): Events => [
  anEvent({ minute: -DAY, ...assume('audit', 'STS.OfTheAuditor'), ...drawnAt }),
  ...QUESTIONS.map((name, i) =>
    anEvent({
      minute: -DAY + 3 + i,
      service: 'Ram',
      name,
      rw: 'Read',
      ...speaking('audit', 'STS.OfTheAuditor', HOME_LINE),
      tool: CLI,
    }),
  ),
];

test("a round by a session that the key's own machine handed out is an auditor's; one that was drawn elsewhere is not", () => {
  const handedOut = look([...anOrdinaryPast(), ...audit({})]);
  expect(high(handedOut)).toEqual([]);
  expect(ids(handedOut)).toEqual([KEY]);
  expect(high(look([...anOrdinaryPast(), ...audit({ ip: HOME_LINE })])).map(({ rule }) => rule)).toContain(
    'reconnaissance-burst',
  );
});
