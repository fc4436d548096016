import { deleteKey, ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, keySwitched, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('other').withKey()).withEvents(used('ci-bot'), used('other')),
  );
  // A key that is off is handled again each hour: this one has most of itself before it.
  account.sandbox.clock.advance(HOUR_MS - (account.sandbox.clock.now().getTime() % HOUR_MS));
  set('Inactive');
});
afterEach(() => account.stop());

const owner = () => ownerNamed(account.sandbox.world, 'ci-bot');
const set = (to: 'Active' | 'Inactive', name = 'ci-bot'): void =>
  setKeyStatus(account.sandbox.world, ownerNamed(account.sandbox.world, name), account.keyOf(name), to);
const minute = async () => {
  account.sandbox.clock.advance(MINUTE_MS);
  return account.poll(ENGLISH);
};
/** The leak is told by Security Center's list, or by an event of the bus alone. */
const leaks = {
  list: async (): Promise<void> => {
    account.leak('ci-bot');
    expect(await account.poll(ENGLISH)).toMatchObject([{ row: expect.stringMatching(/already-inactive|deleted/) }]);
  },
  bus: async (): Promise<void> => {
    const [one] = await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'told'), ENGLISH);
    expect(one).toMatchObject({ row: 'already-inactive' });
  },
};

const switched = (name: string, Status: string, eventName?: string): Promise<unknown> =>
  account.respond(keySwitched(account, name, Status, eventName), ENGLISH);

describe('a leaked key that was off when it was told of', () => {
  test.each(['list', 'bus'] as const)('is contained as soon as an event says that it is on: %s', async (by) => {
    await leaks[by]();
    set('Active');
    expect(await switched('ci-bot', 'Active')).toMatchObject({ handled: [{ verdict: 'contain', failures: [] }] });
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  });

  test('is contained by the next poll, without any event', async () => {
    await leaks.list();
    expect(await minute()).toEqual([]);
    set('Active');
    expect(await minute()).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    // Nobody undid what nobody had done: a key in use works for what is not denied.
    expect(await minute()).toEqual([]);
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(account.mails.map(({ subject }) => subject)).not.toContainEqual(expect.stringMatching(/undid/));
  });

  test('costs one look a minute, and is told once', async () => {
    await leaks.list();
    const mails = account.mails.length;
    const looks = () => account.calls('ram').filter(({ action }) => action === 'ListAccessKeys').length;
    const before = looks();
    await minute();
    expect(looks() - before).toBe(1);
    expect(account.mails).toHaveLength(mails);
  });

  test('and is off still, whatever an event says: nothing is done', async () => {
    await leaks.list();
    const writing = account.writingCalls();
    expect(await switched('ci-bot', 'Active')).toMatchObject({ handled: [] });
    set('Active');
    // That a key was switched off says nothing that would have to be acted on.
    expect(await switched('ci-bot', 'Inactive')).toMatchObject({ handled: [] });
    expect(account.writingCalls()).toEqual(writing);
  });

  test('and cannot be looked at: the minute goes on, and the next one looks again', async () => {
    await leaks.list();
    set('Active');
    account.fault('ram', 'ListAccessKeys', 'deny', 1);
    expect(await minute()).toEqual([]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(await minute()).toMatchObject([{ verdict: 'contain' }]);
  });

  test('of a user who bears another name by now is contained under that', async () => {
    await leaks.list();
    const { world } = account.sandbox;
    const user = world.users.get('ci-bot');
    if (user === undefined) throw new Error('he is there');
    set('Active');
    world.users.delete('ci-bot');
    world.users.set('renamed', Object.assign(user, { name: 'renamed' }));
    expect(await minute()).toMatchObject([{ verdict: 'contain' }]);
    expect(account.policiesOf('renamed')).toContain(QUARANTINE);
  });
});

test('a key that is switched on before its leak stands in the journal is contained, though its event found no leak', async () => {
  account.fault('oss', 'PutObject', 'slow', 1);
  const looks = () => account.calls('ram').filter(({ action }) => action === 'ListAccessKeys').length;
  const before = looks();
  const told = account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }));
  for (let i = 0; i < 500 && looks() === before; i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 500));
  set('Active');
  await switched('ci-bot', 'Active');
  expect(account.policiesOf('ci-bot')).toEqual([]);
  await told;
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('a leaked key that was deleted is contained once it is back and on', async () => {
  const key = account.keyOf('ci-bot');
  deleteKey(account.sandbox.world, owner(), key);
  await leaks.list();
  const parameters = { UserAccessKeyId: key };
  await callRpc(account.sandbox, account.sandbox.identities.admin, 'ims', 'RestoreAccessKeyFromRecycleBin', parameters);
  expect(await minute()).toEqual([]);
  set('Active');
  expect(await minute()).toMatchObject([{ verdict: 'contain' }]);
});

test('a key of which no leak is known is nobody’s concern, however often it is switched', async () => {
  await leaks.list();
  expect(await switched('other', 'Active')).toMatchObject({ handled: [] });
  expect(account.policiesOf('other')).toEqual([]);
});
