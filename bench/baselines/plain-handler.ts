import { $OpenApiUtil } from '@alicloud/openapi-core';
import Ram, * as RamModels from '@alicloud/ram20150501';
import OSS from 'ali-oss';
import pino from 'pino';

/**
 * What a careful engineer writes in an hour, by the SDKs' own examples: every package at the top, each call behind the
 * other, no state, no second run. It finds the key's user, makes the policy where it is not there, attaches it, and keeps a
 * note in OSS. The benchmarks measure beside it; nothing of it is deployed.
 */
const log = pino();

interface Context {
  readonly requestId: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string;
  };
}

const POLICY_NAME = 'PlainQuarantine';
const POLICY = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Deny', Action: ['ecs:*', 'ram:*', 'oss:*', 'rds:*', 'kms:*'], Resource: '*' }],
});

export async function handler(event: Buffer, context: Context): Promise<{ readonly user: string }> {
  const { accessKeyId } = JSON.parse(event.toString()) as { accessKeyId: string };
  const place = new URL(String(process.env['TOURNIQUET_ENDPOINT']));
  const { credentials } = context;
  const ram = new Ram(
    new $OpenApiUtil.Config({
      ...credentials,
      endpoint: place.host,
      protocol: place.protocol.replace(':', ''),
      regionId: 'cn-hangzhou',
    }),
  );
  const user = await userOf(ram, accessKeyId);
  if (user === undefined) throw new Error(`no user has the key ${accessKeyId}`);
  await makePolicy(ram);
  await ram.attachPolicyToUser(
    new RamModels.AttachPolicyToUserRequest({ userName: user, policyName: POLICY_NAME, policyType: 'Custom' }),
  );
  log.info({ user, accessKeyId }, 'contained');
  const store = new OSS({
    ...{ accessKeyId: credentials.accessKeyId, accessKeySecret: credentials.accessKeySecret },
    ...(credentials.securityToken ? { stsToken: credentials.securityToken } : {}),
    ...{ endpoint: place.origin, sldEnable: true, authorizationV4: true, region: 'oss-cn-hangzhou' },
    bucket: String(process.env['TOURNIQUET_EVIDENCE_BUCKET']),
  } as OSS.Options);
  const note = JSON.stringify({ user, accessKeyId, requestId: context.requestId });
  await store.put(`plain/${accessKeyId}.json`, Buffer.from(note));
  return { user };
}

async function userOf(ram: Ram, accessKeyId: string): Promise<string | undefined> {
  let marker: string | undefined;
  do {
    const { body } = await ram.listUsers(
      new RamModels.ListUsersRequest({ maxItems: 1000, ...(marker ? { marker } : {}) }),
    );
    for (const { userName = '' } of body?.users?.user ?? []) {
      const keys = await ram.listAccessKeys(new RamModels.ListAccessKeysRequest({ userName }));
      if (keys.body?.accessKeys?.accessKey?.some((key) => key.accessKeyId === accessKeyId)) return userName;
    }
    marker = body?.isTruncated ? body.marker : undefined;
  } while (marker !== undefined);
  return undefined;
}

async function makePolicy(ram: Ram): Promise<void> {
  try {
    await ram.createPolicy(
      new RamModels.CreatePolicyRequest({ policyName: POLICY_NAME, policyDocument: POLICY, description: 'quarantine' }),
    );
  } catch (error) {
    if ((error as { code?: string }).code !== 'EntityAlreadyExists.Policy') throw error;
  }
}
