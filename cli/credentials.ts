import { CLIProfileCredentialsProvider, DefaultCredentialsProvider } from '@alicloud/credentials';
import type { Credentials } from '../shared/aliyun';
import { CommandEnded, EXIT } from './exit';

/**
 * Alibaba's default chain: environment, OIDC, profile files, credentials URI. Its probe of the instance-metadata service
 * makes a laptop wait and takes a foreign instance's role, so it is off unless ALIBABA_CLOUD_ECS_METADATA names a role or
 * ALIBABA_CLOUD_ECS_METADATA_DISABLED says false (@alicloud/credentials 2.4, providers/ecs_ram_role).
 */
export async function defaultCredentials(environment: NodeJS.ProcessEnv): Promise<Credentials> {
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

/** Who calls, by the environment: what a provider of a profile puts where the profile itself says nothing. */
const IDENTITY_VARIABLES = [
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_SECURITY_TOKEN',
  'ALIBABA_CLOUD_ROLE_ARN',
  'ALIBABA_CLOUD_OIDC_PROVIDER_ARN',
  'ALIBABA_CLOUD_OIDC_TOKEN_FILE',
  'ALIBABA_CLOUD_ECS_METADATA',
];

/**
 * The credentials of one profile of `aliyun configure`, and of nobody else. Throws CommandEnded; the library's own
 * message may hold the whole file, and with it the secrets in it.
 *
 * The providers that a profile is made of fill a blank member from the environment (@alicloud/credentials 2.4,
 * providers/static_ak and its like), and read it as late as the first question: so the environment's identity is taken
 * out of the process before, and stays out.
 */
export async function ofProfile(profile: string, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  for (const name of IDENTITY_VARIABLES) delete environment[name];
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
