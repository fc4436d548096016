import { PoliciesTooIntricate } from '../../../shared/errors';
import { CATALOGUE } from '../../../shared/ram-policy/catalogue';
import {
  freezeDocument,
  highRiskDocument,
  quarantineDocument,
  quarantineDocuments,
} from '../../../shared/ram-policy/documents';
import { rolesInQuestion, wayToPower } from '../../../shared/ram-policy/escalation';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import { hasAdministratorPower, Reach, residualPower } from '../../../shared/ram-policy/power';
import { isNarrow } from '../../../shared/ram-policy/source-limits';
import { letsUserIn, trusts } from '../../../shared/ram-policy/trust';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';

type Statement = {
  Effect?: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Condition?: object;
};
const policy = (...statements: Statement[]) =>
  parsePolicy({ Version: '1', Statement: statements.map((s) => ({ Effect: 'Allow', Resource: '*', ...s })) });
const scope = { bucket: 'evidence-bucket', accountId: '1234567890123456' };
const quarantine = parsePolicy(quarantineDocument(scope).document);
const administrator = policy({ Action: '*' });

describe('residualPower', () => {
  test('of an administrator is the whole catalogue', () => {
    expect(residualPower([administrator]).map(({ action }) => action)).toEqual(CATALOGUE.map(({ action }) => action));
  });

  test.each([
    ['quarantine', [quarantine]],
    ['freeze', [parsePolicy(freezeDocument().document)]],
    ['quarantine in three documents', quarantineDocuments(scope, 2048).map(({ document }) => parsePolicy(document))],
  ])('of an administrator under %s is nothing', (_, denies) => {
    expect(residualPower([administrator, ...denies])).toEqual([]);
  });

  test("under the reference document's policy is what that policy misses", () => {
    const left = residualPower([administrator, parsePolicy(highRiskDocument().document)]);
    expect(left.some(({ tier }) => tier === 'high-risk')).toBe(false);
    expect(left.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['ecs:RunInstances', 'sts:AssumeRole', 'actiontrail:StopLogging', 'ram:DeletePolicy']),
    );
  });

  test('finds grants that are limited to resources or by conditions, and says so', () => {
    const policies = [
      policy(
        {
          Action: 'ecs:RunInstances',
          Resource: 'acs:ecs:cn-hangzhou:*:instance/*',
          Condition: { Bool: { 'acs:MFAPresent': 'true' } },
        },
        { Action: 'OSS:DeleteObject', Resource: ['acs:oss:*:*:a/*', 'acs:oss:*:*:b/*'] },
        { Effect: 'Deny', Action: 'oss:*', Resource: 'acs:oss:*:*:a*' },
        { Effect: 'Deny', Action: '*', Condition: { NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } },
      ),
    ];
    expect(residualPower(policies)).toEqual([
      {
        action: 'oss:DeleteObject',
        tier: 'high-risk',
        allowedBy: { policy: 0, statement: 1 },
        resources: ['acs:oss:*:*:b/*'],
        conditional: false,
      },
      {
        action: 'ecs:RunInstances',
        tier: 'restrictive',
        allowedBy: { policy: 0, statement: 0 },
        resources: ['acs:ecs:cn-hangzhou:*:instance/*'],
        conditional: true,
      },
    ]);
  });

  test.each([
    ['a wider pattern', 'acs:oss:*', [] as string[]],
    ['the same pattern', 'acs:oss:*:*:b/*', []],
    ['a narrower pattern', 'acs:oss:*:*:b/logs/*', ['acs:oss:*:*:b/*']],
    ['one object', 'acs:oss:*:*:b/x', ['acs:oss:*:*:b/*']],
    ['a question mark where the grant has a star', 'acs:oss:*:*:b/?', ['acs:oss:*:*:b/*']],
  ])('a Deny of %s takes away what it covers whole', (_, denied, left) => {
    const both = policy(
      { Action: 'oss:DeleteObject', Resource: 'acs:oss:*:*:b/*' },
      { Effect: 'Deny', Action: 'oss:*', Resource: denied },
    );
    expect(residualPower([both]).flatMap(({ resources }) => resources)).toEqual(left);
  });

  test('of a reader is nothing', () => {
    expect(residualPower([policy({ Action: ['oss:Get*', 'oss:List*', 'log:Get*', 'ecs:DescribeInstances'] })])).toEqual(
      [],
    );
  });
});

describe('hasAdministratorPower', () => {
  const account = 'acs:ram:*:1234567890123456';
  test.each<[string, ReturnType<typeof policy>[], boolean]>([
    ['no policy', [], false],
    ['everything', [administrator], true],
    ['everything, written at length', [policy({ Action: ['*:*'], Resource: ['*'] })], true],
    ['everything by NotAction', [policy({ NotAction: 'bss:*' })], true],
    ['everything but RAM', [policy({ NotAction: ['ram:*', 'ims:*', 'sts:*'] })], false],
    ['RAM alone', [policy({ Action: 'ram:*' })], true],
    ["RAM in one's own account", [policy({ Action: 'ram:*', Resource: 'acs:ram:*:1234567890123456:*' })], true],
    ['RAM reading', [policy({ Action: ['ram:Get*', 'ram:List*'] })], false],
    ['attaching any policy to anyone', [policy({ Action: 'ram:attachpolicytouser' })], true],
    [
      'attaching to one user',
      [policy({ Action: 'ram:AttachPolicyToUser', Resource: [`${account}:user/bot`, 'acs:ram:*:system:policy/*'] })],
      false,
    ],
    [
      'attaching one policy',
      [policy({ Action: 'ram:AttachPolicyToUser', Resource: [`${account}:user/*`, `${account}:policy/one`] })],
      false,
    ],
    [
      'attaching to all users without a policy',
      [policy({ Action: 'ram:AttachPolicyToUser', Resource: `${account}:user/*` })],
      false,
    ],
    ['a group and its policy', [policy({ Action: ['ram:AttachPolicyToGroup', 'ram:AddUserToGroup'] })], true],
    ['a group without the way in', [policy({ Action: 'ram:AttachPolicyToGroup' })], false],
    ['a role of his own', [policy({ Action: ['ram:CreateRole', 'ram:AttachPolicyToRole', 'sts:AssumeRole'] })], true],
    ['a role that he cannot assume', [policy({ Action: ['ram:CreateRole', 'ram:AttachPolicyToRole'] })], false],
    ['new versions of any policy', [policy({ Action: 'ram:CreatePolicyVersion' })], true],
    ["anyone's keys", [policy({ Action: 'ram:CreateAccessKey', Resource: 'acs:ram::1234567890123456:user/*' })], true],
    ["one's own keys", [policy({ Action: 'ram:CreateAccessKey', Resource: `${account}:user/me` })], false],
    ['everything on condition', [policy({ Action: '*', Condition: { Bool: { 'acs:MFAPresent': 'true' } } })], true],
    [
      'everything, denied on condition',
      [administrator, policy({ Effect: 'Deny', Action: '*', Condition: { Bool: { x: 'true' } } })],
      true,
    ],
    ['everything under quarantine', [administrator, quarantine], false],
    [
      "everything under the reference document's policy",
      [administrator, parsePolicy(highRiskDocument().document)],
      false,
    ],
    ['all of one service', [policy({ Action: 'oss:*' })], false],
  ])('%s: %#', (_, policies, expected) => {
    expect(hasAdministratorPower(policies)).toBe(expected);
  });
});

test.each([
  ...['0.0.0.0/0', '0.0.0.0/1', '8.0.0.0/8', '10.0.0.0/7', '::/0', '2000::/3', '2408::/16'].map(
    (b) => [b, false] as const,
  ),
  ...['8.0.0.0/9', '203.0.113.7', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((b) => [b, true] as const),
  ...['2408:4000::/22', 'fd00::/8', '::1'].map((b) => [b, true] as const),
  // What cannot be read limits nobody.
  ...['', 'office', '203.0.113.0/33', '203.0.113.7-203.0.113.9'].map((b) => [b, false] as const),
])('whether %s shuts nearly everybody out: %s', (block, isIt) => {
  expect(isNarrow(block)).toBe(isIt);
});

describe('wayToPower: by the names that there are', () => {
  const own = (kind: string, name: string) => `acs:ram:*:1234567890123456:${kind}/${name}`;
  const ANY_POLICY = 'acs:ram:*:system:policy/*';
  const may = (Action: string | string[], ...Resource: string[]) => policy({ Action, Resource });
  const me = { user: 'me', groups: ['devs'], policies: ['mine'] };
  const around = {
    users: ['boss'],
    groups: ['admins'],
    roles: ['root-like'],
    policies: ['all-of-it'],
    lets: (role: string) => role !== 'for-services',
  };
  const role = (name: string) => may(['sts:AssumeRole'], own('role', name));
  const raise = (name: string, by: string) => may('ram:AttachPolicyToRole', own('role', name), by);
  test.each<[string, ReturnType<typeof policy>[], ReturnType<typeof wayToPower>]>([
    ['any right to himself', [may('ram:AttachPolicyToUser', own('user', 'me'), ANY_POLICY)], { how: 'own-user' }],
    [
      'an administrator policy of the account to himself',
      [may('ram:AttachPolicyToUser', own('user', 'me'), own('policy', 'all-of-it'))],
      { how: 'own-user' },
    ],
    ['any right to somebody else', [may('ram:AttachPolicyToUser', own('user', 'other'), ANY_POLICY)], undefined],
    [
      'one harmless policy to himself',
      [may('ram:AttachPolicyToUser', own('user', 'me'), own('policy', 'read'))],
      undefined,
    ],
    [
      'any right to himself, denied',
      [
        may('ram:AttachPolicyToUser', own('user', 'me'), ANY_POLICY),
        policy({ Effect: 'Deny', Action: 'ram:Attach*', Resource: own('user', 'me') }),
      ],
      undefined,
    ],
    [
      'any right to his group',
      [may('ram:AttachPolicyToGroup', own('group', 'devs'), ANY_POLICY)],
      { how: 'own-group', name: 'devs' },
    ],
    ['any right to a group of others', [may('ram:AttachPolicyToGroup', own('group', 'ops'), ANY_POLICY)], undefined],
    [
      'any right to any group, and he is in one',
      [policy({ Action: 'ram:AttachPolicyToGroup' })],
      { how: 'own-group', name: 'devs' },
    ],
    [
      'himself to the administrators',
      [may('ram:AddUserToGroup', own('group', 'admins'), own('user', 'me'))],
      { how: 'join-group', name: 'admins' },
    ],
    ['others to the administrators', [may('ram:AddUserToGroup', own('group', 'admins'), own('user', 'x'))], undefined],
    ['himself to a harmless group', [may('ram:AddUserToGroup', own('group', 'ops'), own('user', 'me'))], undefined],
    [
      'any right to a group, and himself to it',
      [may(['ram:AddUserToGroup', 'ram:AttachPolicyToGroup'], own('group', 'ops'), own('user', 'me'), ANY_POLICY)],
      { how: 'raise-group', name: 'ops' },
    ],
    ['a role with administrator power', [role('root-like')], { how: 'take-role', name: 'root-like' }],
    [
      '… whose trust he may write',
      [role('root-like'), may('ram:UpdateRole', own('role', 'root-like'))],
      { how: 'take-role', name: 'root-like' },
    ],
    [
      'any right to a role that he may take',
      [role('app'), may('ram:AttachPolicyToRole', own('role', 'app'), ANY_POLICY)],
      { how: 'raise-role', name: 'app' },
    ],
    [
      'any right to a role that lets services in alone',
      [role('for-services'), may('ram:AttachPolicyToRole', own('role', 'for-services'), ANY_POLICY)],
      undefined,
    ],
    [
      '… and its trust',
      [
        role('for-services'),
        may(['ram:AttachPolicyToRole', 'ram:UpdateRole'], own('role', 'for-services'), ANY_POLICY),
      ],
      { how: 'raise-role', name: 'for-services' },
    ],
    ['a role that he may only change', [may('ram:UpdateRole', own('role', 'root-like'))], undefined],
    ['his own policy', [may('ram:CreatePolicyVersion', own('policy', 'mine'))], { how: 'own-policy', name: 'mine' }],
    [
      'another version of his own policy',
      [may('ram:SetDefaultPolicyVersion', own('policy', 'mi*'))],
      { how: 'own-policy', name: 'mine' },
    ],
    ["somebody else's policy", [may('ram:CreatePolicyVersion', own('policy', 'theirs'))], undefined],
    ["an administrator's key", [may('ram:CreateAccessKey', own('user', 'boss'))], { how: 'key-of', name: 'boss' }],
    [
      "an administrator's login",
      [may('ram:CreateLoginProfile', own('user', '*oss'))],
      { how: 'login-of', name: 'boss' },
    ],
    [
      "an administrator's password",
      [may('ram:UpdateLoginProfile', own('user', 'boss'))],
      { how: 'password-of', name: 'boss' },
    ],
    [
      'his own key and password',
      [may(['ram:CreateAccessKey', 'ram:UpdateLoginProfile'], own('user', 'me'))],
      undefined,
    ],
    ['by ResourceManager', [policy({ Action: 'resourcemanager:AttachPolicy' })], { how: 'resource-manager' }],
    ['by ResourceManager, as RAM spells it', [policy({ Action: 'ram:AttachPolicy' })], { how: 'resource-manager' }],
    ['everything', [administrator], { how: 'any-right' }],
    ['everything under quarantine', [administrator, quarantine], undefined],
    ['reading', [policy({ Action: ['ram:Get*', 'ram:List*', 'sts:GetCallerIdentity'] })], undefined],
  ])('%s', (_, policies, way) => {
    expect(wayToPower(policies, me, around)).toEqual(way);
  });

  test.each<[string, ReturnType<typeof policy>[], string[]]>([
    ['powerful, and to be taken', [role('root-like')], ['root-like']],
    ['not powerful, and to be taken', [role('batch')], []],
    [
      'to be taken, and to be raised',
      [role('batch'), may('ram:AttachPolicyToRole', own('role', 'batch'), ANY_POLICY)],
      ['batch'],
    ],
    ['to be raised by a policy of the account', [role('batch'), raise('batch', own('policy', 'all-of-it'))], ['batch']],
    ['to be raised by a harmless policy alone', [role('batch'), raise('batch', own('policy', 'mine'))], []],
    ['to be raised, and not to be taken', [may('ram:AttachPolicyToRole', own('role', 'batch'), ANY_POLICY)], []],
    ['any, by a grant without names', [may('sts:AssumeRole', '*')], ['root-like']],
  ])('whose trust is to be looked at: a role %s', (_, policies, roles) => {
    expect(rolesInQuestion(new Reach(policies), around)).toEqual(roles);
    const { roles: _none, ...unknown } = around;
    expect(rolesInQuestion(new Reach(policies), unknown)).toEqual(roles.filter((name) => name !== 'root-like'));
  });

  test('a trust that he has to write first is a way of its own', () => {
    const policies = [role('root-like'), may('ram:UpdateRole', own('role', 'root-like'))];
    expect(wayToPower(policies, me, { ...around, lets: () => false })).toEqual({
      how: 'trusted-role',
      name: 'root-like',
    });
    expect(wayToPower([role('root-like')], me, { ...around, lets: () => undefined })).toBeUndefined();
  });

  test.each<[string, unknown, boolean, 'him' | 'everybody' | 'others']>([
    ['the account', { RAM: ['acs:ram::1:root'] }, true, 'everybody'],
    ['the user', { RAM: 'acs:ram::1:user/me' }, true, 'him'],
    ['the user and the account', { RAM: ['acs:ram::1:root', 'acs:ram::1:user/me'] }, true, 'him'],
    ['everybody', { RAM: '*' }, true, 'everybody'],
    ['everything', '*', true, 'everybody'],
    ['another account', { RAM: 'acs:ram::2:root' }, false, 'others'],
    ['another user', { RAM: 'acs:ram::1:user/you' }, false, 'others'],
    ['a service', { Service: ['fc.aliyuncs.com'] }, false, 'others'],
    ['nobody', undefined, false, 'others'],
  ])('a trust that names %s', (_, Principal, lets, whom) => {
    const trust = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:Assume*', Principal }] });
    expect([letsUserIn(trust, '1', 'me'), trusts(trust, '1', 'user/me')]).toEqual([lets, whom]);
  });

  test.each([
    ['with a condition is not sure', { Condition: { Bool: { 'acs:MFAPresent': 'true' } } }, true],
    ['of another action is none', { Action: 'sts:TagSession' }, true],
    ['without a condition is', {}, false],
  ])('a Deny of a trust %s', (_, more, lets) => {
    const one = { Action: 'sts:AssumeRole', Principal: { RAM: 'acs:ram::1:user/me' } };
    const trust = JSON.stringify({
      Statement: [
        { Effect: 'Allow', ...one },
        { Effect: 'Deny', ...one, ...more },
      ],
    });
    expect(letsUserIn(trust, '1', 'me')).toBe(lets);
  });

  test.each(['{', '{}', 'null', '[]'])('a trust that is %s lets nobody in for sure', (trust) => {
    expect(letsUserIn(trust, '1', 'me')).not.toBe(true);
  });
});

test('a reach takes the best case for whoever asks', () => {
  const policies = [
    policy(
      { Action: 'oss:*', Condition: { Bool: { x: 'true' } } },
      { Effect: 'Deny', Action: 'oss:Put*', Condition: { Bool: { x: 'true' } } },
      { Effect: 'Deny', Action: 'oss:Delete*' },
    ),
  ];
  const reach = new Reach(policies);
  expect(reach.may('oss:PutObject', ['*'])).toBe(true);
  expect(reach.may('oss:DeleteObject', ['*'])).toBe(false);
  expect(reach.may('ecs:RunInstances', ['*'])).toBe(false);
});

describe('policies that somebody has written so that they take long', () => {
  const many = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i));
  const grants = (Resource: string[]): Statement => ({ Action: '*', Resource });
  const denies = (Resource: string[]): Statement => ({ Effect: 'Deny', Action: '*', Resource });

  test.each<[string, (size: number) => Statement[]]>([
    [
      'grants and denies of other resources each',
      (size) => [grants(many(size, (i) => `acs:oss:::a${i}`)), denies(many(size, (i) => `acs:oss:::b${i}*`))],
    ],
    ['known by their ends', (size) => [grants(many(size, (i) => `*:a${i}`)), denies(many(size, (i) => `*:b${i}`))]],
    [
      'groups of as many accounts',
      (size) => [{ Action: 'ram:*', Resource: many(size, (i) => `acs:ram::7:group/${i}`) }],
    ],
  ])('are weighed in a time that grows with them: %s', (_, of) => {
    const growth = growthForFourTimes((size) => {
      const policies = [policy(...of(size))];
      residualPower(policies);
      wayToPower(policies);
    }, 2_000);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  });

  test('are given up where nothing can be looked up: nobody says then what they let pass', () => {
    const policies = [
      policy(grants(many(4_000, (i) => `*a${i}*`)), denies(many(4_000, (i) => `*b${i}*`))),
      policy({ Action: 'ram:*', Resource: many(3_000, (i) => `acs:ram::${i}:group/${i}`) }),
    ];
    expect(() => residualPower(policies)).toThrow(PoliciesTooIntricate);
    expect(() => wayToPower(policies.slice(1))).toThrow(PoliciesTooIntricate);
  });

  test('do not hide behind others what decides alone', () => {
    const policies = [
      policy(grants(many(4_000, (i) => `*a${i}*`))),
      administrator,
      policy({ Effect: 'Deny', Action: '*' }),
    ];
    expect(residualPower(policies)).toEqual([]);
    expect(hasAdministratorPower(policies)).toBe(false);
    expect(hasAdministratorPower(policies.slice(0, 2))).toBe(true);
  });
});
