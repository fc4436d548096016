import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { status } from '../../../functions/respond/status';
import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import type { TrailEvent } from '../../../sandbox/world/events';
import { deleteKey, ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { createUser, renameUser, userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;
const BY = { reason: 'test', by: 'alice', yes: true };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'ci-bot'), ENGLISH);
});
afterEach(() => account.stop());

const key = () => account.keyOf('ci-bot');
const owner = () => ownerNamed(account.sandbox.world, 'ci-bot');
const set = (to: 'Active' | 'Inactive'): void => setKeyStatus(account.sandbox.world, owner(), key(), to);
const told = (): string[] =>
  account.mails.map(({ subject }) => subject).filter((subject) => /is on again/.test(subject));
const minute = async (): Promise<void> => {
  account.sandbox.clock.advance(MINUTE_MS);
  await account.respond(TIMER, ENGLISH);
};
const restore = (): Promise<unknown> =>
  callRpc(account.sandbox, account.sandbox.identities.admin, 'ims', 'RestoreAccessKeyFromRecycleBin', {
    UserAccessKeyId: key(),
  });
async function person(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}
const release = async (falseAlarm = false): Promise<number> =>
  releaseCommand(await person(), key(), { ...BY, falseAlarm, reactivate: [], ownKeys: [] });

test.each([
  ['switched off', () => set('Inactive'), () => set('Active')],
  [
    'deleted',
    () => deleteKey(account.sandbox.world, owner(), key()),
    async () => {
      await restore();
      set('Active');
    },
  ],
])(
  'a leaked key that was %s before its release, and is on again: told once, left on, and approved',
  async (_, off, on) => {
    off();
    expect(await release()).toBe(0);
    await minute();
    const calls = account.calls('ram').length;
    await minute();
    expect(account.calls('ram').slice(calls)).toMatchObject([{ action: 'ListAccessKeys' }]);
    expect(told()).toEqual([]);
    await on();
    for (let time = 0; time < 3; time += 1) await minute();
    expect(told()).toEqual([expect.stringContaining('a leaked key of ci-bot is on again: was it you?')]);
    expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Active', []]);
    expect(await status((await person()).run, undefined)).toMatchObject({
      incidents: [{ state: 'released', note: expect.stringContaining('something of it was undone') }],
    });
    expect(await approveCommand(await person(), [key()], BY)).toBe(0);
    expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Inactive', [QUARANTINE]]);
    await minute();
    expect(told()).toHaveLength(1);
    expect((await account.incident('ci-bot')).state).toMatchObject({ isContaining: true, release: null });
  },
);

describe.each([
  ['renamed', false],
  ['renamed, and another has been given his name', true],
])('a leaked key that is on again behind its release, its user %s', (_, isNameTaken) => {
  const rename = (): void => {
    const { world } = account.sandbox;
    renameUser(world, userNamed(world, 'ci-bot'), 'ci-old');
    if (isNameTaken) createUser(world, { name: 'ci-bot' });
  };
  const renamed = () => ownerNamed(account.sandbox.world, 'ci-old');

  test.each([
    ['switched off', () => set('Inactive'), () => undefined],
    ['deleted', () => deleteKey(account.sandbox.world, owner(), key()), restore],
  ])('was %s: told within the minute, once', async (_how, off, bringBack) => {
    off();
    expect(await release()).toBe(0);
    await minute();
    rename();
    await minute();
    expect(told()).toEqual([]);
    await bringBack();
    setKeyStatus(account.sandbox.world, renamed(), key(), 'Active');
    await minute();
    await minute();
    expect(told()).toHaveLength(1);
    expect(account.policiesOf('ci-old')).toEqual([]);
  });

  test('IMS does not say whose it is: the run says so, and tells it when IMS answers', async () => {
    set('Inactive');
    expect(await release()).toBe(0);
    await minute();
    rename();
    setKeyStatus(account.sandbox.world, renamed(), key(), 'Active');
    account.fault('ims', 'GetUser', '500', 1_000);
    await expect(minute()).rejects.toThrow(/was switched on or off could not be checked/);
    expect(told()).toEqual([]);
    account.clearFaults();
    await minute();
    expect(told()).toHaveLength(1);
  });
});

test('the event of its restoring shows it at once, and who it was', async () => {
  deleteKey(account.sandbox.world, owner(), key());
  expect(await release()).toBe(0);
  const events: TrailEvent[] = [];
  account.sandbox.world.events.onAppend((event) => events.push(event));
  await restore();
  set('Active');
  const restored = events.find(({ eventName }) => eventName === 'RestoreAccessKeyFromRecycleBin');
  await account.respond(cloudEventOf(restored as TrailEvent, account.sandbox.accountId, new Date()), ENGLISH);
  expect(told()).toHaveLength(1);
  const { entries } = await account.incident('ci-bot');
  expect(entries.findLast(({ type }) => type === 'tampered')).toMatchObject({
    row: 'over',
    doer: { userName: 'sandbox-admin', call: 'RestoreAccessKeyFromRecycleBin' },
  });
});

test('a person who says that it was no leak is asked no more, and what he left on at a release is his', async () => {
  set('Inactive');
  expect(await release()).toBe(0);
  set('Active');
  await minute();
  expect(told()).toHaveLength(1);
  expect(await release(true)).toBe(0);
  set('Inactive');
  await minute();
  set('Active');
  await minute();
  expect(told()).toHaveLength(1);
});
