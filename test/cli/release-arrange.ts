import { releaseCommand } from '../../cli/release';
import type { CliRun } from '../../cli/run';
import { type Account, busEvent } from '../functions/respond/arrange';
import { aRun } from '../run';
import { catchOutput } from './catch-output';

// One process contains more users than the hour's limit lets it, where OSS is down and its own memory counts.
const ENGLISH = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_MAX_PER_HOUR: '100' };
export const WISH = { reason: 'our own test', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };

type Env = Readonly<Record<string, string>>;

/** The administrator at the command line. */
export async function person({ sandbox }: Account, env: Env = {}): Promise<CliRun> {
  const credentials = sandbox.identities.admin;
  const run = await aRun(sandbox, { ...ENGLISH, ...env }, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

/** Releases ci-bot's key as a false alarm. */
export const released = async (account: Account, more: object = {}, env: Env = {}) =>
  releaseCommand(await person(account, env), account.keyOf('ci-bot'), { ...WISH, ...more });

/** A key of ci-bot's is reported as leaked. */
export const reported = (account: Account, id?: string, key: string = account.keyOf('ci-bot')) =>
  account.respond(busEvent(key, { userName: 'ci-bot' }, id), ENGLISH);

export async function output(act: () => Promise<void>): Promise<string> {
  let text = '';
  const end = catchOutput((_, more) => {
    text += more;
  });
  await act().finally(end);
  return text;
}
