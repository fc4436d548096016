import { randomBytes } from 'node:crypto';
import { CLIProfileCredentialsProvider, DefaultCredentialsProvider } from '@alicloud/credentials';
import { clockOf, type Run, runWith } from '../functions/platform';
import { accountOf, type Credentials } from '../shared/aliyun';
import type { Clock } from '../shared/clock';
import { loadConfig } from '../shared/config';
import type { Config } from '../shared/config/types';
import { CommandEnded, EXIT } from './exit';

/** What a command works with: the same run as a function's, with its user's own credentials. */
export interface CliRun {
  readonly run: Run;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly config: Config;
  /** Set-up's alone: the state key that was made, because there was none. */
  readonly madeStateKey?: string;
}

/** Long enough for any command; a terminal has no time limit. */
const NO_LIMIT_SECONDS = 24 * 3600;

export interface RunOptions {
  /** Set-up's alone: makes the state key where there is none. */
  readonly makeStateKey?: boolean;
  /** Of `aliyun configure`, whatever credentials the environment holds. */
  readonly profile?: string;
}

/**
 * Configuration from the environment, credentials from Alibaba's default chain (environment, profile file, …). Throws
 * ConfigurationInvalid, CommandEnded where there are no credentials, and CloudForbidden for credentials that the cloud
 * does not take.
 */
export async function openRun(environment: NodeJS.ProcessEnv, options: RunOptions = {}): Promise<CliRun> {
  const madeStateKey =
    options.makeStateKey && !environment['TOURNIQUET_STATE_KEY']?.trim() ? randomBytes(32).toString('hex') : undefined;
  const config = loadConfig(madeStateKey ? { ...environment, TOURNIQUET_STATE_KEY: madeStateKey } : environment);
  const credentials = options.profile ? await ofProfile(options.profile) : await defaultCredentials(environment);
  const clock = await clockOf(config);
  const accountId = await accountOf(config, clock, credentials);
  const run = await runWith(
    config,
    {
      requestId: `cli-${clock.now().toISOString()}`,
      credentials,
      function: { name: 'ak-tourniquet-respond', timeout: NO_LIMIT_SECONDS },
      accountId,
    },
    clock,
  );
  run.log.level = environment['DEBUG'] ? 'debug' : 'error';
  return { run, credentials, clock, config, ...(madeStateKey ? { madeStateKey } : {}) };
}

/**
 * Alibaba's default chain: environment, OIDC, profile files, credentials URI. Its probe of the instance-metadata service
 * makes a laptop wait and takes a foreign instance's role, so it is off unless ALIBABA_CLOUD_ECS_METADATA names a role or
 * ALIBABA_CLOUD_ECS_METADATA_DISABLED says false (@alicloud/credentials 2.4, providers/ecs_ram_role).
 */
async function defaultCredentials(environment: NodeJS.ProcessEnv): Promise<Credentials> {
  if (!environment['ALIBABA_CLOUD_ECS_METADATA']) environment['ALIBABA_CLOUD_ECS_METADATA_DISABLED'] ??= 'true';
  const { accessKeyId, accessKeySecret, securityToken } = await fromChain();
  if (!accessKeyId || !accessKeySecret) throw noCredentials();
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

async function fromChain() {
  try {
    return await DefaultCredentialsProvider.builder().build().getCredentials();
  } catch (cause) {
    throw noCredentials({ cause });
  }
}

/** Throws CommandEnded; the library's own message may hold the whole file, and with it the secrets in it. */
async function ofProfile(profile: string): Promise<Credentials> {
  try {
    const provider = CLIProfileCredentialsProvider.builder().withProfileName(profile).build();
    const { accessKeyId, accessKeySecret, securityToken } = await provider.getCredentials();
    if (accessKeyId && accessKeySecret)
      return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
  } catch {
    // Said below, whatever it was.
  }
  throw new CommandEnded(
    EXIT.usage,
    `The profile ${JSON.stringify(profile.slice(0, 60))} gives no credentials: \`aliyun configure list\` shows what there is, \`aliyun configure --profile NAME\` makes one.`,
  );
}

function noCredentials(options?: ErrorOptions): CommandEnded {
  return new CommandEnded(
    EXIT.usage,
    'No credentials were found: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a profile with "aliyun configure".',
    options,
  );
}
