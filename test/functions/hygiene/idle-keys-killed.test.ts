import { hygiene } from '../../../functions/hygiene/hygiene';
import { respond } from '../../../functions/respond/respond';
import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, TIMER } from '../respond/arrange';
import { NIGHTLY } from './arrange';

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;
const ON = {
  ...{ TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_IDLE_KEYS: 'disable' },
  TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin',
};
/** Calls around the key's switch, in which the minute acts: `DIED_EVERY=1` dies in each of them. */
const AROUND = 30;
const EVERY = Number(process.env['DIED_EVERY'] ?? 3);
const TRIALS = Math.floor(AROUND / EVERY);

let account: Account;
afterEach(() => account.stop());

/** A run that dies before its call `at`: nothing of it arrives any more, whatever it tries. Resolves with its calls, and which of them switches. */
async function dying(role: FunctionName, at: number): Promise<{ readonly calls: number; readonly switchAt: number }> {
  const { kernel } = account.sandbox;
  const run = await aRun(account.sandbox, ON, role);
  let calls = 0;
  let switchAt = 0;
  kernel.takeFault = (service, action) => {
    calls += 1;
    if (action === 'UpdateAccessKey') switchAt = calls;
    return calls >= at ? 'reset' : kernel.faults.take(service, action);
  };
  const mails = account.mails.length;
  const ended = role === 'hygiene' ? hygiene(NIGHTLY, run) : respond(Buffer.from(JSON.stringify(TIMER)), run);
  await ended.catch(() => undefined);
  Reflect.deleteProperty(kernel, 'takeFault');
  // What it would have mailed after its death was not mailed: a dead run speaks to nobody.
  if (calls > at) account.sandbox.inbox.mail.splice(Math.max(mails, account.mails.length));
  return { calls, switchAt };
}

/** Everybody but this user has used his key today; this one was warned of twice, and announced yesterday. */
async function onlyIdle(name: string): Promise<void> {
  const { sandbox } = account;
  const now = sandbox.clock.now().getTime();
  const at = (days: number): string => new Date(now - days * DAY_MS).toISOString();
  for (const [other, { key }] of sandbox.keys)
    key.lastUsed = { at: new Date(other === name ? now - 200 * DAY_MS : now), serviceName: 'Ecs' };
  const run = await aRun(sandbox, ON, 'hygiene');
  const climb = { user: name, first: at(30), second: at(20), announced: at(1) };
  const ladder = { schema: 1, night: null, keys: { [account.keyOf(name)]: climb } };
  await run.cloud.evidence.put(run.paths.idleKeys, await run.seal.close(run.paths.idleKeys, ladder));
}

test('whoever dies at any call, at night or in the minute after it: told, never twice off, and the journal knows', async () => {
  const names = Array.from({ length: TRIALS + 1 }, (_, i) => `user-${i}`);
  const idle = { createdDaysAgo: 400, lastUsedDaysAgo: 1 };
  account = await Account.start(aSandbox().withUser(...names.map((name) => aUser(name).withKey(name, idle))), ON);
  // The first minute of an instance makes a call more.
  await account.poll(ON);
  const { clock } = account.sandbox;
  const switches = (name: string) =>
    account
      .calls('ram')
      .filter(
        ({ action, parameters }) =>
          action === 'UpdateAccessKey' && parameters['UserAccessKeyId'] === account.keyOf(name),
      );
  const ends = { off: 0, on: 0 };
  let nightCalls = 0;
  let switchAt = 0;
  for (const [trial, name] of names.entries()) {
    clock.advance(DAY_MS);
    await onlyIdle(name);
    const before = account.mails.length;
    // The first one lives, and shows how many calls there are: what matters is among the last.
    const night = await dying(
      'hygiene',
      trial === 0 ? Number.POSITIVE_INFINITY : nightCalls - 12 + ((trial * EVERY) % 13),
    );
    if (trial === 0) nightCalls = night.calls;
    clock.advance(180_000);
    await hygiene(NIGHTLY, await aRun(account.sandbox, ON, 'hygiene'));
    // Each in a minute that begins with the same part.
    clock.advance(TEN_MINUTES_MS - (clock.now().getTime() % TEN_MINUTES_MS));
    const minute = await dying(
      'respond',
      trial === 0 ? Number.POSITIVE_INFINITY : switchAt - AROUND / 2 + trial * EVERY,
    );
    if (trial === 0) switchAt = minute.switchAt;
    for (let n = 0; n < 2; n += 1) {
      clock.advance(180_000);
      await account.poll(ON);
    }
    const told = account.mails.slice(before).map(({ subject }) => subject);
    expect([trial, told.some((subject) => /nobody uses: warning/.test(subject))]).toEqual([trial, true]);
    const isOff = account.statusOf(name) === 'Inactive';
    ends[isOff ? 'off' : 'on'] += 1;
    const end = isOff ? /that nobody used is off/ : /is left as it is/;
    expect([trial, told.filter((subject) => end.test(subject)).length > 0]).toEqual([trial, true]);
    expect([trial, switches(name).filter(({ status }) => status === 200).length]).toEqual([trial, isOff ? 1 : 0]);
    const { state } = await account.incident(name);
    expect([trial, state.offByUs.has(account.keyOf(name)), state.idle?.end]).toEqual([
      trial,
      isOff,
      isOff ? 'off' : 'left-on',
    ]);
  }
  expect(ends.off).toBeGreaterThan(TRIALS / 2);
  expect(ends.on).toBeGreaterThan(0);
  expect(account.objects('schedule/').filter((key) => key.includes('idle-key'))).toEqual([]);
}, 120_000);
