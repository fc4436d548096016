import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import type { AuditEvent, UsageResult } from '../../../shared/evidence/types';
import { requestsOf } from '../../../shared/least-privilege/needed';
import { type Ground, propose } from '../../../shared/least-privilege/propose';
import { CATALOGUE } from '../../../shared/ram-policy/catalogue';
import { evaluate } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';

const ACCOUNT = '1234567890123456';
const BEGAN = '2026-05-20T12:00:00.000Z';
const NO_USAGE: UsageResult = { products: [], events: [], ips: [], resources: [], failures: [] };

interface Given {
  readonly call: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly at?: string;
  readonly ip?: string;
  readonly errorCode?: string;
}

const event = ({ call, request, at = '2026-05-01T00:00:00Z', ip = '47.96.10.20', errorCode }: Given): AuditEvent => {
  const [serviceName, eventName] = call.split(' ');
  return parseAuditEvent({
    ...{ eventId: `${call}-${at}`, eventTime: at, serviceName, eventName, sourceIpAddress: ip, errorCode },
    requestParameters: request,
    userIdentity: { accessKeyId: 'LTAI5tLeaked', userName: 'ci-bot' },
  });
};

const ground = (business: readonly Given[], attack: readonly Given[] = [], more: Partial<Ground> = {}): Ground => ({
  analysis: {
    business: business.map(event),
    attack: new Set(attack.map(event)),
    historyEndsAt: '2026-05-19T00:00:00.000Z',
  },
  usage: NO_USAGE,
  accountId: ACCOUNT,
  began: BEGAN,
  window: { from: '2026-02-20T00:00:00Z', to: BEGAN },
  auditComplete: true,
  name: 'AkLeastPrivilege-ci-bot',
  ...more,
});
const decisionOf = (policies: ReturnType<typeof propose>['policies'], action: string, resource = '*') =>
  evaluate(
    policies.map(({ document }) => parsePolicy(document)),
    { action, resource, context: {} },
  ).decision;
const english = ({ notes }: ReturnType<typeof propose>) => notes.map(({ en }) => en).join('\n');
const statements = (of: ReturnType<typeof propose>) =>
  of.policies.flatMap(({ document }) => (JSON.parse(document) as { Statement: unknown[] }).Statement);

const DEPLOY: readonly Given[] = [
  { call: 'Ecs DescribeInstances' },
  { call: 'Ecs StartInstance', request: { InstanceId: 'i-1' } },
  { call: 'Oss GetObject', request: { bucketName: 'artifacts', objectName: 'a/b.zip' } },
  { call: 'Oss UploadPart', request: { bucketName: 'artifacts' } },
  { call: 'Sts AssumeRole', request: { RoleArn: `acs:ram::${ACCOUNT}:role/deploy` } },
];

test('names the actions that RAM checks, on what the calls named', () => {
  const of = propose(ground(DEPLOY));
  expect(of.policies.map(({ name }) => name)).toEqual(['AkLeastPrivilege-ci-bot']);
  expect(statements(of)).toEqual([
    { Effect: 'Allow', Action: 'ecs:DescribeInstances', Resource: '*' },
    { Effect: 'Allow', Action: 'ecs:StartInstance', Resource: `acs:ecs:*:${ACCOUNT}:instance/i-1` },
    { Effect: 'Allow', Action: ['oss:GetObject', 'oss:PutObject'], Resource: 'acs:oss:*:*:artifacts/*' },
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `acs:ram:*:${ACCOUNT}:role/deploy` },
  ]);
  expect(of.check).toMatchObject({ business: 5, businessAllowed: 5, businessRefused: [] });
  expect(english(of)).toMatch(/1 of 5 actions stand on every resource/);
});

test("the attack's calls grant nothing, and what it shares with the business is named", () => {
  const attack: readonly Given[] = [
    { call: 'Ram CreateUser', request: { UserName: 'crossfire' } },
    { call: 'Ecs DescribeInstances' },
    { call: 'Oss GetObject', request: { bucketName: 'customers', objectName: 'all.csv' } },
    { call: 'Ims CreateLoginProfile', request: { UserPrincipalName: 'crossfire@acme.onaliyun.com' } },
  ];
  const of = propose(ground(DEPLOY, attack));
  expect(of.check).toMatchObject({ attackAllowed: 1, stillAllowed: ['ecs:DescribeInstances *'], newPower: [] });
  for (const action of ['ram:CreateUser', 'ims:CreateLoginProfile', 'ram:CreateLoginProfile', 'ecs:RunInstances'])
    expect(decisionOf(of.policies, action)).toBe('ImplicitDeny');
  expect(decisionOf(of.policies, 'oss:GetObject', 'acs:oss:*:*:customers/all.csv')).toBe('ImplicitDeny');
  expect(decisionOf(of.policies, 'oss:GetObject', 'acs:oss:*:*:artifacts/x/y')).toBe('Allow');
});

test('a refused call needs nothing; one that failed otherwise does', () => {
  const of = propose(
    ground([
      { call: 'Rds DescribeDBInstances', errorCode: 'NoPermission' },
      { call: 'Rds DescribeDatabases', errorCode: 'InvalidDBInstanceId.NotFound' },
    ]),
  );
  expect(of.actions.map(({ action }) => action)).toEqual(['rds:DescribeDatabases']);
});

test('what only the list of last uses tells is taken, unless the attack may be behind it', () => {
  const usedAt = (iso: string) => new Date(iso);
  const used = (name: string, iso: string, serviceName = 'Ecs') => ({
    ...{ name, serviceName, usedAt: usedAt(iso), source: 'ManagementEvent', detail: undefined },
  });
  const of = propose(
    ground(DEPLOY, [{ call: 'Ecs RunInstances' }], {
      usage: {
        ...NO_USAGE,
        events: [
          used('CreateSnapshot', '2025-12-31T00:00:00Z'),
          used('DescribeInstances', '2026-05-19T00:00:00Z'),
          used('RunInstances', '2026-05-20T12:00:05Z'),
          used('DescribeDisks', '2026-05-20T12:00:05Z'),
        ],
      },
    }),
  );
  expect(of.actions.filter(({ from }) => from === 'usage')).toEqual([
    expect.objectContaining({ action: 'ecs:CreateSnapshot', resources: ['*'], lastAt: '2025-12-31T00:00:00.000Z' }),
  ]);
  expect(english(of)).toMatch(/cannot be told; left out: ecs:DescribeDisks\./);
  expect(english(of)).toMatch(/Called by the attack and left out; .*: ecs:RunInstances\./);
});

test.each([
  ['nothing is known', ground([]), /nothing to propose/],
  [
    'there is no history',
    ground(DEPLOY, [], { analysis: { ...ground(DEPLOY).analysis, historyEndsAt: '' } }),
    /no history before the suspicion/,
  ],
  ['the audit is cut', ground(DEPLOY, [], { auditComplete: false }), /could not be read whole/],
  ['the usage failed', ground(DEPLOY, [], { usage: { ...NO_USAGE, failures: ['x'] } }), /list of last uses could not/],
  [
    'a call came only from a new address',
    ground([...DEPLOY, { call: 'Ecs CreateImage', at: '2026-05-20T13:00:00Z', ip: '203.0.113.9' }]),
    /ask before you grant: ecs:CreateImage\./,
  ],
])('says so where %s', (_, given, words) => {
  expect(english(propose(given))).toMatch(words);
  expect(english(propose(ground(DEPLOY)))).not.toMatch(words);
  for (const { zh } of propose(given).notes) expect(zh).toMatch(/\p{Script=Han}/u);
});

test.each([
  [{ call: 'Oss GetObject', request: { bucketName: 'b*' } }, 'odd-name'],
  [{ call: 'Oss GetObject' }, 'unnamed'],
  [{ call: 'Ecs RunInstances', request: { InstanceId: 'i-1' } }, 'format'],
])('%j stands on every resource, and says why', (given, why) => {
  expect(propose(ground([given])).actions).toEqual([expect.objectContaining({ resources: ['*'], why })]);
});

const INSTANCES = ['i-1', 'i-2'].map((id) => `acs:ecs:*:${ACCOUNT}:instance/${id}`);
test.each([
  ['by number', { 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2' }],
  ['in a list', { InstanceId: ['i-1', 'i-2'] }],
  ['in a list as text', { InstanceIds: '["i-1","i-2"]' }],
])('a command and a stop stand on the instances that they name %s', (_, request) => {
  const { actions } = propose(
    ground(['RunCommand', 'StopInstances'].map((name) => ({ call: `Ecs ${name}`, request }))),
  );
  expect(actions).toEqual([
    expect.objectContaining({ action: 'ecs:RunCommand', resources: [`acs:ecs:*:${ACCOUNT}:command/*`, ...INSTANCES] }),
    expect.objectContaining({ action: 'ecs:StopInstances', resources: INSTANCES }),
  ]);
});

test.each([
  ['ListUsers', 'user'],
  ['ListPolicies', 'policy'],
])('a list of RAM, %s, stands on its kind', (name, kind) => {
  expect(propose(ground([{ call: `Ram ${name}` }])).actions).toEqual([
    expect.objectContaining({ resources: [`acs:ram:*:${ACCOUNT}:${kind}/*`] }),
  ]);
});

test.each(['constructor', 'toString'])('a call that is named %s is on no list', (name) => {
  expect(JSON.stringify(propose(ground([{ call: `Ram ${name}` }])))).not.toContain('native code');
});

test.each([[{ 'InstanceId.1': 'i-*' }], [{ 'InstanceId.1': 5 }], [{}]])(
  'a command on %j stands on every resource',
  (request) => {
    expect(propose(ground([{ call: 'Ecs RunCommand', request }])).actions).toEqual([
      expect.objectContaining({ resources: ['*'] }),
    ]);
  },
);

test('more than twenty things of a kind are their kind', () => {
  const many = Array.from({ length: 21 }, (_, i) => ({ call: 'Oss PutObject', request: { bucketName: `b-${i}` } }));
  expect(propose(ground(many)).actions).toEqual([
    expect.objectContaining({ resources: ['acs:oss:*:*:*'], why: 'many' }),
  ]);
  expect(propose(ground(many.slice(1))).actions[0]?.resources).toHaveLength(20);
});

describe('within 6,144 characters', () => {
  const calls = (count: number, verb = 'Describe', service = 'Vpc'): Given[] =>
    Array.from({ length: count }, (_, i) => ({ call: `${service} ${verb}ThingWithAQuiteLongName${i}` }));

  test('what does not fit into one policy is split, and nothing is lost', () => {
    const of = propose(ground(calls(400)));
    expect(of.policies.length).toBeGreaterThan(1);
    expect(of.policies.every(({ document }) => document.length <= 6144)).toBe(true);
    expect(of.policies.map(({ name }) => name).slice(0, 2)).toEqual([
      'AkLeastPrivilege-ci-bot',
      'AkLeastPrivilege-ci-bot2',
    ]);
    expect(of.grouped).toEqual([]);
    expect(of.check).toMatchObject({ business: 400, businessAllowed: 400 });
  });

  test('what does not fit into five is grouped by verb, never over a high-risk call or one of the attack', () => {
    const business = [...calls(1000), ...calls(300, 'Get', 'Oss')];
    const of = propose(ground(business, [{ call: 'Vpc ListSecrets' }]));
    expect(of.policies.length).toBeLessThanOrEqual(5);
    expect(of.grouped).toEqual(['vpc:Describe*']);
    expect(of.check).toMatchObject({ business: 1300, businessAllowed: 1300, newPower: [] });
    // A wildcard over reads of OSS would cover oss:GetObject, which nobody needed.
    expect(decisionOf(of.policies, 'oss:GetObject')).toBe('ImplicitDeny');
    expect(english(of)).toMatch(/put together to fit the size: vpc:Describe\*/);
  });

  test('what does not fit at all is told, and no half of it is proposed', () => {
    const of = propose(ground(calls(2000, 'Create')));
    expect(of.policies).toEqual([]);
    expect(english(of)).toMatch(/does not fit into five policies/);
    expect(of.check.businessRefused.length).toBeGreaterThan(0);
  });
});

const SERVICES = ['Ecs', 'Oss', 'Rds', 'Ram', 'Ims', 'Sls', 'Kms', 'Fc', 'Sts', 'Dysmsapi', 'Vpc', 'Slb'];
const NAMES = ['DescribeInstances', 'GetObject', 'PutObject', 'CreateUser', 'ListRoles', 'GetLogs', 'GetSecretValue'];
const MORE = ['InvokeFunction', 'AssumeRole', 'SendSms', 'StartInstance', 'DeleteBucket', 'CreateAccessKey'];
const aCall = fc.record({
  call: fc
    .tuple(fc.constantFrom(...SERVICES), fc.constantFrom(...NAMES, ...MORE))
    .map(([service, name]) => `${service} ${name}`),
  request: fc.record(
    {
      bucketName: fc.constantFrom('a', 'b', 'c', 'x*', '?', 'we"ird'),
      InstanceId: fc.constantFrom('i-1', 'i-2'),
      UserName: fc.oneof(fc.constantFrom('alice', 'bob'), fc.string()),
      RoleArn: fc.constantFrom(`acs:ram::${ACCOUNT}:role/deploy`, 'nonsense', ''),
      SecretName: fc.constantFrom('db', 'mail'),
      functionName: fc.constantFrom('sync', 'f'),
      projectName: fc.constantFrom('p', 'q'),
      logstore: fc.constantFrom('s', 't'),
    },
    { requiredKeys: [] },
  ),
});

test('property: each business call is allowed, and each call outside of them is not', () => {
  fc.assert(
    fc.property(fc.array(aCall, { maxLength: 40 }), fc.array(aCall, { maxLength: 40 }), (business, attack) => {
      const given = ground(business, attack);
      const of = propose(given);
      const asked = given.analysis.business.flatMap((one) => requestsOf(one, ACCOUNT));
      for (const { action, resource } of asked) expect(decisionOf(of.policies, action, resource)).toBe('Allow');
      const actions = new Set(asked.map(({ action }) => action));
      const onAll = new Set(of.actions.flatMap(({ action, resources }) => (resources.includes('*') ? [action] : [])));
      const same = new Set(asked.map(({ action, resource }) => `${action} ${resource}`));
      const outside = [...given.analysis.attack].flatMap((one) => requestsOf(one, ACCOUNT));
      for (const { action, resource } of outside) {
        const isBusiness = onAll.has(action) || same.has(`${action} ${resource}`);
        if (!isBusiness) expect(decisionOf(of.policies, action, resource)).toBe('ImplicitDeny');
      }
      for (const { action } of CATALOGUE)
        if (!actions.has(action)) expect(decisionOf(of.policies, action, `acs:x:*:*:y`)).toBe('ImplicitDeny');
      expect(of.check).toMatchObject({ businessRefused: [], newPower: [] });
      expect(of.policies.every(({ document }) => document.length <= 6144)).toBe(true);
    }),
    { numRuns: 150 },
  );
});
