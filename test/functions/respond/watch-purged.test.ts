import { detachPolicy } from '../../../sandbox/world/attachments';
import { createKey, deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { createUser, deleteUser, renameUser } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Account, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});
afterEach(() => account.stop());

const world = () => account.sandbox.world;
const user = () => account.userOf('ci-bot');
const rename = (name = 'ci-two'): void => renameUser(world(), user(), name);
const purge = (): void => {
  deleteKey(world(), ownerNamed(world(), user().name), account.keyOf('ci-bot'));
  world().recycledKeys.delete(account.keyOf('ci-bot'));
};
const detach = (): void => detachPolicy(world(), user(), policyNamed(world(), 'Custom', QUARANTINE));
const minute = (): Promise<unknown> => {
  account.sandbox.clock.advance(60_000);
  return account.respond(TIMER, ENGLISH);
};
const told = (): string[] => account.mails.map(({ subject }) => subject).slice(1);
/** By the name that he bears by then. */
const backFor = (name: string) => expect.stringContaining(`somebody undid the containment of ${name}; it is back`);

test('the journal knows the user by his id from the read-back on', async () => {
  expect((await account.incident('ci-bot')).state.ownerId).toBe(user().id);
});

test('where IMS did not tell it then, from the first look of the day on', async () => {
  await account.stop();
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  account.fault('ims', 'GetUser', 'deny', 1_000);
  await account.poll(ENGLISH);
  expect((await account.incident('ci-bot')).state.ownerId).toBeNull();
  account.clearFaults();
  await minute();
  account.sandbox.clock.advance(24 * 3_600_000);
  await minute();
  expect((await account.incident('ci-bot')).state.ownerId).toBe(user().id);
});

describe('a contained user whose leaked key was deleted, and purged from the recycle bin', () => {
  test('is found under his new name: his deny is back within the minute', async () => {
    await minute();
    purge();
    rename();
    detach();
    await minute();
    expect(account.policiesOf('ci-two')).toEqual([QUARANTINE]);
    expect(told()).toEqual([backFor(user().name)]);
  });

  test('also where all that came before the first look at him', async () => {
    purge();
    rename();
    detach();
    await minute();
    expect(account.policiesOf('ci-two')).toEqual([QUARANTINE]);
  });

  test('is not whoever was given his name: that one stays as he is', async () => {
    await minute();
    purge();
    rename();
    createUser(world(), { name: 'ci-bot' });
    detach();
    await minute();
    await minute();
    expect([account.policiesOf('ci-bot'), account.policiesOf('ci-two')]).toEqual([[], [QUARANTINE]]);
  });
});

test.each([
  ['whose id the journal knows', false],
  ['whose id nobody has written down', true],
])('a user %s, and who was deleted, is not whoever bears his name since', async (_, isUnknown) => {
  if (isUnknown) {
    await account.stop();
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
    account.leak('ci-bot');
    account.fault('ims', 'GetUser', 'deny', 1_000);
    await account.poll(ENGLISH);
    account.clearFaults();
  } else await minute();
  detach();
  purge();
  deleteUser(world(), 'ci-bot');
  world().recycledUsers.clear();
  account.sandbox.clock.advance(5_000);
  createUser(world(), { name: 'ci-bot' });
  createKey(world(), ownerNamed(world(), 'ci-bot'));
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(told()).toEqual([]);
});

describe('a contained user who is renamed between the calls of a look', () => {
  const LISTS = /^List(AccessKeys|PoliciesForUser|GroupsForUser)$/;
  /** Right before every so many lists of his. */
  const renamesEvery = (lists: number, most = Number.POSITIVE_INFINITY): void => {
    const { kernel } = account.sandbox;
    let calls = 0;
    let names = 0;
    kernel.takeFault = async (service, action) => {
      if (service === 'ram' && LISTS.test(action) && calls++ % lists === 0 && names < most) rename(`ci-${++names}`);
      return kernel.faults.take(service, action);
    };
  };

  test.each([1, 2, 3])('once, or twice: his deny is back all the same (before every %s. list)', async (lists) => {
    await minute();
    detach();
    renamesEvery(lists, 2);
    await minute();
    expect(account.policiesOf(user().name)).toEqual([QUARANTINE]);
    expect(told()).toEqual([backFor(user().name)]);
  });

  test.each([1, 2, 3])('again and again: he could not be checked, and that is told (every %s. list)', async (lists) => {
    await minute();
    detach();
    renamesEvery(lists);
    await expect(minute()).rejects.toThrow(/is contained still could not be checked/);
    expect(told()).toEqual([expect.stringContaining('the responder itself failed')]);
    renamesEvery(1, 0);
    await minute();
    expect(account.policiesOf(user().name)).toEqual([QUARANTINE]);
    expect(told()).toEqual([expect.anything(), backFor(user().name)]);
  });
});
