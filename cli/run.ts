import { randomBytes } from 'node:crypto';
import { clockOf, type Run, runWith } from '../functions/platform';
import { type Credentials, callerOf } from '../shared/aliyun';
import type { Clock } from '../shared/clock';
import { CLI } from '../shared/command-line';
import { loadConfig } from '../shared/config';
import type { Config } from '../shared/config/types';
import { defaultCredentials, ofProfile } from './credentials';
import { CommandEnded, EXIT } from './exit';
import { personOf } from './person';
import { sayWaiting } from './waiting';

/** What a command works with: the same run as a function's, with its user's own credentials. */
export interface CliRun {
  readonly run: Run;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly config: Config;
  /** Set-up's alone: the state key that was made, because there was none. */
  readonly madeStateKey?: string;
}

export interface OpenedRun extends CliRun {
  /** Who runs the command, for the journal: whom the machine knows him as, and the identity that he signs as. */
  readonly by: string;
}

/** Long enough for any command; a terminal has no time limit. */
const NO_LIMIT_SECONDS = 24 * 3600;

export interface RunOptions {
  /** Set-up's alone: makes the state key where there is none, or whatever there is. */
  readonly makeStateKey?: 'if-none' | 'always';
  /** Of `aliyun configure`, whatever credentials the environment holds. */
  readonly profile?: string;
}

/** npx takes an option that stands before the command for itself, hands it on as a variable, and the default would sign. */
function refuseEaten({ npm_config_profile: eaten }: NodeJS.ProcessEnv, { profile }: RunOptions): void {
  if (!eaten || profile !== undefined) return;
  throw new CommandEnded(
    EXIT.usage,
    `npx has taken --profile for itself, and other credentials would have signed: give it behind the command, as in ${CLI} status --profile ${eaten}`,
  );
}

/**
 * Configuration from the environment, credentials from Alibaba's default chain (environment, profile file, …). Throws
 * ConfigurationInvalid, CommandEnded where there are no credentials, and CloudForbidden for credentials that the cloud
 * does not take.
 */
export async function openRun(environment: NodeJS.ProcessEnv, options: RunOptions = {}): Promise<OpenedRun> {
  const madeStateKey =
    options.makeStateKey === 'always' || (options.makeStateKey && !environment['TOURNIQUET_STATE_KEY']?.trim())
      ? randomBytes(32).toString('hex')
      : undefined;
  refuseEaten(environment, options);
  const config = loadConfig(madeStateKey ? { ...environment, TOURNIQUET_STATE_KEY: madeStateKey } : environment);
  const credentials =
    options.profile === undefined
      ? await defaultCredentials(environment)
      : await ofProfile(options.profile, environment);
  const clock = await clockOf(config);
  const { accountId, arn } = await callerOf(config, clock, credentials);
  const run = await runWith(
    config,
    {
      requestId: `cli-${clock.now().toISOString()}`,
      credentials,
      function: { name: 'ak-tourniquet-respond', timeout: NO_LIMIT_SECONDS },
      accountId,
    },
    clock,
    sayWaiting(clock),
  );
  // A command says itself what failed: standard output is its answer's alone.
  run.log.level = environment['DEBUG'] ? 'debug' : 'silent';
  const by = `${personOf(environment)} (${arn})`;
  return { run, credentials, clock, config, by, ...(madeStateKey ? { madeStateKey } : {}) };
}
