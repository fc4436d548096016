import { parseAccountId } from '../../../shared/ids';
import type { TaskName } from '../../../shared/incident/schedule';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, type Env, FREEZE, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const WHY = 'ecs:RunInstances succeeded 7 min after the deny';

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
