import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { createKey, ownerNamed } from '../../../sandbox/world/keys';
import { createUser } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, used } from './arrange';

/*
 * An account whose leaked key is contained, and with which the attack has just made the user `svc`: what becomes of him is
 * each test's own.
 */

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
export const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };

export let account: Account;
/** The user's id, as the answer to CreateUser told it. */
export let id: string;

export async function start(): Promise<void> {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(AUTO);
  account.sandbox.clock.advance(5_000);
  id = make('svc');
}

export const world = () => account.sandbox.world;
export function make(name: string): string {
  const user = createUser(world(), { name });
  createKey(world(), ownerNamed(world(), name));
  return user.id;
}
export const svc = () => ({ type: 'user', name: 'svc', id });
export const on = (name: string): string[] => [...account.policiesOf(name)].sort();
export const isDue = (): boolean => account.objects('schedule/').some((key) => key.includes('escalate'));
export const told = (): string => account.mails.map(({ text }) => text).join('\n');

export async function found(...made: readonly object[]): Promise<void> {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const incident = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const data = { row: 'persistence-after-leak', why: 'it made svc', made };
  await run.schedule.add(incident, 'escalate', run.clock.now(), data);
}

export async function minute(): Promise<unknown> {
  account.sandbox.clock.advance(60_000);
  return account.poll(AUTO).catch((error: Error) => error.message);
}

export async function released(): Promise<unknown> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const cli: CliRun = { run, credentials, clock: run.clock, config: run.config };
  const wish = { reason: 'looked into it', by: 'alice', yes: true, reactivate: [], ownKeys: [], acceptChanges: true };
  return releaseCommand(cli, account.keyOf('ci-bot'), { ...wish, falseAlarm: true });
}

/** `act` right before the first deny goes to anybody. */
export function rightBeforeTheDeny(act: () => void): void {
  const { kernel } = account.sandbox;
  let isDone = false;
  kernel.takeFault = async (service, action) => {
    if (action === 'AttachPolicyToUser' && !isDone) {
      isDone = true;
      act();
    }
    return kernel.faults.take(service, action);
  };
}
