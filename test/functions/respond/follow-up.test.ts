import { approveCommand } from '../../../cli/approve';
import { stepCommand } from '../../../cli/rotate/step';
import { investigate } from '../../../functions/investigate/investigate';
import { deleteKey, ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { CHECKLIST } from '../../../shared/incident/checklist';
import { aSandbox, aUser } from '../../builders';
import { person } from '../../cli/release-arrange';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const HOUR_MS = 3_600_000;
/** A little more, for clocks that count seconds. */
const DAY_MS = 24 * HOUR_MS + 5_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withConsole()).withEvents(used('ci-bot')),
  );
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), ENGLISH);
  await timer();
});
afterEach(() => account.stop());

const timer = (): Promise<unknown> => account.respond(TIMER, ENGLISH);
const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) {
    account.sandbox.clock.advance(DAY_MS);
    await timer();
  }
};
const told = (): string[] =>
  account.mails
    .map(({ subject }) => subject)
    .filter((subject) => /still active|quiet for 7|for 90 days|half done|is closed|stays open/.test(subject))
    .map((subject) => subject.replace(/^.*AccessKey: /, ''));
const scheduled = (): string[] => account.objects('schedule/').filter((key) => key.includes('follow-up'));
const setStatus = (status: string): void =>
  setKeyStatus(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'), account.keyOf('ci-bot'), status);
const remove = (): void =>
  deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'), account.keyOf('ci-bot'));
/** What the schedule asks of investigate is done, as the platform would. */
const look = async (): Promise<void> => {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  await investigate(Buffer.from(JSON.stringify({ command: 'investigate', accessKeyId: account.keyOf('ci-bot') })), run);
};

test('while the leaked key is on: after 1, 3 and 7 days, once each; quiet then, it is safe to disable', async () => {
  await timer();
  expect(scheduled()).toHaveLength(1);
  await days(1);
  const command = /npx --no ak-tourniquet (rotate start .*)/.exec(account.mails.at(-1)?.text ?? '')?.[1];
  expect(command).toBe(`rotate start ${account.keyOf('ci-bot')} --to-file new-key.json`);
  await days(4);
  expect(told()).toEqual([
    'day 1: the leaked key of ci-bot is still active',
    'day 3: the leaked key of ci-bot is still active',
  ]);
  await days(6);
  expect(told().slice(2)).toEqual([
    'day 7: the leaked key of ci-bot is still active',
    'the leaked key of ci-bot has been quiet for 7 days: safe to disable',
  ]);
  expect(scheduled()).toHaveLength(1);
});

test('used still, the seventh day is the most urgent; where from is told, and it is investigated again', async () => {
  await look();
  account.sandbox.clock.advance(7 * DAY_MS - 5 * HOUR_MS);
  const key = account.sandbox.keys.get('ci-bot')?.key;
  if (key === undefined) throw new Error('the account has no such key');
  await callRpc(account.sandbox, key, 'ecs', 'DescribeInstances', { RegionId: 'cn-hangzhou' });
  account.sandbox.clock.advance(5 * HOUR_MS);
  await timer();
  expect(told()).toEqual(['day 7: the leaked key of ci-bot is still active']);
  expect(account.mails.at(-1)?.text).toMatch(/Used since then from: 127\[\.\]0\[\.\]0\[\.\]1/);
  expect(account.objects('schedule/').some((name) => name.endsWith('--investigate.json'))).toBe(true);
});

test('a key that is off ends the reminders; after ninety days it may be deleted', async () => {
  await days(1);
  setStatus('Inactive');
  await days(4);
  expect(told()).toHaveLength(1);
  account.sandbox.clock.advance(90 * DAY_MS);
  await timer();
  await days(2);
  expect(told().slice(1)).toEqual(['the leaked key of ci-bot has been disabled for 90 days: it may be deleted']);
});

async function release(complete: boolean): Promise<void> {
  const { id } = await account.incident('ci-bot');
  const run = await aRun(account.sandbox);
  const about = { by: 'alice', reason: 'test', leakIds: [], steps: [] };
  await run.journal.append(id, () => ({ type: 'release', ...about, complete }));
}

test('a release ends them', async () => {
  await release(true);
  await days(2);
  expect(told()).toEqual([]);
  expect(scheduled()).toEqual([]);
});

test('a release that failed does not: it is told each day until it comes to its end', async () => {
  await release(false);
  await days(2);
  expect(told()).toEqual(Array(2).fill("the release of ci-bot's leaked key is only half done"));
  expect(account.mails.at(-1)?.text).toContain(`npx --no ak-tourniquet release ${account.keyOf('ci-bot')}`);
  await release(true);
  await days(1);
  expect(told()).toHaveLength(2);
  expect(scheduled()).toEqual([]);
});

test('a crash before the next look is written repeats, and tells nothing twice', async () => {
  account.sandbox.clock.advance(DAY_MS);
  account.fault('oss', 'DeleteObject', '500', 50);
  await timer().catch(() => undefined);
  account.clearFaults();
  await timer();
  await Promise.all([timer(), timer()]);
  expect(told()).toHaveLength(1);
  expect(scheduled()).toHaveLength(1);
});

test('deleted, and the bills read again a day later: it closes by itself, once', async () => {
  await days(1);
  await look();
  remove();
  await days(1);
  expect(told()).toHaveLength(1);
  // A day after the deletion was seen the bills are asked for; the look of before does not count.
  await days(1);
  expect((await account.incident('ci-bot')).state.closed).toBeNull();
  await look();
  await days(1);
  expect(told().slice(1)).toEqual(["the incident of ci-bot's leaked key is closed; the deny is still on the user"]);
  expect(account.objects('status/')).toEqual([expect.stringContaining('status/closed--')]);
  await days(2);
  expect(told()).toHaveLength(2);
  expect(scheduled()).toEqual([]);
  // The same leak again finds it deleted, and takes nothing back.
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'again'), ENGLISH);
  expect(account.objects('status/')).toEqual([expect.stringContaining('status/closed--')]);
});

test('deleted while a person is asked what the attack made: it stays open, says so each week, and closes once he has answered', async () => {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const { id } = await account.incident('ci-bot');
  const asked = { row: 'persistence-after-leak', why: 'a user was made', made: [{ type: 'user', name: 'svc-new' }] };
  await run.schedule.add(id, 'escalate', run.clock.now(), asked);
  await timer();
  remove();
  await days(2);
  await look();
  await days(3);
  expect(told()).toEqual(["the incident of ci-bot's leaked key stays open: you have not decided"]);
  expect((await account.incident('ci-bot')).state.closed).toBeNull();
  expect(account.objects('status/')).toEqual([expect.stringContaining('status/held--')]);
  const by = { reason: 'looked into it', by: 'alice', yes: true };
  expect(await approveCommand(await person(account, ENGLISH), 'all', by)).toBe(0);
  await days(1);
  expect(account.objects('status/')).toEqual([expect.stringContaining('status/closed--')]);
});

test('closed, its key restored, and public again: that is a new containment, told as one, and the key in use stays on', async () => {
  await look();
  const { id: userId } = account.userOf('ci-bot');
  const key = account.keyOf('ci-bot');
  remove();
  await days(2);
  await look();
  await days(1);
  expect((await account.incident('ci-bot')).state.closed).not.toBeNull();
  const by = account.sandbox.identities.admin;
  const user = { UserName: 'ci-bot', PolicyName: QUARANTINE, PolicyType: 'Custom' };
  await callRpc(account.sandbox, by, 'ram', 'DetachPolicyFromUser', user);
  await callRpc(account.sandbox, by, 'ims', 'RestoreAccessKeyFromRecycleBin', { UserAccessKeyId: key, UserId: userId });
  const on = { UserName: 'ci-bot', UserAccessKeyId: key, Status: 'Active' };
  await callRpc(account.sandbox, by, 'ram', 'UpdateAccessKey', on);
  await days(1);
  const before = account.mails.length;
  const rounds = (await account.incident('ci-bot')).state.rounds;
  account.leak('ci-bot');
  await timer();
  account.sandbox.clock.advance(60_000);
  await timer();
  expect(account.mails.slice(before).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^\[CONTAINED\].*calls are denied/),
  ]);
  expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Active']);
  const { state } = await account.incident('ci-bot');
  expect([state.handedOver.has('investigate'), state.roundsBefore]).toEqual([true, rounds]);
});

test('deleted, and the bills are refused: it stays open, says why each week, asks again each day, and closes once they are read', async () => {
  await days(1);
  await look();
  remove();
  account.fault('bss', undefined as never, 'deny', 100_000);
  for (let day = 0; day < 4; day += 1) {
    await days(1);
    if (account.objects('schedule/').some((name) => name.endsWith('--investigate.json'))) await look();
  }
  expect((await account.incident('ci-bot')).state.closed).toBeNull();
  const unread = "the incident of ci-bot's leaked key stays open: the bills cannot be read";
  expect(told().slice(1)).toEqual([unread]);
  const reminder = account.mails.findLast(({ subject }) => subject.includes('stays open'));
  expect(reminder?.text).toMatch(/Could not check: .*bill by/);
  const status = await account.respond({ command: 'status', accessKeyId: account.keyOf('ci-bot') });
  expect(status).toMatchObject({
    checklist: { 'bill-reviewed': expect.stringMatching(/^could not check: .*bill by/) },
  });
  account.clearFaults();
  await look();
  await days(1);
  expect(told().slice(2)).toEqual(["the incident of ci-bot's leaked key is closed; the deny is still on the user"]);
});

test.each<[string, () => unknown]>([
  ['its user is deleted as well', () => account.sandbox.world.users.delete('ci-bot')],
  ['somebody has taken the deny off', () => account.sandbox.world.users.get('ci-bot')?.attached.set([], 0)],
])('closed, and %s: nothing is said of a deny', async (_, then) => {
  await days(1);
  remove();
  await days(2);
  await look();
  then();
  account.fault('ram', 'ListPoliciesForUser', 'deny', 20);
  account.sandbox.clock.advance(DAY_MS);
  await expect(timer()).rejects.toThrow(/follow-up of/);
  expect(told()).toHaveLength(1);
  account.clearFaults();
  await timer();
  expect(told().slice(1)).toEqual(["the incident of ci-bot's leaked key is closed"]);
});

test.each([
  ['the deny was lifted before its deletion', 2],
  ['no timer has seen it contained, nor on', 0],
])('rotated on the day of the leak, and %s: it closes by itself all the same', async (_, observed) => {
  const credentials = account.sandbox.identities.admin;
  const step = async (name: 'finish' | 'delete' | 'undo') => {
    const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
    const options = {
      by: 'alice',
      reason: 'gone',
      yes: true,
      json: false,
      anyway: true,
      now: true,
      unused: true,
      liftEarly: true,
    };
    return stepCommand(
      { run, credentials, clock: run.clock, config: run.config },
      account.keyOf('ci-bot'),
      name,
      options,
    );
  };
  if (observed === 0)
    for (const name of scheduled()) account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.delete(name);
  expect(await step('finish')).toBe(0);
  await days(observed);
  expect(await step('delete')).toBe(0);
  await days(3);
  // The bills of the day of the deletion are asked for.
  expect(account.objects('schedule/').some((name) => name.endsWith('--investigate.json'))).toBe(true);
  await look();
  await days(1);
  expect(told()).toEqual(["the incident of ci-bot's leaked key is closed"]);
  expect((await account.incident('ci-bot')).state.closed).toMatchObject({
    reason: expect.stringMatching(/bills were/),
  });
  expect(scheduled()).toEqual([]);
  // It comes back: what was closed behind its deletion is open.
  expect(await step('undo')).toBe(0);
  const accessKeyId = account.keyOf('ci-bot');
  expect(await account.respond({ command: 'status', accessKeyId })).toMatchObject({
    closed: null,
    checklist: { deleted: 'open' },
  });
  expect(await account.respond({ command: 'status' })).toMatchObject({ incidents: [{ state: 'released' }] });
  await days(1);
  expect((await account.incident('ci-bot')).state.closed).toBeNull();
});

test('status shows the checklist', async () => {
  await days(1);
  const accessKeyId = account.keyOf('ci-bot');
  const status = (await account.respond({ command: 'status', accessKeyId })) as { checklist: Record<string, string> };
  expect(Object.keys(status.checklist)).toEqual([...CHECKLIST]);
  expect(status.checklist).toMatchObject({ contained: expect.stringMatching(/^done/), mfa: 'open', deleted: 'open' });
  setStatus('Inactive');
  await days(1);
  expect(await account.respond({ command: 'status', accessKeyId })).toMatchObject({
    checklist: { disabled: expect.stringMatching(/^done/) },
    closed: null,
    tampering: null,
  });
});

test('a look that fails leaves the look due, and is an alarm', async () => {
  account.sandbox.clock.advance(DAY_MS);
  account.fault('ram', 'ListAccessKeys', '500', 10);
  await expect(timer()).rejects.toThrow(/follow-up of/);
  account.clearFaults();
  await timer();
  expect(told()).toHaveLength(1);
});
