import { signalInSchedule } from '../../../functions/respond/recorded-signal';
import { RunIncomplete } from '../../../shared/errors';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, TIMER, used, withFullUser } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
let account: Account;
afterEach(() => account.stop());

const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const fromBus = () => busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' });
const tasks = (): string[] => account.objects('schedule/').map((key) => key.replace(/^.*--/, ''));

describe('a containment that failed', () => {
  test('of a sender who tells it once is done by the timer, and told once it holds', async () => {
    account = await Account.start(inUse());
    account.fault('ram', 'AttachPolicyToUser', '500', 3);
    await expect(account.respond(fromBus(), ENGLISH)).rejects.toThrow(RunIncomplete);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(account.mails[0]?.subject).toMatch(/could NOT be contained/);
    account.sandbox.clock.advance(130_000);
    await account.respond(TIMER, ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.mails.at(-1)?.subject).toMatch(/high-risk calls are denied/);
    expect(tasks()).not.toContain('finish.json');
  });

  test('stays due while it fails, and writes no entry for what is known', async () => {
    account = await Account.start(inUse());
    account.fault('ram', 'AttachPolicyToUser', 'deny', 100);
    account.fault('ram', 'AddUserToGroup', 'deny', 100);
    await expect(account.respond(fromBus(), ENGLISH)).rejects.toThrow(RunIncomplete);
    const lengths: number[] = [];
    const due: number[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      account.sandbox.clock.advance(130_000);
      await expect(account.respond(TIMER, ENGLISH)).rejects.toThrow(RunIncomplete);
      lengths.push((await account.incident('ci-bot')).entries.length);
      due.push(tasks().filter((task) => task === 'finish.json').length);
    }
    expect(new Set(lengths).size).toBe(1);
    // Each try puts itself down, and what it overtakes goes.
    expect(due).toEqual([2, 2, 2]);
    expect(tasks()).toContain('finish.json');
  });

  test('is done again where the deny holds and only the key could not be switched off', async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()));
    account.leak('ci-bot');
    account.fault('ram', 'UpdateAccessKey', 'deny');
    await expect(account.poll(ENGLISH)).rejects.toThrow(RunIncomplete);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Active']);
    account.sandbox.clock.advance(130_000);
    await account.respond(TIMER, ENGLISH);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(tasks()).not.toContain('finish.json');
  });

  test('that died before the journal held anything is done by the timer, with the signal that was told once', async () => {
    account = await Account.start(inUse());
    const run = await aRun(account.sandbox, ENGLISH);
    const accessKeyId = account.keyOf('ci-bot');
    const signal = {
      leakId: 'bus:my.scanner:e-1',
      accessKeyId,
      source: 'bus',
      claims: {},
      foundAt: undefined,
    } as const;
    const data = { leakId: signal.leakId, signal: signalInSchedule(signal) };
    await run.schedule.add({ accountId: run.accountId, accessKeyId }, 'finish', run.clock.now(), data);
    await account.respond(TIMER, ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.mails).toHaveLength(1);
    expect(tasks()).not.toContain('finish.json');
  });

  test('is left alone once a person has released the key', async () => {
    account = await Account.start(inUse());
    account.fault('ram', 'AttachPolicyToUser', '500', 3);
    await expect(account.respond(fromBus(), ENGLISH)).rejects.toThrow(RunIncomplete);
    const run = await aRun(account.sandbox, ENGLISH);
    await run.journal.append({ accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') }, () => ({
      type: 'release',
      by: 'alice',
      reason: 'no leak',
      leakIds: ['bus:my.scanner:e-1'],
      steps: [],
      complete: true,
    }));
    account.sandbox.clock.advance(130_000);
    await account.respond(TIMER, ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });
});

test('a state key in KMS that cannot be fetched holds up no deny; the run fails, and is told', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  const env = { ...ENGLISH, TOURNIQUET_STATE_KEY: 'kms:ak-tourniquet/state-key' };
  await expect(account.poll(env)).rejects.toThrow(RunIncomplete);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails.map(({ text }) => text).join()).toMatch(/nothing of this could be recorded/);
  const attached = account.calls('ram').findIndex(({ action }) => action === 'AttachPolicyToUser');
  expect(attached).toBeGreaterThanOrEqual(0);
});

test('a key that was off when it leaked is contained within the hour after it was switched on', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey('ci-bot', { status: 'Inactive' })));
  account.leak('ci-bot');
  expect(await account.poll(ENGLISH)).toMatchObject([{ row: 'already-inactive' }]);
  expect(await account.poll(ENGLISH)).toEqual([]);
  const key = account.sandbox.world.users.get('ci-bot')?.keys[0];
  if (!key) throw new Error('no key');
  Object.assign(key, { status: 'Active' });
  account.sandbox.clock.advance(3_600_000);
  expect(await account.poll(ENGLISH)).toMatchObject([{ verdict: 'contain', failures: [] }]);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('leaks of many keys that nobody knows cost one walk over the users', async () => {
  const users = Array.from({ length: 12 }, (_, i) => aUser(`user-${i}`).withKey());
  account = await Account.start(aSandbox().withUser(...users));
  const events = Array.from({ length: 6 }, (_, i) => busEvent(`LTAI5tNobodysKey00000${i}`, {}, `e-${i}`));
  await account.respond(events, ENGLISH);
  const looks = account.calls('ram').filter(({ action }) => action === 'ListAccessKeys');
  // The twelve, and the account's administrator.
  expect(looks).toHaveLength(13);
});

test('every key is contained before anything else is done about one of them', async () => {
  const users = Array.from({ length: 6 }, (_, i) => aUser(`user-${i}`).withKey());
  account = await Account.start(aSandbox().withUser(...users));
  for (const { user } of users) account.leak(user.name);
  await account.poll(ENGLISH);
  const order = account.calls().map(({ action }) => action);
  const lastDeny = order.lastIndexOf('AttachPolicyToUser');
  // The read-back asks who carries what; it is the first thing that follows a deny.
  expect(order.filter((action) => action === 'AttachPolicyToUser')).toHaveLength(6);
  expect(order.indexOf('ListPoliciesForUser')).toBeGreaterThan(lastDeny);
  // Before it, one look for all of them.
  expect(order.slice(0, lastDeny).filter((action) => action === 'GetPolicy')).toHaveLength(1);
});

test.each([0, 55])(
  'when no channel takes an alert, it waits in the outbox once, however many runs come by (minute %i)',
  async (minuteOfHour) => {
    account = await Account.start(inUse());
    // In another hour the responder's failure is told anew: what waits is more, and may come in one mail.
    const { clock } = account.sandbox;
    clock.advance(3_600_000 - (clock.now().getTime() % 3_600_000) + minuteOfHour * 60_000);
    account.fault('dingtalk', undefined, '500', 200);
    account.fault('smtp', undefined, '500', 200);
    account.leak('ci-bot');
    await expect(account.poll(ENGLISH)).rejects.toThrow(RunIncomplete);
    for (let minute = 0; minute < 4; minute += 1) {
      account.sandbox.clock.advance(130_000);
      await account.respond(TIMER, ENGLISH).catch(() => undefined);
    }
    account.clearFaults();
    account.sandbox.clock.advance(3_600_000);
    for (let minute = 0; minute < 3; minute += 1) await account.respond(TIMER, ENGLISH).catch(() => undefined);
    const told = account.mails.map(({ text }) => text).join('\n');
    expect(told.match(/^Already done: Policy AkTourniquetQuarantine attached/gm)).toHaveLength(1);
  },
);

test('an unparseable event is told although the answer to its object was lost', async () => {
  account = await Account.start(inUse());
  account.fault('oss', 'PutObject', 'malformed', 2);
  await expect(account.respond(Buffer.from('{"half":'), ENGLISH)).rejects.toThrow();
  await expect(account.respond(Buffer.from('{"half":'), ENGLISH)).rejects.toThrow();
  expect(account.mails).toHaveLength(1);
});

test('an intent that names fewer keys does not vouch for more', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()));
  account.leak('ci-bot', { tokenValid: 0 });
  await account.poll(ENGLISH);
  expect(account.statusOf('ci-bot')).toBe('Active');
  account.leak('ci-bot', { tokenValid: 1 });
  await account.poll(ENGLISH);
  expect(account.statusOf('ci-bot')).toBe('Inactive');
  const { entries } = await account.incident('ci-bot');
  const intents = entries.flatMap((entry) => (entry.type === 'decision' ? [entry.mayDisable.length] : []));
  expect(intents).toEqual([0, 1]);
});

describe('a user without a free place, and a group that does not answer', () => {
  test('is no reason to switch a key off: it is tried again', async () => {
    account = await Account.start(withFullUser('ci-bot'));
    account.leak('ci-bot');
    account.fault('ram', 'AddUserToGroup', 'throttle', 3);
    await expect(account.poll(ENGLISH)).rejects.toThrow(RunIncomplete);
    expect(account.statusOf('ci-bot')).toBe('Active');
    await account.poll(ENGLISH);
    expect([account.groupsOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Active']);
  });
});

test('a before-state that does not bear our seal is told, and not taken for ours', async () => {
  account = await Account.start(inUse());
  const run = await aRun(account.sandbox);
  const id = { accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') };
  await run.cloud.evidence.put(run.paths.before(id), JSON.stringify({ schema: 1, policies: { value: [] } }));
  account.leak('ci-bot');
  await account.poll(ENGLISH);
  expect(account.mails[0]?.text).toContain('before.json does not bear our seal');
});

describe('what the owner is told follows what is so', () => {
  test('a key that is switched off after its deny was told is told, too', async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()));
    await account.respond(fromBus(), ENGLISH);
    expect(account.mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/high-risk calls are denied/)]);
    account.leak('ci-bot');
    await account.poll(ENGLISH);
    await account.poll(ENGLISH);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(account.mails.map(({ subject }) => subject).slice(1)).toEqual([
      expect.stringMatching(/key is disabled and denied/),
    ]);
  });

  test('an attach whose answers were all lost is read back, and told as what it is', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    account.fault('ram', 'AttachPolicyToUser', 'malformed', 3);
    await account.poll(ENGLISH).catch(() => undefined);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    const first = account.mails.find(({ text }) => text.includes('ci-bot'));
    expect(first?.subject).toMatch(/high-risk calls are denied/);
    expect(first?.text).not.toMatch(/FAILED|could not be contained|no deny attached/i);
    expect((await account.incident('ci-bot')).state.denyAt).not.toBeNull();
  });

  test('a journal entry that somebody changed is told, though the incident was told long ago', async () => {
    account = await Account.start(inUse());
    await account.respond(fromBus(), ENGLISH);
    const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
    const run = await aRun(account.sandbox);
    const key = account.objects('incidents/').find((name) => name.endsWith('journal/000002.json')) ?? '';
    expect(objects?.has(key)).toBe(true);
    await run.cloud.evidence.put(key, '{"type":"outcome"}');
    await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'e-2'), ENGLISH).catch(() => 0);
    expect(account.mails.map(({ text }) => text).join('\n')).toContain('journal/000002.json');
  });

  test('a before-state that is no JSON stops nothing', async () => {
    account = await Account.start(inUse());
    const run = await aRun(account.sandbox);
    const id = { accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') };
    await run.cloud.evidence.put(run.paths.before(id), '{');
    await account.respond(fromBus(), ENGLISH);
    expect(tasks()).not.toContain('finish.json');
    expect(account.mails.map(({ text }) => text).join('\n')).toContain('before.json');
  });
});
