import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { createKey, deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { createRole, deleteRole, roleNamed } from '../../../sandbox/world/roles';
import { createUser, deleteUser, userNamed } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, FREEZE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
let account: Account;
/** The user's id, as the answer to CreateUser told it. */
let id: string;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(AUTO);
  account.sandbox.clock.advance(5_000);
  id = make('svc');
});
afterEach(() => account.stop());

const world = () => account.sandbox.world;
function make(name: string): string {
  const user = createUser(world(), { name });
  createKey(world(), ownerNamed(world(), name));
  return user.id;
}
function erase(name: string): void {
  const owner = ownerNamed(world(), name);
  for (const { accessKeyId } of [...userNamed(world(), name).keys]) deleteKey(world(), owner, accessKeyId);
  deleteUser(world(), name);
}
const on = (name: string): string[] => account.policiesOf(name);
const isDue = (): boolean => account.objects('schedule/').some((key) => key.includes('escalate'));
const told = (): string => account.mails.map(({ text }) => text).join('\n');

async function found(...made: readonly object[]): Promise<void> {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const incident = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const data = { row: 'persistence-after-leak', why: 'it made svc', made };
  await run.schedule.add(incident, 'escalate', run.clock.now(), data);
}
const svc = () => ({ type: 'user', name: 'svc', id });

async function minute(): Promise<unknown> {
  account.sandbox.clock.advance(60_000);
  return account.poll(AUTO).catch((error: Error) => error.message);
}

async function released(): Promise<unknown> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const cli: CliRun = { run, credentials, clock: run.clock, config: run.config };
  const wish = { reason: 'looked into it', by: 'alice', yes: true, reactivate: [], ownKeys: [], acceptChanges: true };
  return releaseCommand(cli, account.keyOf('ci-bot'), { ...wish, falseAlarm: true });
}

test('a user whose id was told, and who was deleted before the first look: whoever bears his name is another one, until the audit tells his id as well', async () => {
  erase('svc');
  const anew = make('svc');
  await found(svc());
  await account.poll(AUTO);
  expect([on('svc'), isDue()]).toEqual([[], false]);
  expect(told()).toContain(
    'user svc was left alone: the user whom the attack made was deleted, and another one bears the name now',
  );
  // Once the audit tells that the attack made this one too, it is so.
  await found({ ...svc(), id: anew });
  await minute();
  expect(on('svc')).toEqual([FREEZE]);
});

test('a user who was seen here, and who was deleted: whoever bears his name is another one', async () => {
  await found(svc());
  await account.poll(AUTO);
  detachPolicy(world(), userNamed(world(), 'svc'), policyNamed(world(), 'Custom', FREEZE));
  erase('svc');
  make('svc');
  await found(svc());
  await minute();
  expect(on('svc')).toEqual([]);
});

describe('a role', () => {
  const trustDocument = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::9999999999999999:root'] } }],
  });
  const aRole = (): string => createRole(world(), { name: 'back', trustDocument }).id;
  const onRole = (): string[] => roleNamed(world(), 'back').attached.current.map(({ policy }) => policy.name);
  const back = (id: string) => ({ type: 'role', name: 'back', id });

  test('of the id that the audit told is frozen, and holds to the look of each minute', async () => {
    await found(back(aRole()));
    await account.poll(AUTO);
    await minute();
    expect([onRole(), isDue()]).toEqual([[FREEZE], false]);
    expect(await released()).toBe(0);
    expect(onRole()).toEqual([]);
  });

  test('that was deleted and made anew under its name is another one, until the audit tells its id as well', async () => {
    const first = aRole();
    deleteRole(world(), 'back');
    const second = aRole();
    await found(back(first));
    await account.poll(AUTO);
    expect([onRole(), isDue()]).toEqual([[], false]);
    expect(told()).toContain(
      'role back was left alone: the role that the attack made was deleted, and another one bears the name now',
    );
    await found(back(second));
    await minute();
    expect(onRole()).toEqual([FREEZE]);
  });
});
