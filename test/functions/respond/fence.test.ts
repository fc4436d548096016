import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { investigate } from '../../../functions/investigate/investigate';
import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, type Env, QUARANTINE, used } from './arrange';

const OFFICE = '203.0.113.7';
const THIEF = '185.220.101.34';
const FENCE = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_CONTAINMENT: 'fence', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const NONE = '{"Version":1,"Status":"Inactive","Statements":[]}';
const OURS = { Version: 1, Status: 'Active', Statements: [{ Type: 'ClassicWhiteList', IPList: [OFFICE] }] };
const plain = { reason: 'rotated', by: 'alice', yes: true, reactivate: [], ownKeys: [], falseAlarm: true };
const stolen = { key: 'ci-bot', daysAgo: 20 / 86_400, service: 'ram', action: 'ListUsers', sourceIp: THIEF };

let account: Account;
const start = async (...events: ReturnType<typeof used>[]): Promise<void> => {
  account = await Account.start(
    aSandbox()
      .withPolicy('deploys', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' })
      .withUser(aUser('ci-bot').withKey().withKey('second').withPolicy('Custom/deploys'))
      .withEvents(...events),
  );
  account.leak('ci-bot');
};
beforeEach(() => start(used('ci-bot'), stolen));
afterEach(() => account.stop());

async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, FENCE, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

const release = async (more: object = {}) =>
  releaseCommand(await cli(), account.keyOf('ci-bot'), { ...plain, ...more });
const keyNamed = (name: string) => {
  const found = account.sandbox.keys.get(name)?.key;
  if (found === undefined) throw new Error(`the account has no key ${name}`);
  return found;
};
/** The network policy of a key as the account holds it. */
const policyOf = (name: string): string | undefined => keyNamed(name).network?.document;

async function setByHand(document: object | string, name = 'ci-bot'): Promise<void> {
  const { status } = await callRpc(account.sandbox, account.sandbox.identities.admin, 'ims', 'SetAccessKeyPolicy', {
    UserPrincipalName: `ci-bot@${account.sandbox.accountId}.onaliyun.com`,
    UserAccessKeyId: account.keyOf(name),
    AccessKeyPolicy: typeof document === 'string' ? document : JSON.stringify(document),
  });
  expect(status).toBe(200);
}

/** What a call of the key answers from an address. */
async function callFrom(sourceIp: string, name = 'ci-bot'): Promise<string> {
  const region = { RegionId: 'cn-hangzhou' };
  const from = { [SOURCE_IP_HEADER]: sourceIp };
  const answer = await callRpc(account.sandbox, keyNamed(name), 'ecs', 'DescribeInstances', region, from);
  return answer.status === 200 ? 'allowed' : String(answer.body['Code']);
}

/** One look of investigate, as respond would have started it. */
async function look(round = 1): Promise<void> {
  // LookupEvents takes whole seconds: the second that runs is not looked at.
  account.sandbox.clock.advance(2_000);
  const event = {
    task: 'investigate',
    accountId: account.sandbox.accountId,
    accessKeyId: account.keyOf('ci-bot'),
    round,
  };
  const run = await aRun(account.sandbox, FENCE, 'investigate');
  expect(await investigate(Buffer.from(JSON.stringify(event)), run)).toMatchObject({ state: 'finished' });
}

async function fenced(env: Env = {}): Promise<void> {
  await account.poll({ ...FENCE, ...env });
  await look();
  await account.poll({ ...FENCE, ...env });
}

const fenceTasks = () => account.objects('schedule/').filter((key) => key.includes('--fence'));
const stepOf = async () => (await account.incident('ci-bot')).state.steps.find(({ step }) => step.startsWith('fence:'));
const stillDenied = () => expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
const dropEntries = (from: number): void => {
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  for (const key of account.objects('incidents/'))
    if (Number(/journal\/(\d+)/.exec(key)?.[1] ?? 0) >= from) objects?.delete(key);
};

test('the business goes on from its own address, and the thief is refused at his first call', async () => {
  expect(await callFrom(THIEF)).toBe('allowed');
  await fenced();
  stillDenied();
  expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(OURS);
  expect(await callFrom(OFFICE)).toBe('allowed');
  expect(await callFrom(THIEF)).toBe('Forbidden.AccessKeyPolicy');
  expect(fenceTasks()).toEqual([]);
  expect(await stepOf()).toMatchObject({ ok: true, detail: 'read back' });
});

test('the deny comes first, the former policy stands in the journal before it is changed, and both are told', async () => {
  await fenced();
  const attached = account.calls('ram').findIndex(({ action }) => action === 'AttachPolicyToUser');
  const writes = account.calls().filter(({ action }) => /^(AttachPolicyToUser|SetAccessKeyPolicy)$/.test(action));
  expect(attached).toBeGreaterThanOrEqual(0);
  expect(writes.map(({ action }) => action)).toEqual(['AttachPolicyToUser', 'SetAccessKeyPolicy']);
  const { entries, state } = await account.incident('ci-bot');
  const intent = entries.find(({ type }) => type === 'fence-intent');
  expect(intent).toMatchObject({ former: NONE, document: JSON.stringify(OURS) });
  expect(Date.parse(intent?.at ?? '')).toBeLessThanOrEqual(Date.parse(state.fence?.at ?? ''));
  const text = account.mails.at(-1)?.text ?? '';
  expect(text).toContain(OFFICE);
  expect(text).toContain(THIEF);
  expect(text).toContain('first seen since the suspicion');
});

test('the second key of the same user works from wherever it did', async () => {
  await fenced();
  expect(policyOf('second')).toBeUndefined();
  expect(await callFrom(THIEF, 'second')).toBe('allowed');
});

test('found again, nothing is set and nothing told again', async () => {
  await fenced();
  const mails = account.mails.length;
  const sets = () => account.calls('ims').filter(({ action }) => action === 'SetAccessKeyPolicy').length;
  await look(2);
  await account.poll(FENCE);
  expect(sets()).toBe(1);
  expect(account.mails.slice(mails).filter(({ subject }) => /known networks/.test(subject))).toEqual([]);
});

test('a thief who digs in is asked about, and fenced all the same', async () => {
  const made = { ...stolen, action: 'CreateUser', parameters: { UserName: 'svc-backup' } };
  await account.stop();
  const habit = { key: 'ci-bot', days: 20, perDay: 6, untilDaysAgo: 1, sourceIps: [OFFICE] };
  const calls = [{ service: 'ecs', action: 'DescribeInstances', region: 'cn-hangzhou' }];
  account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey())
      .withEvents({ ...habit, calls }, made),
  );
  account.leak('ci-bot');
  await fenced();
  expect((await account.incident('ci-bot')).state).toMatchObject({ held: { reason: expect.anything() } });
  expect(JSON.parse(policyOf('ci-bot') ?? '{}')).toEqual(OURS);
  const { state } = await account.incident('ci-bot');
  expect(state.fence?.left).toEqual([{ address: THIEF, reason: 'attack' }]);
});

test('the report tells of the fence, once it is there', async () => {
  await fenced();
  await look(2);
  const html = account.sandbox.oss.buckets
    .get('ak-tourniquet-evidence')
    ?.objects.get(account.objects('incidents/').find((key) => key.endsWith('report.html')) ?? '')?.body;
  expect(html?.toString()).toContain('limited to the networks where it worked before the leak');
});

test('a setting that was taken back before the fence sets nothing', async () => {
  await account.poll(FENCE);
  await look();
  await account.poll({ ...FENCE, TOURNIQUET_CONTAINMENT: 'quarantine' });
  expect(policyOf('ci-bot')).toBeUndefined();
});

test('an application in a VPC goes on, from whatever private address it has next', async () => {
  await account.stop();
  await start({ ...used('ci-bot'), sourceIp: '10.3.1.9' }, stolen);
  await fenced();
  expect(JSON.parse(policyOf('ci-bot') ?? '{}').Statements).toEqual([
    { Type: 'VPCWhiteList', Value: 'AllowAllVPC', IPList: ['10.0.0.0/8'] },
  ]);
  expect(await callFrom('10.77.0.1')).toBe('allowed');
  expect(await callFrom(OFFICE)).toBe('Forbidden.AccessKeyPolicy');
});

test('without the setting there is no fence', async () => {
  await account.poll({ ...FENCE, TOURNIQUET_CONTAINMENT: 'quarantine' });
  await look();
  expect(fenceTasks()).toEqual([]);
});

test('observe mode changes nothing', async () => {
  await account.poll({ ...FENCE, TOURNIQUET_MODE: 'observe' });
  await look();
  await account.poll({ ...FENCE, TOURNIQUET_MODE: 'observe' });
  expect(account.writingCalls()).toEqual([]);
  expect(account.mails[0]?.text).toContain('known networks');
});

test('a crash between fence and journal: the next run finds its own, and the former policy is not lost', async () => {
  await setByHand({
    Version: 1,
    Status: 'Inactive',
    Statements: [{ Type: 'ClassicWhiteList', IPList: ['192.0.2.9'] }],
  });
  const before = policyOf('ci-bot');
  await account.poll(FENCE);
  await look();
  const schedule = fenceTasks()[0] ?? '';
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  const task = objects?.get(schedule);
  await account.poll(FENCE);
  const { entries } = await account.incident('ci-bot');
  dropEntries((entries.find(({ type }) => type === 'fence')?.seq ?? 0) as number);
  if (task) objects?.set(schedule, task);
  expect((await account.incident('ci-bot')).state.fence).toMatchObject({ holds: false });

  account.sandbox.clock.advance(60_000);
  await account.poll(FENCE);
  const { state } = await account.incident('ci-bot');
  expect(state.fence).toMatchObject({ holds: true, former: before });
  expect(
    account
      .calls('ims')
      .filter(({ action, accessKeyId }) => action === 'SetAccessKeyPolicy' && accessKeyId.startsWith('STS')),
  ).toHaveLength(1);
  expect(await release()).toBe(0);
  expect(policyOf('ci-bot')).toBe(before);
});

describe('release', () => {
  test('puts the former policy back byte for byte', async () => {
    const own =
      '{ "Statements":[{"IPList":["203.0.113.0/24","198.51.100.0/24"],"Type":"ClassicWhiteList"}],  "Status":"Active","Version":1}';
    await setByHand(own);
    await fenced();
    expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(OURS);
    expect(await release()).toBe(0);
    expect(policyOf('ci-bot')).toBe(own);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
    expect((await account.incident('ci-bot')).state.fence).toBeNull();
    expect(account.mails.at(-1)?.text).toContain('network policy');
  });

  test('of a key that had none leaves what counts as none, and the thief is the deny alone again', async () => {
    await fenced();
    expect(await release()).toBe(0);
    expect(policyOf('ci-bot')).toBe(NONE);
    expect(await callFrom(THIEF)).toBe('allowed');
  });

  test('after a crash between fence and journal takes it off all the same', async () => {
    await fenced();
    const { entries } = await account.incident('ci-bot');
    dropEntries(entries.find(({ type }) => type === 'fence')?.seq ?? 0);
    expect(await release()).toBe(0);
    expect(policyOf('ci-bot')).toBe(NONE);
  });

  test('refuses where somebody changed the policy in between, shows the difference, and goes on when told to leave it', async () => {
    await fenced();
    const theirs = { Version: 1, Status: 'Active', Statements: [{ Type: 'ClassicWhiteList', IPList: ['192.0.2.77'] }] };
    await setByHand(theirs);
    await expect(release()).rejects.toThrow(/192\.0\.2\.77[\s\S]*203\.0\.113\.7[\s\S]*Inactive/);
    stillDenied();
    expect(await release({ keepNetwork: true })).toBe(0);
    expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(theirs);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
  });

  test('refuses while the policy cannot be read', async () => {
    await fenced();
    account.fault('ims', 'GetAccessKeyPolicy', 'deny', 2);
    await expect(release()).rejects.toThrow('could not be read');
    stillDenied();
  });

  test('that could not put it back is not complete, and is done again', async () => {
    await fenced();
    account.fault('ims', 'SetAccessKeyPolicy', 'deny');
    expect(await release()).toBe(1);
    expect(policyOf('ci-bot')).not.toBe(NONE);
    account.clearFaults();
    expect(await release()).toBe(0);
    expect(policyOf('ci-bot')).toBe(NONE);
  });

  test('of a key that was deleted meanwhile has nothing to put back', async () => {
    await fenced();
    deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'), account.keyOf('ci-bot'));
    expect(await release()).toBe(0);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
  });
});

describe('where there is no fence, the quarantine stands and the owner is told why', () => {
  test.each([
    ['refused', 'SetAccessKeyPolicy', 'deny', 1, 'NoPermission'],
    ['throttled', 'SetAccessKeyPolicy', 'throttle', 99, 'Throttling'],
    ['not readable', 'GetAccessKeyPolicy', 'deny', 1, 'NoPermission'],
  ] as const)('the call is %s', async (_, action, fault, times, code) => {
    await account.poll(FENCE);
    await look();
    account.fault('ims', action, fault, times);
    await account.poll(FENCE);
    stillDenied();
    expect(await stepOf()).toMatchObject({ ok: false, detail: expect.stringContaining(code) });
    expect(account.mails.at(-1)?.subject).toContain('could NOT be fenced in');
    expect(fenceTasks()).toEqual([]);
    // The next look asks again.
    account.clearFaults();
    await look(2);
    await account.poll(FENCE);
    expect(await stepOf()).toMatchObject({ ok: true });
    expect(account.mails.at(-1)?.subject).toContain('known networks');
  });

  test('the operation is unknown', async () => {
    account.sandbox.world.settings.hasKeyPolicies = false;
    await fenced();
    stillDenied();
    expect(await stepOf()).toMatchObject({ ok: false, detail: expect.stringContaining('does not know') });
    expect(await release()).toBe(0);
  });

  test('the key has no history', async () => {
    await account.stop();
    await start(stolen);
    await fenced();
    stillDenied();
    expect(policyOf('ci-bot')).toBeUndefined();
    expect(await stepOf()).toMatchObject({ ok: false, detail: expect.stringContaining('no network is known') });
  });

  test("the key's own active policy is tighter: nothing is made wider", async () => {
    const own = { Version: 1, Status: 'Active', Statements: [{ Type: 'ClassicWhiteList', IPList: ['192.0.2.1'] }] };
    await setByHand(own);
    await fenced();
    expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(own);
    expect(await stepOf()).toMatchObject({ ok: false, detail: expect.stringContaining('allows none') });
  });
});

test('a key that is deleted before the fence is nothing to fence', async () => {
  await account.poll(FENCE);
  await look();
  deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'), account.keyOf('ci-bot'));
  await account.poll(FENCE);
  expect(await stepOf()).toBeUndefined();
  expect(fenceTasks()).toEqual([]);
});

test('a release that comes before the fence stays: nothing is set', async () => {
  await account.poll(FENCE);
  await look();
  expect(await release()).toBe(0);
  await account.poll(FENCE);
  expect(policyOf('ci-bot')).toBeUndefined();
  expect(fenceTasks()).toEqual([]);
});

test('an entry of the schedule that nobody of ours sealed sets nothing', async () => {
  await account.poll(FENCE);
  const run = await aRun(account.sandbox, FENCE, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const networks = [{ scope: 'internet', block: THIEF }];
  const key = await run.schedule.add(id, 'fence', run.clock.now(), { verdict: 'fence', networks, kept: [], left: [] });
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  const stored = objects?.get(key);
  if (stored) objects?.set(key, { ...stored, body: Buffer.from(stored.body.toString().replace(THIEF, '45.9.148.3')) });
  await account.poll(FENCE);
  expect(policyOf('ci-bot')).toBeUndefined();
});
