import type { RunningSandbox } from '../../../sandbox/start';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { OwnerUnknown } from '../../../shared/errors';
import { searchOwner } from '../../../shared/identity/owner';
import { parseAccessKeyId } from '../../../shared/ids';
import type { LeakSignal } from '../../../shared/signal/types';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey(), aUser('alice').withKey(), aUser('bob').withKey())
    .start();
});
afterEach(() => sandbox.stop());

const NOBODYS = 'LTAI5tKeyOfSomebodyElse1';
const keyOf = (name: string) => sandbox.keys.get(name)?.key.accessKeyId;

async function search(key = keyOf('ci-bot'), claims: LeakSignal['claims'] = {}) {
  const accessKeyId = parseAccessKeyId(key);
  const run = await aRun(sandbox);
  const { owner, lastUsedInfo } = searchOwner(
    { leakId: 'bus:a:1', accessKeyId, source: 'bus', foundAt: undefined, claims },
    run,
  );
  const [answer] = await Promise.all([owner, lastUsedInfo]);
  return answer;
}
/** What the search fails with. */
const refusal = async (...of: Parameters<typeof search>): Promise<OwnerUnknown> => {
  const error = await search(...of).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OwnerUnknown);
  return error as OwnerUnknown;
};
const asked = (action: string) => sandbox.kernel.calls.all().filter((call) => call.action === action).length;
const fail = (service: string, action: string, times = 1) =>
  sandbox.kernel.faults.add({ match: { service, action }, fault: 'deny', times });
/** Before calls of this name are answered; `act` is told how many there have been. */
function onEach(action: string, act: (n: number) => void): void {
  const { kernel } = sandbox;
  let n = 0;
  kernel.takeFault = (service, called) => {
    if (called === action) {
      n += 1;
      act(n);
    }
    return kernel.faults.take(service, called);
  };
}
/** The user whose key is leaked is called this from now on. */
function rename(to: string): void {
  const { world } = sandbox;
  const user = world.keyOf(keyOf('ci-bot') ?? '')?.user;
  if (user !== undefined) renameUser(world, user, to);
}
const listIsEmpty = () =>
  sandbox.kernel.faults.rewrite({
    service: 'ram',
    action: 'ListAccessKeys',
    answer: (usual) => ({ ...usual, AccessKeys: { AccessKey: [] } }),
  });
const found = (userName: string, foundBy: string) => ({ kind: 'found', owner: { userName, foundBy } });

describe('a user who is renamed between the call that names him and the list of his keys', () => {
  // The first list is that of the name which ActionTrail, or nobody, has told; then IMS is asked.
  test.each([1, 2, 4, 7])('for the first %d lists: IMS is asked again, until the list shows the key', async (times) => {
    onEach('ListAccessKeys', (n) => n <= times && rename(`ci-${n}`));
    expect(await search()).toMatchObject(found(`ci-${times}`, 'ims'));
    expect(asked('ListUsers')).toBe(0);
  });

  test('in every other list: nobody walks', async () => {
    onEach('ListAccessKeys', (n) => n % 2 === 1 && rename(`ci-${n}`));
    expect(await search()).toMatchObject(found('ci-1', 'ims'));
    expect(asked('ListUsers')).toBe(0);
  });

  test('for ever: the owner is unknown, and the key is not of nobody; what is asked has an end', async () => {
    onEach('ListAccessKeys', (n) => rename(`ci-${n}`));
    const { isHeld, message } = await refusal();
    expect(isHeld).toBe(true);
    expect(message).toMatch(/IMS names somebody of this account as its holder, and no list of keys shows it/);
    expect(asked('GetUser')).toBeLessThanOrEqual(16);
    expect(asked('ListAccessKeys')).toBeLessThan(30);
    Reflect.deleteProperty(sandbox.kernel, 'takeFault');
    expect(await search()).toMatchObject({ kind: 'found' });
  });

  test('another user takes his name each time: the list of that one is no answer either', async () => {
    onEach('ListAccessKeys', (n) => {
      rename(`ci-${n}`);
      const { world } = sandbox;
      const other = world.keyOf(keyOf('alice') ?? '')?.user;
      if (other !== undefined) renameUser(world, other, n === 1 ? 'ci-bot' : `ci-${n - 1}`);
    });
    expect((await refusal()).isHeld).toBe(true);
  });

  test('once the walk has seen him: IMS is asked again by the key', async () => {
    // The key is made while it is looked for: no look before the walk knows it.
    const user = userNamed(sandbox.world, 'ci-bot');
    const [key] = user.keys.splice(0);
    onEach('ListUsers', () => key && user.keys.push(key));
    const usual = sandbox.kernel.takeFault;
    let lists = 0;
    sandbox.kernel.takeFault = (service, action) => {
      if (action === 'ListAccessKeys') lists += 1;
      if (action === 'ListAccessKeys' && lists === 4) rename('ci-two');
      return usual(service, action);
    };
    expect(await search()).toMatchObject(found('ci-two', 'ims'));
  });
});

describe('a list of keys that does not show the key of whom IMS names', () => {
  test('each time: unknown', async () => {
    listIsEmpty();
    expect((await refusal()).isHeld).toBe(true);
  });

  test('or fails: unknown, and held all the same', async () => {
    fail('ram', 'ListAccessKeys', 40);
    expect((await refusal()).isHeld).toBe(true);
  });

  test('while ActionTrail knows the key as of another account: no walk is needed to find him', async () => {
    sandbox.kernel.faults.rewrite({
      service: 'actiontrail',
      action: 'GetAccessKeyLastUsedInfo',
      answer: (usual) => ({ ...usual, AccountId: '9999999999999999', AccountType: 'ram-user', UserName: 'x' }),
    });
    expect(await search()).toMatchObject(found('ci-bot', 'ims'));
    const before = asked('ListAccessKeys');
    expect(await search(NOBODYS)).toEqual({
      kind: 'not-ours',
      looked: ['signal', 'actiontrail', 'ims', 'recycle-bin'],
    });
    expect([asked('ListUsers'), asked('ListAccessKeys')]).toEqual([0, before]);
    listIsEmpty();
    expect((await refusal()).isHeld).toBe(true);
  });
});

test('a holder who is no RAM user is somebody all the same', async () => {
  sandbox.kernel.faults.rewrite({
    service: 'ims',
    action: 'GetUser',
    answer: (usual) => ({ ...usual, User: { UserPrincipalName: 'root' } }),
  });
  listIsEmpty();
  expect((await refusal()).isHeld).toBe(true);
});

test('IMS cannot be asked: a walk that met nobody is no answer, for it may go past a user who is renamed', async () => {
  fail('ims', 'GetUser');
  const { isHeld, message } = await refusal(NOBODYS);
  expect(isHeld).toBe(false);
  expect(message).toMatch(/GetUser/);
});

test.each(['alice', 'nobody', 'alice@example.com'])(
  'a notice that names %s as the holder of a key of nobody is contradicted by IMS and the walk, and fails nothing',
  async (userName) => {
    expect(await search(NOBODYS, { userName })).toMatchObject({ kind: 'not-ours' });
    expect(asked('GetUser')).toBe(1);
    expect(userNamed(sandbox.world, 'alice').keys).toHaveLength(1);
  },
);
