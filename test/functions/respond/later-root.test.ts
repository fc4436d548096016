import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { hygiene } from '../../../functions/hygiene/hygiene';
import { rootOwner, setKeyStatus } from '../../../sandbox/world/keys';
import { createUser } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { NIGHTLY } from '../hygiene/arrange';
import { Account, type Env, FREEZE } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const by = { reason: 'looked into it', by: 'alice', yes: true };
const plain = { ...by, reactivate: [], ownKeys: [], falseAlarm: false };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withRootKey().withUser(aUser('ann').createdDaysAgo(30)));
  account.leak('root');
});
afterEach(() => account.stop());

const key = () => account.keyOf('root');
const marker = () => account.objects('status/').map((name) => name.split('/').at(-1)?.split('--')[0]);
const on = (name: string) =>
  (account.sandbox.world.users.get(name)?.attached.current ?? []).map(({ policy }) => policy.name);
async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

/** The thief made a user with root's key, and the investigation has seen it. */
async function dugIn(env: Env): Promise<void> {
  await account.poll(env);
  account.sandbox.clock.advance(5_000);
  createUser(account.sandbox.world, { name: 'svc-backup' });
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: key() };
  const made = ['svc-backup', 'ann'].map((name) => ({ type: 'user', name }));
  await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'persistence-after-leak', why: 'CreateUser', made });
  await account.poll(env);
}

test('with TOURNIQUET_ESCALATE=auto what a root key made is frozen; the key itself still waits for root', async () => {
  await dugIn(AUTO);
  expect([on('svc-backup'), on('ann'), marker()]).toEqual([[FREEZE], [], ['root-key']]);
  expect(account.sandbox.world.rootKeys[0]?.status).toBe('Active');
  const { text = '', subject = '' } = account.mails.at(-1) ?? {};
  expect([subject, text]).toEqual([expect.stringMatching(/root/i), expect.stringMatching(/svc-backup/)]);
  expect(text).toContain('user ann was left alone: it was there before the suspicion began');
  expect(text).not.toMatch(/undefined|your business goes on/);
});

test('otherwise a person is asked, and it is frozen once he approves', async () => {
  await dugIn(ENGLISH);
  expect([on('svc-backup'), marker()]).toEqual([[], ['held']]);
  expect(await approveCommand(await cli(), [key()], by)).toBe(0);
  expect([on('svc-backup'), marker()]).toEqual([[FREEZE], ['root-key']]);
});

test('while a person is asked, the report that root has no key closes nothing; his answer does', async () => {
  await dugIn(ENGLISH);
  const { world, clock } = account.sandbox;
  setKeyStatus(world, rootOwner(world), key(), 'Inactive');
  const night = async () => {
    clock.advance(24 * 3_600_000);
    await hygiene(NIGHTLY, await aRun(account.sandbox, ENGLISH, 'hygiene'));
    await account.poll(ENGLISH);
  };
  await night();
  expect([marker(), (await account.incident('root')).state.release]).toEqual([['held'], null]);
  // He has looked, and it is his own: what was asked is answered, and the key waits for the next report.
  expect(await releaseCommand(await cli(), key(), plain)).toBe(0);
  expect([on('svc-backup'), marker()]).toEqual([[], ['root-key']]);
  await night();
  expect([marker(), (await account.incident('root')).state.release?.by]).toEqual([
    ['released'],
    'the credential report',
  ]);
});

test('it is given back as a false alarm alone, and then the incident is closed', async () => {
  await dugIn(AUTO);
  await expect(releaseCommand(await cli(), key(), plain)).rejects.toThrow(/svc-backup[\s\S]*--false-alarm/);
  expect(await releaseCommand(await cli(), key(), { ...plain, falseAlarm: true })).toBe(0);
  expect([on('svc-backup'), marker()]).toEqual([[], ['released']]);
});

test('where nothing was frozen there is nothing to release', async () => {
  await account.poll(AUTO);
  await expect(releaseCommand(await cli(), key(), { ...plain, falseAlarm: true })).rejects.toThrow(/Nothing was put/);
});
