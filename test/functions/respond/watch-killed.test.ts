import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { openTamperings } from '../../../shared/incident/tamper-state';
import { invokedAndKilled } from '../../any-order/killed';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const MINUTE_MS = 60_000;
/** `DIED_EVERY=1` dies in each call. */
const EVERY = Number(process.env['DIED_EVERY'] ?? 8);
const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
afterEach(() => account.stop());

test('whoever dies between any two steps of putting it back is followed: it is back, written down and told', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), ENGLISH);
  const { world, clock } = account.sandbox;
  const timer = async (afterMs: number): Promise<void> => {
    clock.advance(afterMs);
    await account.respond(TIMER, ENGLISH);
  };
  const told = (): number =>
    account.mails.filter(({ subject }) => /undid the containment|撤销了对 ci-bot 的限制/.test(subject)).length;
  await timer(MINUTE_MS);
  let before = 0;
  let killed = 0;
  // The calls before these are the poll's and the schedule's; behind them the run has come to its end.
  for (let at = 4; at <= 44; at += EVERY) {
    detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
    // In turns in an odd minute and an even one, which begin with another part.
    clock.advance(71 * MINUTE_MS);
    const event = Buffer.from(JSON.stringify(TIMER));
    const { ok } = await invokedAndKilled(account.sandbox, 'respond', event, { at, done: at % (2 * EVERY) === 4 });
    if (!ok) killed += 1;
    // Beyond every lease.
    for (let minute = 0; minute < 3; minute += 1) await timer(2 * MINUTE_MS);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    const { state } = await account.incident('ci-bot');
    expect(state.tampering?.all.at(-1)).toMatchObject({ isMended: true, verdict: 'put-back' });
    expect(openTamperings(state.tampering)).toEqual([]);
    // Twice where it died between the sending and its receipt; never not at all.
    expect([1, 2]).toContain(told() - before);
    before = told();
  }
  expect(killed).toBeGreaterThan(3);
  const { entries } = await account.incident('ci-bot');
  expect(entries.filter(({ type }) => type === 'tampered')).toHaveLength(Math.ceil(41 / EVERY));
  expect(account.objects('schedule/').filter((key) => key.includes('--tampered'))).toEqual([]);
}, 120_000);

test('a leak that ends its run each minute keeps the watch waiting for some minutes alone', async () => {
  const users = [aUser('ci-bot').withKey(), aUser('other').withKey()];
  const builder = aSandbox()
    .withUser(...users)
    .withEvents(used('ci-bot'), used('other'));
  account = await Account.start(builder, {}, true);
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), ENGLISH);
  account.nextMinute();
  await account.respond(TIMER, ENGLISH);
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  account.leak('other', { tokenValid: 1 });
  const event = Buffer.from(JSON.stringify(TIMER));
  for (let minute = 0; minute < 6; minute += 1) {
    account.nextMinute();
    const kill = { at: 'sas DescribeAccessKeyLeakDetail', done: false };
    expect(await invokedAndKilled(account.sandbox, 'respond', event, kill)).toMatchObject({ isKilled: true });
  }
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
}, 120_000);

test('a task that ends its run each minute keeps the watch and the outbox waiting no longer than every second one', async () => {
  const builder = aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
  account = await Account.start(builder, {}, true);
  // No channel takes the first alert.
  await account
    .handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), {
      ...ENGLISH,
      TOURNIQUET_SMTP_URL: 'smtp://127.0.0.1:9',
    })
    .catch(() => undefined);
  const told = (): number =>
    account.mails.filter(({ subject }) => /CONTAINED|已限制/.test(subject) && !/undid|撤销/.test(subject)).length;
  expect([told(), account.objects('outbox/').length > 0]).toEqual([0, true]);
  const { world, clock } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  const { id } = await account.incident('ci-bot');
  const { schedule } = await aRun(account.sandbox);
  for (let minute = 0; minute < 2; minute += 1) {
    account.nextMinute();
    await schedule.add(id, 'archive', clock.now());
    const event = Buffer.from(JSON.stringify(TIMER));
    const kill = { at: 'fc InvokeFunction', done: false };
    expect(await invokedAndKilled(account.sandbox, 'respond', event, kill)).toMatchObject({ isKilled: true });
  }
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told()).toBe(1);
}, 60_000);
