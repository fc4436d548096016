import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { createRole } from '../../../sandbox/world/roles';
import { createUser } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import type { TaskName } from '../../../shared/incident/schedule';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, type Env, FREEZE, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const WHY = 'ecs:RunInstances succeeded 7 min after the deny';

const by = { reason: 'looked into it', by: 'alice', yes: true };

/** The command line of the account's administrator. */
async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
});
afterEach(() => account.stop());

/** Puts a task down as investigate does, due now. */
async function due(task: TaskName, data: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  return run.schedule.add(id, task, run.clock.now(), data);
}

async function found(row: string, env: Env = {}): Promise<void> {
  await due('escalate', { row, why: WHY });
  await account.poll({ ...ENGLISH, ...env });
}

const tasks = (): string[] =>
  account
    .objects('schedule/')
    .map((key) => key.replace(/^.*--/, '').replace('.json', ''))
    .sort();

describe('an action that succeeded after the deny', () => {
  test('attaches freeze, switches the key off, and says so', async () => {
    await account.poll(ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    await found('success-after-deny');
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    const { state } = await account.incident('ci-bot');
    expect([...state.attached.keys()].sort()).toEqual(['freeze', 'quarantine']);
    expect(state.disabledKeys.has(account.keyOf('ci-bot'))).toBe(true);
    expect(account.mails.length).toBe(2);
    expect(account.mails.at(-1)?.text).toContain(WHY);
    expect(tasks()).not.toContain('escalate');
  });

  test('found again, it changes nothing and is not told again', async () => {
    await account.poll(ENGLISH);
    await found('success-after-deny');
    const before = account.writingCalls().filter((call) => call.endsWith('200'));
    account.sandbox.clock.advance(60_000);
    await found('success-after-deny');
    expect(account.mails.length).toBe(2);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
    const after = account.writingCalls().filter((call) => call.endsWith('200'));
    expect(after).toEqual(before);
  });

  test('of a user who is gone meanwhile is nothing to act on', async () => {
    await account.poll(ENGLISH);
    account.sandbox.world.users.delete('ci-bot');
    await found('success-after-deny');
    expect(tasks()).not.toContain('escalate');
    expect(account.mails.length).toBe(1);
  });

  test('in observe mode is told and not acted on', async () => {
    await account.poll({ ...ENGLISH, TOURNIQUET_MODE: 'observe' });
    await found('success-after-deny', { TOURNIQUET_MODE: 'observe' });
    expect(account.writingCalls()).toEqual([]);
    expect(account.mails.at(-1)?.text).toContain(WHY);
  });

  test('stays in the schedule while RAM does not answer', async () => {
    await account.poll(ENGLISH);
    await due('escalate', { row: 'success-after-deny', why: WHY });
    account.fault('ram', 'ListAccessKeys', 'throttle', 50);
    await expect(account.poll(ENGLISH)).rejects.toThrow(/escalate/);
    expect(tasks()).toContain('escalate');
    account.clearFaults();
    await account.poll(ENGLISH);
    expect(account.policiesOf('ci-bot')).toContain(FREEZE);
    expect(tasks()).not.toContain('escalate');
  });
});

describe('a lasting way in', () => {
  test('is asked about', async () => {
    await account.poll(ENGLISH);
    await found('persistence-after-leak');
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(account.mails.at(-1)?.text).toContain('approve');
  });

  test('is acted upon with TOURNIQUET_ESCALATE=auto', async () => {
    await account.poll(ENGLISH);
    await found('persistence-after-leak', { TOURNIQUET_ESCALATE: 'auto' });
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });
});

describe('what the attack made', () => {
  const made = [
    { type: 'user', name: 'svc-backup' },
    { type: 'role', name: 'backdoor' },
    { type: 'user', name: 'ann' },
    { type: 'user', name: '../../etc' },
    { type: 'group', name: 'admins' },
    'svc-backup',
  ];
  const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
  const trust = {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::9999999999999999:root'] } }],
  };

  /** `ann` was there before; the thief has made the others since. */
  async function dugIn(env: Env): Promise<void> {
    await account.stop();
    account = await Account.start(
      aSandbox().withUser(aUser('ci-bot').withKey(), aUser('ann').createdDaysAgo(30)).withEvents(used('ci-bot')),
    );
    account.leak('ci-bot');
    await account.poll(env);
    account.sandbox.clock.advance(5_000);
    createUser(account.sandbox.world, { name: 'svc-backup' });
    createRole(account.sandbox.world, { name: 'backdoor', trustDocument: JSON.stringify(trust) });
    await due('escalate', { row: 'persistence-after-leak', why: WHY, made });
    await account.poll(env);
  }

  const on = (kind: 'users' | 'roles', name: string): string[] =>
    (account.sandbox.world[kind].get(name)?.attached.current ?? []).map(({ policy }) => policy.name);

  test('is frozen with TOURNIQUET_ESCALATE=auto; who was there before is left alone, and told', async () => {
    await dugIn(AUTO);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor'), on('users', 'ann')]).toEqual([[FREEZE], [FREEZE], []]);
    const text = account.mails.at(-1)?.text ?? '';
    expect(text).toContain('svc-backup');
    expect(text).toContain('user ann was left alone: it was there before the suspicion began');
    expect([...(await account.incident('ci-bot')).state.alsoFrozen].sort()).toEqual([
      'freeze-role:backdoor',
      'freeze-user:svc-backup',
    ]);
  });

  test('is asked about otherwise, and frozen once a person approves', async () => {
    await dugIn(ENGLISH);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([[], []]);
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], by)).toBe(0);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor'), on('users', 'ann')]).toEqual([[FREEZE], [FREEZE], []]);
  });

  test('stays in the schedule while it cannot be looked at, and the key is frozen all the same', async () => {
    await account.poll(AUTO);
    createUser(account.sandbox.world, { name: 'svc-backup' });
    account.fault('ram', 'GetUser', '500', 20);
    await due('escalate', { row: 'persistence-after-leak', why: WHY, made });
    await expect(account.poll(AUTO)).rejects.toThrow(/user svc-backup/);
    expect(account.policiesOf('ci-bot')).toContain(FREEZE);
    expect(tasks()).toContain('escalate');
    account.clearFaults();
    await account.poll(AUTO);
    expect([on('users', 'svc-backup'), tasks().includes('escalate')]).toEqual([[FREEZE], false]);
  });

  test('stays frozen when the key is released, unless it was a false alarm', async () => {
    await dugIn(AUTO);
    const key = account.keyOf('ci-bot');
    const wish = { ...by, reactivate: [], ownKeys: [], falseAlarm: false };
    expect(await releaseCommand(await cli(), key, wish)).toBe(0);
    expect([account.policiesOf('ci-bot'), on('users', 'svc-backup')]).toEqual([[], [FREEZE]]);
    expect(await releaseCommand(await cli(), key, { ...wish, falseAlarm: true })).toBe(0);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([[], []]);
    expect((await account.incident('ci-bot')).state.alsoFrozen.size).toBe(0);
    // Nothing is left: a third time takes nothing off.
    expect(await releaseCommand(await cli(), key, { ...wish, falseAlarm: true })).toBe(0);
  });

  test('that is gone when the false alarm is released is no failure', async () => {
    await dugIn(AUTO);
    account.sandbox.world.users.delete('svc-backup');
    const wish = { ...by, reactivate: [], ownKeys: [], falseAlarm: true };
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
    expect(on('roles', 'backdoor')).toEqual([]);
  });
});

test('a finding that respond does not know is said and not acted upon', async () => {
  await account.poll(ENGLISH);
  await due('escalate', { row: 'delete-everything', why: 'a forger says so' });
  await expect(account.poll(ENGLISH)).rejects.toThrow(/no finding that respond knows/);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('of several looks that are due together, only the latest starts', async () => {
  await account.poll(ENGLISH);
  for (const key of account.objects('schedule/'))
    account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.delete(key);
  await due('investigate-12m', { round: 2 });
  await due('investigate-30m', { round: 3 });
  const invoked = (): number => account.calls('fc').length;
  const before = invoked();
  await account.poll(ENGLISH);
  expect(invoked() - before).toBe(1);
  expect(tasks()).toEqual(['investigate-30m']);
});
