import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { createUser, deleteUser, renameUser } from '../../../sandbox/world/users';
import { nameFailure } from '../../../shared/aliyun/call';
import { OwnerUnknown } from '../../../shared/errors';
import { lookAtUserNow, nameNow, userIdOf, userNow } from '../../../shared/identity/name-now';
import type { KnownUser } from '../../../shared/identity/types';
import { parseUserName } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { Account } from '../../functions/respond/arrange';
import { aRun } from '../../run';

let account: Account;
let userId: string;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()));
  userId = user().id;
});
afterEach(() => account.stop());

const world = () => account.sandbox.world;
const user = () => account.userOf('ci-bot');
const renamed = (name = 'ci-two'): void => renameUser(world(), user(), name);
const binned = (): void => deleteKey(world(), ownerNamed(world(), user().name), account.keyOf('ci-bot'));
const purged = (): void => {
  binned();
  world().recycledKeys.delete(account.keyOf('ci-bot'));
};
const nothing = (): void => undefined;
const makeAnother = (): void => {
  createUser(world(), { name: 'ci-bot' });
};
/** What happens right before each such call, with its number from 1. */
const rightBefore = (action: RegExp, act: (call: number) => void): void => {
  const { kernel } = account.sandbox;
  let calls = 0;
  kernel.takeFault = async (service, name) => {
    if (service === 'ram' && action.test(name)) act(++calls);
    return kernel.faults.take(service, name);
  };
};
const cloud = async () => (await aRun(account.sandbox)).cloud;
const NAME = { userName: parseUserName('ci-bot') };
const now = async (known: KnownUser | undefined = NAME) => nameNow(await cloud(), account.keyOf('ci-bot'), known);
const seenAt = () => account.sandbox.clock.now().toISOString();

test.each([
  ['the same user', nothing, 'ci-bot'],
  ['renamed', renamed, 'ci-two'],
  ['renamed, whose name another has', () => [renamed(), makeAnother()], 'ci-two'],
  ['without the key', binned, 'ci-bot'],
  ['without the key, which nobody remembers', purged, 'ci-bot'],
  ['renamed, without the key, which nobody remembers', () => [renamed(), purged()], 'ci-two'],
  ['renamed, without the key, whose name another has', () => [renamed(), purged(), makeAnother()], 'ci-two'],
  ['deleted', () => [purged(), deleteUser(world(), 'ci-bot')], undefined],
  ['deleted, whose name another has', () => [purged(), deleteUser(world(), 'ci-bot'), makeAnother()], undefined],
])('a user of a known id is found: %s', async (_, happens, name) => {
  happens();
  expect(await now({ ...NAME, userId })).toBe(name);
});

describe('of whom only the name is known, and whose key nobody remembers', () => {
  test('whoever bears it and was made before the key was seen to be his is he', async () => {
    account.sandbox.clock.advance(60_000);
    const known = { ...NAME, seenAt: seenAt() };
    purged();
    expect(await now(known)).toBe('ci-bot');
  });

  test('whoever bears it and was made since is somebody else', async () => {
    const known = { ...NAME, seenAt: seenAt() };
    account.sandbox.clock.advance(60_000);
    purged();
    deleteUser(world(), 'ci-bot');
    makeAnother();
    expect(await now(known)).toBeUndefined();
  });

  test('nobody is he where it is not known since when', async () => {
    purged();
    expect(await now()).toBeUndefined();
  });
});

test.each([1, 2])('renamed before the first %s lists of his keys: he is found, and so are his keys', async (n) => {
  rightBefore(/^ListAccessKeys$/, (call) => call <= n && renamed(`ci-${call}`));
  const found = await userNow(await cloud(), account.keyOf('ci-bot'), NAME);
  expect(found?.userName).toBe(user().name);
  expect(found?.keys.map(({ id }) => id)).toEqual([account.keyOf('ci-bot')]);
});

test('a list without the key, which IMS knows still, is asked for again', async () => {
  let lists = 0;
  account.sandbox.kernel.faults.rewrite({
    service: 'ram',
    action: 'ListAccessKeys',
    answer: (answer) => (++lists === 1 ? { ...answer, AccessKeys: { AccessKey: [] } } : answer),
  });
  const found = await userNow(await cloud(), account.keyOf('ci-bot'), NAME);
  expect(found?.keys.map(({ id }) => id)).toEqual([account.keyOf('ci-bot')]);
});

test('who has another name at each look could not be checked: he is not gone', async () => {
  rightBefore(/^ListAccessKeys$/, (call) => renamed(`ci-${call}`));
  await expect(now({ ...NAME, userId })).rejects.toThrow(OwnerUnknown);
});

describe('a look at him by his name', () => {
  const look = async (known: KnownUser | undefined = NAME) => {
    const { ram, ims } = await cloud();
    return lookAtUserNow({ ram, ims }, account.keyOf('ci-bot'), known, async ({ userName }) => {
      await ram.listPoliciesForUser(userName);
      return userName;
    });
  };

  test('is made again where he was renamed in between', async () => {
    rightBefore(/^ListPoliciesForUser$/, (call) => call === 1 && renamed());
    expect(await look()).toBe('ci-two');
  });

  test('that meets another name each time could not be checked', async () => {
    rightBefore(/^ListPoliciesForUser$/, (call) => renamed(`ci-${call}`));
    await expect(look()).rejects.toThrow(OwnerUnknown);
  });

  test('is none where he was deleted', async () => {
    binned();
    deleteUser(world(), 'ci-bot');
    expect(await look({ ...NAME, userId: userId })).toBeUndefined();
  });

  test('of which the service does not know the call is no missing user', async () => {
    const unknown = nameFailure('ims', 'GetAccessKeyPolicy', { code: 'InvalidAction.NotFound', statusCode: 404 });
    let looks = 0;
    const { ram, ims } = await cloud();
    const asked = lookAtUserNow({ ram, ims }, account.keyOf('ci-bot'), NAME, async () => {
      looks += 1;
      throw unknown;
    });
    await expect(asked).rejects.toBe(unknown);
    expect(looks).toBe(1);
  });
});

test.each([
  ['it is his', nothing, true],
  ['it lies in the recycle bin', binned, true],
  ['nobody remembers it', purged, false],
])("the id of a key's user is told while %s", async (_, happens, isTold) => {
  happens();
  expect(await userIdOf(await cloud(), account.keyOf('ci-bot'))).toBe(isTold ? userId : undefined);
});
