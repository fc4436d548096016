import { storedRules } from '../../sandbox/bus-rules';
import type { RunningSandbox } from '../../sandbox/start';
import { attachPolicy, detachPolicy } from '../../sandbox/world/attachments';
import type { StoredRule } from '../../sandbox/world/buses';
import type { Policy } from '../../sandbox/world/entities';
import { aSandbox, aUser } from '../builders';
import { cli } from './run-cli';

const TIMER = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'poll', payload: '' };
const RESPOND = 'ak-tourniquet-respond';
const HYGIENE = 'ak-tourniquet-hygiene';
const ARCHIVE = { TOURNIQUET_ARCHIVE_BUCKET: 'acme-archive' };

let sandbox: RunningSandbox;
const accounts = new Map<string, { readonly account: RunningSandbox; readonly makeGood: () => void }>();
afterAll(() => Promise.all([...accounts.values()].map(({ account }) => account.stop())));

/** The account in which nothing is amiss, with an archive or without: one of each, and what a test spoilt is made good. */
async function whole(env: Record<string, string> = {}): Promise<void> {
  const name = env['TOURNIQUET_ARCHIVE_BUCKET'] ?? '';
  const known = accounts.get(name);
  sandbox = known?.account ?? (await begun(env));
  if (known === undefined) accounts.set(name, { account: sandbox, makeGood: asItIs(sandbox) });
  known?.makeGood();
}

function asItIs({ triggers, world, oss, kernel }: RunningSandbox): () => void {
  const [written, buses] = [[...triggers], [...world.buses]];
  const buckets = [...oss.buckets].map(([name, bucket]) => [name, bucket, { ...bucket }] as const);
  return () => {
    kernel.faults.clear();
    for (const [name, rows] of written) triggers.set(name, rows);
    world.buses.clear();
    for (const [name, rules] of buses) world.buses.set(name, rules);
    for (const [name, bucket, settings] of buckets) oss.buckets.set(name, Object.assign(bucket, settings));
    world.setUp(() => {
      for (const { policy } of [...(world.roles.get(RESPOND)?.attached.current ?? [])]) takeAway(policy);
    });
  };
}

async function begun(env: Record<string, string>): Promise<RunningSandbox> {
  const account = await aSandbox()
    .withUser(aUser('ci-bot').withKey())
    .withEvents({ key: 'ci-bot', daysAgo: 2, service: 'ram', action: 'GetUser' })
    .start();
  account.world.trails.set('all', {
    ...{ name: 'all', homeRegion: 'cn-hangzhou', trailRegion: 'All', eventRW: 'All', status: 'Enable' },
    ...{ ossBucketName: 'trail', ossKeyPrefix: '', slsProjectArn: '', createTime: account.clock.now() },
  });
  if (env['TOURNIQUET_ARCHIVE_BUCKET']) await cli(account, ['setup', '--yes', '--retain-days', '30'], env);
  await account.fc.invoke(RESPOND, TIMER);
  return account;
}

async function doctor(env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await cli(sandbox, ['doctor', '--json'], env);
  expect(stderr).toBe('');
  const { found } = JSON.parse(stdout) as { found: { check: string; kind: string; what: string }[] };
  return { code, lines: found.map(({ check, kind, what }) => `${kind} | ${check}: ${what}`) };
}
const amiss = (lines: readonly string[]) => lines.filter((line) => /^(problem|could not check) /.test(line));

test.each([{}, ARCHIVE])("nothing is amiss: exit code 0, and one line is a person's to look at (%j)", async (env) => {
  await whole(env);
  const { code, lines } = await doctor(env);
  expect(amiss(lines)).toEqual([]);
  expect(code).toBe(0);
  expect(lines.filter((line) => line.startsWith('by hand '))).toHaveLength(1);
});

const changed = (name: string, trigger: string, config: object): void => {
  const all = sandbox.triggers.get(name) ?? [];
  sandbox.triggers.set(
    name,
    all.map((one) =>
      one.triggerName === trigger ? { ...one, triggerConfig: { ...one.triggerConfig, ...config } } : one,
    ),
  );
};
const without = (name: string, trigger: string): void => {
  const all = sandbox.triggers.get(name) ?? [];
  sandbox.triggers.set(
    name,
    all.filter((one) => one.triggerName !== trigger),
  );
};
const archive = () => sandbox.oss.buckets.get('acme-archive');
const ownRules = (change: (rule: StoredRule) => StoredRule[]): void =>
  void sandbox.world.buses.set('ak-tourniquet', (sandbox.world.buses.get('ak-tourniquet') ?? []).flatMap(change));

test.each<[string, () => unknown, RegExp, Record<string, string>?]>([
  [
    'the poll is switched off',
    () => changed(RESPOND, 'poll', { enable: false }),
    /triggers: the timer of .*respond is off/,
  ],
  ['the poll is slow', () => changed(RESPOND, 'poll', { cronExpression: '@every 5m' }), /triggers: .* every 300 s/],
  ['there is no poll', () => without(RESPOND, 'poll'), /triggers: .*respond has no timer/],
  ['an event trigger is gone', () => without(RESPOND, 'leak-refused'), /triggers: no event of leak-refused comes/],
  [
    'one is off',
    () => changed(RESPOND, 'config-rule', { triggerEnable: false }),
    /triggers: the trigger config-rule .* off/,
  ],
  [
    'one has another pattern',
    () => changed(RESPOND, 'config-rule', { eventRuleFilterPattern: '{}' }),
    /another pattern/,
  ],
  [
    'the night is switched off',
    () => changed(HYGIENE, 'nightly', { enable: false }),
    /triggers: the timer of .*hygiene is off/,
  ],
  ["the owner's bus has no rule", () => ownRules(() => []), /triggers: the bus ak-tourniquet has no rule leak-notice/],
  [
    'its rule is off',
    () => ownRules((rule) => [{ ...rule, status: 'DISABLE' }]),
    /triggers: the rule leak-notice .* off/,
  ],
  [
    'the wrong site',
    () => undefined,
    /global events: RAM's events are kept in cn-hangzhou/,
    { TOURNIQUET_SITE: 'international', ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou' },
  ],
  [
    'a role carries more',
    () => sandbox.world.setUp(() => attach('AdministratorAccess')),
    /rights: .* carries more than its rights: Adm/,
  ],
  [
    'the archive is public',
    () => Object.assign(archive() ?? {}, { acl: 'public-read' }),
    /archive: .* is public-read/,
    ARCHIVE,
  ],
  [
    'the archive keeps nothing',
    () => Object.assign(archive() ?? {}, { retention: undefined, versioning: undefined }),
    /archive: .* keeps no versions/,
    ARCHIVE,
  ],
  ['the archive is gone', () => sandbox.oss.buckets.delete('acme-archive'), /archive: there is no bucket/, ARCHIVE],
])('%s: one problem, and exit code 1', async (_, spoil, words, env = {}) => {
  await whole(env);
  spoil();
  const { code, lines } = await doctor(env);
  expect(amiss(lines)).toEqual([expect.stringMatching(/^problem /)]);
  expect(amiss(lines)[0]).toMatch(words);
  expect(code).toBe(1);
});

function attach(policyName: string): void {
  const policy = sandbox.world.policies.get(`System/${policyName}`);
  const role = sandbox.world.roles.get(RESPOND);
  if (!policy || !role) throw new Error('the account has no such policy or role');
  attachPolicy(sandbox.world, role, policy);
}
function takeAway(policy: Policy): void {
  const role = sandbox.world.roles.get(RESPOND);
  if (policy.type === 'System' && role) detachPolicy(sandbox.world, role, policy);
}

test.each<[string, string, RegExp, Record<string, string>?]>([
  ['fc', 'ListTriggers', /triggers: the triggers of ak-tourniquet-respond: /],
  ['eventbridge', 'ListRules', /triggers: the rules of the bus ak-tourniquet: /],
  ['actiontrail', 'LookupEvents', /global events: RAM's events in cn-hangzhou: /],
  ['ram', 'GetRole', /rights: the role ak-tourniquet-hygiene: /],
  ['ram', 'ListPoliciesForRole', /rights: the role ak-tourniquet-respond: /],
  ['sas', 'DescribeAccesskeyLeakList', /endpoints: Security Center at .* answers, and refuses you/],
  ['oss', 'GetBucketWorm', /archive: oss GetBucketWorm failed/, ARCHIVE],
])('%s %s is refused: could not check, and exit code 3', async (service, action, words, env = {}) => {
  await whole(env);
  sandbox.kernel.faults.add({ match: { service, action }, times: 50, fault: 'deny' });
  const { code, lines } = await doctor(env);
  expect(amiss(lines).filter((line) => line.startsWith('problem'))).toEqual([]);
  expect(amiss(lines).join('\n')).toMatch(words);
  expect(code).toBe(3);
});

test('an OSS endpoint that nobody listens at is named', async () => {
  await whole();
  const { code, lines } = await doctor({ TOURNIQUET_OSS_ENDPOINT: 'http://127.0.0.1:9' });
  expect(amiss(lines).join('\n')).toMatch(
    /endpoints: OSS at 127\.0\.0\.1:9 \(a server of your own\) could not be reached/,
  );
  expect(code).toBe(3);
});

test("without triggers for events the stack's rules on the default bus do; a bus of one's own is a choice", async () => {
  await whole();
  for (const trigger of ['leak-refused', 'deny-undone', 'config-rule']) without(RESPOND, trigger);
  // On the second page, triggers and rules alike.
  const many = Array.from({ length: 120 }, (_, i) => `a-${i}`);
  const others = many.map((triggerName) => ({ triggerName, triggerType: 'oss', triggerConfig: {} }));
  sandbox.triggers.set(RESPOND, [...others, ...(sandbox.triggers.get(RESPOND) ?? [])]);
  const rules = storedRules({ accountId: sandbox.accountId, region: sandbox.region }, true);
  sandbox.world.buses.set('default', [
    ...many.map((name) => ({ ...rules[0]?.[1], name, pattern: '{}' }) as StoredRule),
    ...rules.map(([, rule]) => rule),
  ]);
  sandbox.world.buses.delete('ak-tourniquet');
  const { code, lines } = await doctor();
  expect(
    lines.filter((line) =>
      /the rule ak-tourniquet-(leak-refused|deny-undone|config-rule) of the default bus/.test(line),
    ),
  ).toHaveLength(3);
  expect(lines).toContainEqual(expect.stringMatching(/^note \| triggers: there is no bus ak-tourniquet/));
  expect(code).toBe(0);
});

test('a bucket that set-up would not use is a problem, and the policies are looked at all the same', async () => {
  await whole();
  const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
  Object.assign(bucket ?? {}, { acl: 'public-read' });
  const { lines } = await doctor();
  expect(lines).toContainEqual(
    expect.stringMatching(/^problem \| setup: The evidence bucket .* its ACL is public-read/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ok \| setup: deny policies and group/));
});

test('remove says that the archive stays', async () => {
  sandbox = await begun(ARCHIVE);
  try {
    const { stderr } = await cli(sandbox, ['remove', '--yes'], ARCHIVE);
    expect(stderr).toMatch(/keep the archive acme-archive/);
    expect(archive()).toBeDefined();
  } finally {
    await sandbox.stop();
  }
});
