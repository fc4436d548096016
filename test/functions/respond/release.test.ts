import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { createKey, deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const by = { reason: 'rotated', by: 'alice', yes: true };
const plain = { ...by, reactivate: [], ownKeys: [], falseAlarm: false };
const falseAlarm = { ...plain, falseAlarm: true };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withKey('second')).withEvents(used('ci-bot'), used('second')),
  );
});
afterEach(() => account.stop());

async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

const signal = (key: string, id: string) => busEvent(account.keyOf(key), { userName: 'ci-bot' }, id);
const switchOff = async (key: string) =>
  (await cli()).run.cloud.ram.updateAccessKey('ci-bot' as never, account.keyOf(key), 'Inactive');
const idOf = (key: string) => ({
  accountId: parseAccountId(account.sandbox.accountId),
  accessKeyId: account.keyOf(key),
});

test('two leaked keys of one user: the deny stays until both are released', async () => {
  await account.respond([signal('ci-bot', 'e-1'), signal('second', 'e-2')], ENGLISH);
  await switchOff('ci-bot');
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), plain)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails.at(-1)?.text).toContain(account.keyOf('second'));
  await switchOff('second');
  expect(await releaseCommand(await cli(), account.keyOf('second'), plain)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test.each([
  ['', {}],
  [', whatever date its notice gave', { time: '2099-12-01T00:00:00Z' }],
  [', even one that sorts before all others', { time: '+012026-01-01T00:00:00Z' }],
])('a key that was made since the leak is asked about%s', async (_, dated) => {
  await account.respond({ ...signal('ci-bot', 'e-1'), ...dated }, ENGLISH);
  const { world } = account.sandbox;
  deleteKey(world, ownerNamed(world, 'ci-bot'), account.keyOf('second'));
  const made = createKey(world, ownerNamed(world, 'ci-bot')).accessKeyId;
  await switchOff('ci-bot');
  await expect(releaseCommand(await cli(), account.keyOf('ci-bot'), plain)).rejects.toThrow(made);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), { ...plain, ownKeys: [made] })).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test('after a crash between deny and outcome, what is attached comes off whatever the journal says', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  for (const key of account.objects('incidents/')) if (/journal\/00000[2-9]/.test(key)) objects?.delete(key);
  expect((await account.incident('ci-bot')).entries.map(({ type }) => type)).toEqual(['decision']);
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test('what was attached since the plan was read comes off as well', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  const person = await cli();
  // The responder is faster than the person: the freeze and its entry come between plan and answer.
  const append = person.run.journal.appendTo.bind(person.run.journal);
  let raced = false;
  person.run.journal.appendTo = async (...args: Parameters<typeof append>) => {
    if (!raced) {
      raced = true;
      const run = await aRun(account.sandbox, ENGLISH);
      await run.schedule.add(idOf('ci-bot'), 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it did' });
      await account.respond(TIMER, ENGLISH);
    }
    return append(...args);
  };
  expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(account.statusOf('ci-bot')).toBe('Inactive');
  // The key that was switched off can still be asked back.
  const back = { ...falseAlarm, reactivate: [account.keyOf('ci-bot')] };
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), back)).toBe(0);
  expect(account.statusOf('ci-bot')).toBe('Active');
});

test('a finding that waits while a person releases acts no more', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm);
  const run = await aRun(account.sandbox, ENGLISH);
  await run.schedule.add(idOf('ci-bot'), 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it did' });
  await account.respond(TIMER, ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(account.statusOf('ci-bot')).toBe('Active');
  expect(account.mails.at(-1)?.text).toContain('alice');
});

test('a second release takes nothing off, tells nobody, and keeps the first reason', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm);
  const { length } = account.mails;
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), { ...falseAlarm, reason: 'again' })).toBe(0);
  expect(account.mails).toHaveLength(length);
  expect((await account.incident('ci-bot')).state.release).toMatchObject({ reason: 'rotated', complete: true });
});

describe('approve', () => {
  const held = async (): Promise<void> => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const run = await aRun(account.sandbox, ENGLISH);
    const finding = { row: 'persistence-after-leak', why: 'ram:CreateUser from a new address' };
    await run.schedule.add(idOf('ci-bot'), 'escalate', run.clock.now(), finding);
    await account.respond(TIMER, ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  };

  test('of what an investigation found freezes and switches off', async () => {
    await held();
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], by)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });

  test('is told before what comes of it', async () => {
    await held();
    const { length } = account.mails;
    await approveCommand(await cli(), [account.keyOf('ci-bot')], by);
    expect(account.mails.slice(length).map(({ subject }) => /approved/i.test(subject))).toEqual([true, false]);
  });

  test('of a key that is contained already does nothing, and tells nobody', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const { length } = account.mails;
    const { entries } = await account.incident('ci-bot');
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], by)).toBe(0);
    expect(account.mails).toHaveLength(length);
    expect((await account.incident('ci-bot')).entries).toEqual(entries);
  });
});

describe('the message of a release says what it came to', () => {
  const subjects = () => account.mails.map(({ subject }) => subject);

  test('not complete: it says so, and offers the release again', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    account.fault('ram', 'DetachPolicyFromUser', 'deny', 10);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(1);
    expect(subjects().at(-1)).toMatch(/NOT complete/);
    expect(account.mails.at(-1)?.text).toMatch(/ak-tourniquet release/);
    expect(account.mails.at(-1)?.text).not.toMatch(/power is back|Nothing, if you know/);
    account.clearFaults();
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
    expect(subjects().at(-1)).toMatch(/power is back/);
  });

  test('of a key that was only held: nothing is said to have come off', async () => {
    const env = { ...ENGLISH, TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    await account.respond(signal('ci-bot', 'e-1'), env);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
    expect(subjects().at(-1)).toMatch(/will not be contained/);
    expect(account.mails.at(-1)?.text).not.toMatch(/power is back|is off again/);
  });

  test('while another key needs the deny: it stays, in words', async () => {
    await account.respond([signal('ci-bot', 'e-1'), signal('second', 'e-2')], ENGLISH);
    await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm);
    expect(subjects().at(-1)).toMatch(/the deny stays/);
    expect(account.mails.at(-1)?.text).toMatch(/leave the deny for key LTAI/);
  });
});
