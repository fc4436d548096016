import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { parseAccessKeyId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { expectToAddUp, Night, resultsOf } from './arrange';

let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 20, lastUsedDaysAgo: 1 };
const keyed = (name: string) => aUser(name).withKey(name, young);
const OFFICE = { IpAddress: { 'acs:SourceIp': ['203.0.113.0/24'] } };
const HALVES = { IpAddress: { 'acs:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } };
const allow = (action: string, Condition?: object) => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...(Condition ? { Condition } : {}),
});

test('power is found by what policies say, direct and by group, with a call a policy and none a user', async () => {
  night = await Night.in(
    aSandbox()
      .withPolicy('innocent-name', allow('*'))
      .withPolicy('half-a', allow('ram:CreateRole'))
      .withPolicy('half-b', allow('ram:AttachPolicyToRole'), allow('sts:AssumeRole'))
      .withPolicy('from-office', allow('ecs:RunCommand', OFFICE))
      .withPolicy('from-halves', allow('ecs:RunCommand', HALVES))
      .withPolicy('no-deny-elsewhere', allow('ecs:RunCommand'), {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { NotIpAddress: { 'acs:SourceIp': ['203.0.113.0/24'] } },
      })
      .withPolicy('by-resource-group', allow('resourcemanager:AttachPolicy'))
      .withPolicy('with-mfa', allow('*', { Bool: { 'acs:MFAPresent': ['true'] } }))
      .withPolicy('elsewhere', { ...allow('ram:*'), Resource: 'acs:ram:*:1999999999999999:*' })
      .withPolicy('over', allow('*', { DateLessThan: { 'acs:CurrentTime': ['2020-01-01T00:00:00+08:00'] } }))
      .withPolicy('or-without', allow('*', { Bool: { 'acs:MFAPresent': ['true', 'false'] } }))
      .withPolicy('still', allow('*', { DateLessThan: { 'acs:CurrentTime': ['2020-01-01', '2120-01-01'] } }))
      .withPolicy('harmless', allow('ecs:DescribeInstances'))
      .withGroup('admins', 'System/AdministratorAccess')
      .withUser(
        keyed('direct').withPolicy('System/AdministratorAccess'),
        keyed('grouped').inGroup('admins'),
        keyed('custom').withPolicy('Custom/innocent-name'),
        keyed('halves').withPolicy('Custom/half-a', 'Custom/half-b'),
        keyed('half').withPolicy('Custom/half-a'),
        keyed('office').withPolicy('Custom/from-office'),
        keyed('anywhere').withPolicy('Custom/from-halves'),
        keyed('fenced').withPolicy('Custom/no-deny-elsewhere'),
        ...['by-resource-group', 'with-mfa', 'over', 'elsewhere', 'or-without', 'still'].map((name) =>
          keyed(name).withPolicy(`Custom/${name}`),
        ),
        keyed('reader').withPolicy('Custom/harmless'),
        keyed('nothing'),
      ),
  );
  await night.pass(english);
  expectToAddUp(night.report());
  const of = (name: string) => {
    const all = resultsOf(night, name) ?? {};
    return [all['key-administrator'], all['key-power-from-anywhere'], all['key-without-network-policy']];
  };
  for (const name of ['direct', 'grouped', 'custom', 'halves', 'by-resource-group', 'or-without', 'still'])
    expect([name, ...of(name)]).toEqual([name, 'finding', 'finding', 'finding']);
  for (const name of ['with-mfa', 'over', 'elsewhere']) expect([name, ...of(name)]).toEqual([name, 'ok', 'ok', 'ok']);
  for (const name of ['half', 'anywhere']) expect([name, ...of(name)]).toEqual([name, 'ok', 'finding', 'finding']);
  for (const name of ['office', 'fenced']) expect([name, ...of(name)]).toEqual([name, 'ok', 'ok', 'finding']);
  for (const name of ['reader', 'nothing']) expect([name, ...of(name)]).toEqual([name, 'ok', 'ok', 'ok']);
  expect(night.calls('ListPoliciesForUser')).toEqual([]);
  const asked = night.calls('ListEntitiesForPolicy').map(({ parameters }) => parameters['PolicyName']);
  expect(asked).not.toContain('harmless');
  expect(asked.filter((name) => name === 'AdministratorAccess')).toHaveLength(1);
});

test('one call away from any right, on real names: a finding that names the way; who is one step short is none', async () => {
  const on = (action: string, ...Resource: string[]) => ({ Effect: 'Allow', Action: action, Resource });
  const ANY = 'acs:ram:*:system:policy/*';
  const its = (kind: string, name: string) => `acs:ram:*:*:${kind}/${name}`;
  const climber = (name: string) => keyed(name).withPolicy(`Custom/${name}`);
  night = await Night.in(
    aSandbox()
      .withPolicy('self', on('ram:AttachPolicyToUser', its('user', 'self'), ANY))
      .withPolicy('in-group', on('ram:AttachPolicyToGroup', its('group', 'devs'), ANY))
      .withPolicy('out-of-group', on('ram:AttachPolicyToGroup', its('group', 'devs'), ANY))
      .withPolicy('joiner', on('ram:AddUserToGroup', its('group', 'admins'), its('user', 'joiner')))
      .withPolicy('taker', on('sts:AssumeRole', its('role', 'boss')))
      .withPolicy('rewriter', on('ram:CreatePolicyVersion', its('policy', 'harmless')))
      .withPolicy('no-rewriter', on('ram:CreatePolicyVersion', its('policy', 'harmless')))
      .withPolicy('key-maker', on('ram:CreateAccessKey', its('user', 'admin')))
      .withPolicy('own-keys', on('ram:CreateAccessKey', its('user', 'own-keys')))
      .withPolicy('harmless', allow('ecs:DescribeInstances'))
      .withGroup('devs', 'Custom/harmless')
      .withGroup('admins', 'System/AdministratorAccess')
      .withRole('boss', 'System/AdministratorAccess')
      .withUser(
        keyed('admin').inGroup('admins'),
        climber('self'),
        climber('in-group').inGroup('devs'),
        climber('out-of-group'),
        climber('joiner'),
        climber('taker'),
        climber('rewriter').withPolicy('Custom/harmless'),
        climber('no-rewriter'),
        climber('key-maker'),
        climber('own-keys'),
      ),
  );
  await night.pass(english);
  const ways = night.report().findings.filter(({ check }) => check === 'key-administrator');
  const of = Object.fromEntries(ways.map(({ subject, detail }) => [subject.user, detail.en]));
  expect(of).toMatchObject({
    self: 'may attach any right to himself',
    'in-group': 'may attach any right to group devs, which he is in',
    joiner: 'may add himself to group admins, which has administrator power',
    taker: 'may take role boss, which has administrator power',
    rewriter: 'may rewrite policy harmless, which he has',
    'key-maker': 'may make an AccessKey for admin, an administrator',
  });
  for (const name of ['out-of-group', 'no-rewriter', 'own-keys'])
    expect([name, resultsOf(night, name)?.['key-administrator']]).toEqual([name, 'ok']);
  expectToAddUp(night.report());
  // Nobody is called powerless by a group or a role that could not be looked at.
  for (const action of ['ListGroupsForUser', 'GetRole']) night.fault('ram', action, 'deny');
  await night.pass(english);
  for (const name of ['in-group', 'out-of-group', 'taker'])
    expect([name, resultsOf(night, name)?.['key-administrator']]).toEqual([name, 'could-not-check']);
});

test('the next night reads no document again, unless its policy was changed', async () => {
  night = await Night.in(
    aSandbox().withPolicy('job', allow('ecs:DescribeInstances')).withUser(keyed('bot').withPolicy('Custom/job')),
  );
  await night.pass(english);
  // The responder's own deny is read every night.
  const names = () => night.calls('GetPolicy').map(({ parameters }) => String(parameters['PolicyName']));
  const read = () => names().filter((name) => !name.startsWith('AkTourniquet'));
  const first = read().length;
  expect(read()).toContain('job');
  night.sandbox.clock.advance(86_400_000);
  await night.pass(english);
  expect(read()).toHaveLength(first);

  const { world } = night.sandbox;
  const policy = policyNamed(world, 'Custom', 'job');
  const document = JSON.stringify({ Version: '1', Statement: [allow('*')] });
  world.setUp(() => addVersion(world, policy, document, { setAsDefault: true, rotate: false }));
  night.sandbox.clock.advance(86_400_000);
  await night.pass(english);
  expect(read().slice(first)).toEqual(['job']);
  expect(resultsOf(night, 'bot')).toMatchObject({ 'key-administrator': 'finding' });

  // Somebody else's memory says that there is nothing in it.
  const { cloud, paths } = await night.run();
  const kept = JSON.parse(night.object('memory.json'));
  kept.policies['Custom/job'].document = null;
  await cloud.evidence.put(paths.hygieneMemory, JSON.stringify(kept));
  night.sandbox.clock.advance(86_400_000);
  await night.pass(english);
  expect(resultsOf(night, 'bot')).toMatchObject({ 'key-administrator': 'finding' });
  expect(night.report().notes.join('\n')).toContain('was written by somebody else');
});

describe('a look that failed', () => {
  const two = () =>
    aSandbox()
      .withPolicy('job', allow('ecs:RunCommand'))
      .withUser(
        keyed('admin').withPolicy('System/AdministratorAccess'),
        keyed('bot').withPolicy('Custom/job'),
        keyed('none'),
      );
  const results = (name: string) => {
    const all = resultsOf(night, name) ?? {};
    return [all['key-administrator'], all['key-power-from-anywhere']];
  };

  test.each([
    ['ListPolicies', ['could-not-check', 'could-not-check']],
    ['ListEntitiesForPolicy', ['could-not-check', 'could-not-check']],
    // Who has none of the policies that could not be read has no part in it.
    ['GetPolicy', ['ok', 'ok']],
  ] as const)('403 on %s: nobody is called powerless by what is not known', async (action, none) => {
    night = await Night.in(two());
    night.fault('ram', action, 'deny');
    await night.pass(english);
    expectToAddUp(night.report());
    expect(results('none')).toEqual(none);
    for (const name of ['admin', 'bot']) expect(results(name)).toEqual(['could-not-check', 'could-not-check']);
  });

  test('403 on the members of a group: what is found stands, and nobody is called powerless', async () => {
    night = await Night.in(two().withGroup('ops', 'System/AliyunECSFullAccess'));
    night.fault('ram', 'ListUsersForGroup', 'deny');
    await night.pass(english);
    expectToAddUp(night.report());
    expect(results('admin')).toEqual(['finding', 'finding']);
    expect(results('bot')).toEqual(['could-not-check', 'finding']);
    expect(results('none')).toEqual(['could-not-check', 'could-not-check']);
  });
});

describe('the network policy of a key', () => {
  const policyOf = async (name: string, document: object) => {
    const run = await aRun(night.sandbox, {}, 'respond', undefined, night.sandbox.identities.admin);
    const principal = await run.cloud.ims.principalOfKey(parseAccessKeyId(night.keyOf(name)));
    await run.cloud.keyPolicies.set(principal, parseAccessKeyId(night.keyOf(name)), JSON.stringify(document));
  };
  const limit = (...IPList: string[]) => ({
    Version: 1,
    Status: 'Active',
    Statements: [{ Type: 'ClassicWhiteList', IPList }],
  });
  const powerful = (...names: string[]) =>
    aSandbox().withUser(...names.map((name) => keyed(name).withPolicy('System/AliyunECSFullAccess')));
  const result = (name: string) => resultsOf(night, name)?.['key-without-network-policy'];

  test('one that shuts somebody out, one that does not, one that is off, none; each finding with its date', async () => {
    night = await Night.in(powerful('shut', 'open', 'off', 'none'));
    await policyOf('shut', limit('203.0.113.7/32'));
    await policyOf('open', limit('0.0.0.0/1', '128.0.0.0/1'));
    await policyOf('off', { ...limit('203.0.113.7/32'), Status: 'Inactive' });
    await night.pass(english);
    expect(['shut', 'open', 'off', 'none'].map(result)).toEqual(['ok', 'finding', 'finding', 'finding']);
    const { date, findings } = night.report();
    const own = findings.filter(({ check }) => check === 'key-without-network-policy');
    for (const { detail } of own) expect(detail.en).toBe(`none on ${date}`);
  });

  test('where IMS does not know them, one call shows it, and no key is called limited', async () => {
    night = await Night.in(powerful('a', 'b', 'c'));
    night.sandbox.world.settings.hasKeyPolicies = false;
    await night.pass(english);
    expectToAddUp(night.report());
    expect(['a', 'b', 'c'].map(result)).toEqual(Array(3).fill('could-not-check'));
    expect(night.calls('GetAccessKeyPolicy')).toHaveLength(1);
  });

  test("403 on one of them, and last night's answer: it stands, with its date", async () => {
    night = await Night.in(powerful('a', 'b'));
    night.fault('ims', 'GetAccessKeyPolicy', 'deny', 1);
    await night.pass(english);
    expect(['a', 'b'].map(result).sort()).toEqual(['could-not-check', 'finding']);
    night.sandbox.clock.advance(86_400_000);
    await night.pass(english);
    expect(['a', 'b'].map(result)).toEqual(['finding', 'finding']);
    const first = night.report().date;
    night.sandbox.clock.advance(86_400_000);
    night.fault('ims', 'GetAccessKeyPolicy', 'deny');
    await night.pass(english);
    expect(['a', 'b'].map(result)).toEqual(['finding', 'finding']);
    const own = night.report().findings.filter(({ check }) => check === 'key-without-network-policy');
    expect(new Set(own.map(({ detail }) => detail.en)).has(`none on ${first}`)).toBe(true);
  });
});

test('whose policies take too long to weigh is not found without power: that could not be checked', async () => {
  const long = (Effect: string, from: number) => ({
    Effect,
    Action: '*',
    Resource: Array.from({ length: 550 }, (_, i) => `*~${(from + i).toString(36)}*`),
  });
  const names = Array.from({ length: 10 }, (_, n) => `long-${n}`);
  const builder = names.reduce(
    (all, name, n) => all.withPolicy(name, long(n % 2 === 0 ? 'Allow' : 'Deny', n * 600)),
    aSandbox(),
  );
  night = await Night.in(
    builder.withUser(keyed('long').withPolicy(...names.map((name) => `Custom/${name}`)), keyed('plain')),
  );
  await night.pass(english);
  const report = night.report();
  expectToAddUp(report);
  const results = resultsOf(night, 'long');
  expect(results?.['key-administrator']).toBe('could-not-check');
  expect(resultsOf(night, 'plain')?.['key-administrator']).toBe('ok');
});
