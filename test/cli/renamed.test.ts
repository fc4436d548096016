import { releaseCommand } from '../../cli/release';
import { releaseLines } from '../../cli/release/lines';
import { planned } from '../../cli/release/planned';
import { startCommand } from '../../cli/rotate/start';
import { stepCommand } from '../../cli/rotate/step';
import type { CliRun } from '../../cli/run';
import { attachPolicy, detachPolicy } from '../../sandbox/world/attachments';
import { deleteKey } from '../../sandbox/world/keys';
import { policyNamed } from '../../sandbox/world/policies';
import { createUser, deleteUser, renameUser, userNamed } from '../../sandbox/world/users';
import { nameNow } from '../../shared/identity/name-now';
import { parseAccountId, parseUserName } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { Account, FREEZE, QUARANTINE, used } from '../functions/respond/arrange';
import { FENCE, fenced, account as fencedAccount, policyOf, start } from '../functions/respond/fence-arrange';
import { aRun } from '../run';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const WISH = { reason: 'done', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});
afterEach(() => account.stop());

const user = () => account.userOf('ci-bot');
const renamed = (name = 'ci-bot-eu'): void => renameUser(account.sandbox.world, user(), name);
const deleted = (): void =>
  deleteKey(account.sandbox.world, { keys: user().keys, user: user() }, account.keyOf('ci-bot'));

const renamedAndDeleted = (): void => {
  renamed();
  deleted();
};

const renamedAndPurged = (): void => {
  renamedAndDeleted();
  account.sandbox.world.recycledKeys.delete(account.keyOf('ci-bot'));
};

async function cli(env: Readonly<Record<string, string>> = ENGLISH): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, env, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

const now = async (recorded = 'ci-bot') =>
  nameNow((await aRun(account.sandbox)).cloud, account.keyOf('ci-bot'), { userName: parseUserName(recorded) });

describe('what the user is called now', () => {
  test('as he was, at the cost of one call', async () => {
    const before = account.calls().length;
    expect(await now()).toBe('ci-bot');
    expect(
      account
        .calls()
        .slice(before)
        .map(({ action }) => action),
    ).toEqual(['ListAccessKeys']);
  });

  test('otherwise: by his key', async () => {
    renamed();
    expect(await now()).toBe('ci-bot-eu');
  });

  test('otherwise, and his key was deleted: by what the recycle bin says of it', async () => {
    renamed();
    deleted();
    expect(await now()).toBe('ci-bot-eu');
  });

  test('of somebody else who was given his old name: not that one', async () => {
    renamed();
    account.sandbox.world.users.set('ci-bot', { ...user(), name: 'ci-bot', id: '1', keys: [] });
    expect(await now()).toBe('ci-bot-eu');
  });

  test('of a user who was deleted: nothing', async () => {
    deleted();
    account.sandbox.world.users.delete('ci-bot');
    expect(await now()).toBeUndefined();
  });

  test('is not known while IMS does not answer', async () => {
    renamed();
    account.fault('ims', 'GetUser', 'deny');
    await expect(now()).rejects.toThrow(/GetUser/);
  });
});

test.each([
  ['renamed', renamed],
  ['renamed, and his key deleted', renamedAndDeleted],
  ['renamed, and his key deleted and purged from the recycle bin', renamedAndPurged],
])('a user who was %s gets his power back by a release', async (_, happens) => {
  happens();
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), WISH)).toBe(0);
  expect(account.policiesOf('ci-bot-eu')).toEqual([]);
});

test('a user who is renamed while a release looks at him gets his power back, and is not taken for deleted', async () => {
  const { kernel } = account.sandbox;
  let isDone = false;
  kernel.takeFault = async (service, action) => {
    if (!isDone && action === 'ListPoliciesForUser') renamed();
    isDone ||= action === 'ListPoliciesForUser';
    return kernel.faults.take(service, action);
  };
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), WISH)).toBe(0);
  expect(account.policiesOf('ci-bot-eu')).toEqual([]);
});

describe('a release that gives back what was frozen besides', () => {
  const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
  const world = () => account.sandbox.world;
  beforeEach(async () => {
    account.sandbox.clock.advance(5_000);
    createUser(world(), { name: 'svc' });
    const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
    const run = await aRun(account.sandbox, AUTO, 'investigate');
    const made = [{ type: 'user', name: 'svc' }];
    await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'persistence-after-leak', why: 'a user', made });
    await account.poll(AUTO);
    expect(account.policiesOf('svc')).toEqual([FREEZE]);
  });

  test('goes by the id of the user, tells the name he bears now, and leaves whoever took his name', async () => {
    renameUser(world(), userNamed(world(), 'svc'), 'svc-2');
    createUser(world(), { name: 'svc' });
    attachPolicy(world(), userNamed(world(), 'svc'), policyNamed(world(), 'Custom', FREEZE));
    const incident = await account.incident('ci-bot');
    const found = { incident, ...(await planned(await cli(AUTO), incident, WISH)) };
    expect(releaseLines(found, [])).toContain(`detach ${FREEZE} from user svc, called svc-2 now`);
    expect(await releaseCommand(await cli(AUTO), account.keyOf('ci-bot'), WISH)).toBe(0);
    expect([account.policiesOf('svc-2'), account.policiesOf('svc')]).toEqual([[], [FREEZE]]);
    expect((await account.incident('ci-bot')).state.alsoFrozen.size).toBe(0);
  });

  test('has nothing to do for one who was deleted, whoever bears his name now', async () => {
    detachPolicy(world(), userNamed(world(), 'svc'), policyNamed(world(), 'Custom', FREEZE));
    deleteUser(world(), 'svc');
    createUser(world(), { name: 'svc' });
    attachPolicy(world(), userNamed(world(), 'svc'), policyNamed(world(), 'Custom', FREEZE));
    expect(await releaseCommand(await cli(AUTO), account.keyOf('ci-bot'), WISH)).toBe(0);
    expect(account.policiesOf('svc')).toEqual([FREEZE]);
  });

  test('is not planned while IMS does not tell whom it is about', async () => {
    account.fault('ims', 'GetUser', 'deny');
    await expect(releaseCommand(await cli(AUTO), account.keyOf('ci-bot'), WISH)).rejects.toThrow(/GetUser/);
    expect(account.policiesOf('svc')).toEqual([FREEZE]);
  });
});

test('an investigation that asks for more is answered on the renamed user', async () => {
  renamed();
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it succeeded' });
  await account.poll(ENGLISH);
  expect(account.policiesOf('ci-bot-eu')).toEqual([FREEZE, QUARANTINE]);
  expect(account.statusOf('ci-bot')).toBe('Inactive');
});

test('a rotation goes on under the new name', async () => {
  const by = { by: 'alice', yes: true, json: false };
  const key = account.keyOf('ci-bot');
  account.sandbox.world.secrets.set('app/ci-bot', 'the old key');
  const place = { kind: 'kms' as const, secretName: 'app/ci-bot' };
  expect(await startCommand(await cli(), key, { ...by, place, format: 'json' })).toBe(0);
  renamed();
  expect(await stepCommand(await cli(), key, 'finish', { ...by, anyway: true, reason: 'known', observeDays: 0 })).toBe(
    0,
  );
  expect(account.statusOf('ci-bot')).toBe('Inactive');
});

test('a fence is put back under the new name', async () => {
  await account.stop();
  await start(used('ci-bot', 30), used('ci-bot', 20));
  account = fencedAccount;
  await fenced();
  expect(policyOf('ci-bot')).toContain('203.0.113.7');
  renamed();
  expect(await releaseCommand(await cli(FENCE), account.keyOf('ci-bot'), WISH)).toBe(0);
  expect(policyOf('ci-bot')).toContain('Inactive');
  expect(account.policiesOf('ci-bot-eu')).toEqual(['deploys']);
});
