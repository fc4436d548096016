import { randomBytes } from 'node:crypto';
import Credential, { type Config as CredentialConfig } from '@alicloud/credentials';
import { clockOf, type Run, runWith } from '../functions/platform';
import { accountOf, type Credentials } from '../shared/aliyun';
import type { Clock } from '../shared/clock';
import { loadConfig } from '../shared/config';
import type { Config } from '../shared/config/types';

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

/**
 * Configuration from the environment, credentials from Alibaba's default chain (environment, profile file, …). Throws
 * ConfigurationInvalid, and CloudForbidden for credentials that the cloud does not take.
 */
export async function openRun(
  environment: NodeJS.ProcessEnv,
  options: { readonly makeStateKey?: boolean } = {},
): Promise<CliRun> {
  const madeStateKey =
    options.makeStateKey && !environment['TOURNIQUET_STATE_KEY'] ? randomBytes(32).toString('hex') : undefined;
  const config = loadConfig(madeStateKey ? { ...environment, TOURNIQUET_STATE_KEY: madeStateKey } : environment);
  const credentials = await defaultCredentials(environment);
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

/** The default chain without its probe of the instance-metadata service, which makes a laptop wait, unless asked for. */
async function defaultCredentials(environment: NodeJS.ProcessEnv): Promise<Credentials> {
  environment['ALIBABA_CLOUD_ECS_METADATA_DISABLED'] ??= 'true';
  const { accessKeyId, accessKeySecret, securityToken } = environment['ALIBABA_CLOUD_ACCESS_KEY_ID']
    ? fromEnvironment(environment)
    : await new Credential(undefined as unknown as CredentialConfig).getCredential();
  if (!accessKeyId || !accessKeySecret)
    throw new Error(
      'No credentials were found: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a profile with "aliyun configure".',
    );
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

function fromEnvironment(environment: NodeJS.ProcessEnv) {
  return {
    accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'],
    accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
    securityToken: environment['ALIBABA_CLOUD_SECURITY_TOKEN'],
  };
}
