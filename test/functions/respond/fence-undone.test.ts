import { stepCommand } from '../../../cli/rotate/step';
import { status } from '../../../functions/respond/status';
import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { parseAccountId } from '../../../shared/ids';
import { aRun } from '../../run';
import { QUARANTINE, used } from './arrange';
import {
  account,
  callFrom,
  cli,
  dropEntries,
  FENCE,
  fenced,
  fenceTasks,
  look,
  NONE,
  OURS,
  plain,
  policyOf,
  release,
  setByHand,
  start,
  stepOf,
  stillDenied,
  stolen,
  THIEF,
} from './fence-arrange';

beforeEach(() => start(used('ci-bot'), stolen));
afterEach(() => account.stop());

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

  test('of a key that a rotation deleted leaves the fence to its way back: restored, it is put back byte for byte', async () => {
    const own = '{ "Status":"Inactive", "Version":1, "Statements":[]}';
    await setByHand(own);
    await fenced();
    const key = account.keyOf('ci-bot');
    const step = async (name: 'finish' | 'delete' | 'undo') =>
      stepCommand(await cli(), key, name, { ...plain, json: false, anyway: true, unused: true });
    const told = async () => (await status((await cli()).run, key)) as Record<'fence' | 'release', unknown>;
    expect([await step('finish'), await step('delete')]).toEqual([0, 0]);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
    expect(await told()).toMatchObject({ fence: { mayStand: JSON.stringify(OURS) }, release: { complete: true } });
    // Said once is said.
    const { entries } = await account.incident('ci-bot');
    expect(await release({ falseAlarm: false })).toBe(0);
    expect((await account.incident('ci-bot')).entries).toHaveLength(entries.length);

    expect(await step('undo')).toBe(0);
    expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(OURS);
    expect(await release({ falseAlarm: false })).toBe(0);
    expect(policyOf('ci-bot')).toBe(own);
    expect(await told()).toMatchObject({ fence: null });
  });

  test('of a key that was deleted by somebody has nothing to put back, and says what stays on it', async () => {
    await fenced();
    deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'), account.keyOf('ci-bot'));
    expect(await release()).toBe(0);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
    expect(account.mails.at(-1)?.text).toContain('restored');
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
