import OSS from 'ali-oss';
import { sourceHeaders, type ThiefCall } from './thief-call';

/** The OSS calls that a scenario's step can make, by the API's name. Throws what ali-oss throws. */
const CALLS: Readonly<Record<string, (client: OSS, call: ThiefCall) => Promise<unknown>>> = {
  ListBuckets: async (client) => {
    const { buckets } = (await client.listBuckets({})) as unknown as { buckets: unknown };
    return { buckets };
  },
  GetBucketInfo: async (client, call) => {
    const { bucket } = (await client.getBucketInfo(bucketOf(call))) as { bucket: unknown };
    return { bucket };
  },
  GetBucketAcl: async (client, call) => {
    const { acl } = await client.getBucketACL(bucketOf(call));
    return { acl };
  },
  ListObjects: async (client, call) => {
    const { prefix = '' } = call.parameters;
    const { objects } = await client.list({ prefix, 'max-keys': 1000 }, {});
    return { keys: (objects ?? []).map((object) => object.name) };
  },
  GetObject: async (client, call) => {
    const { content } = (await client.get(key(call))) as { content: Buffer };
    return { size: content.length };
  },
  PutObject: async (client, call) => {
    await client.put(key(call), Buffer.from(call.parameters.text ?? ''));
    return {};
  },
  DeleteObject: async (client, call) => {
    await client.delete(key(call));
    return {};
  },
  PutBucketAcl: async (client, call) => {
    const { acl = 'public-read' } = call.parameters;
    await client.putBucketACL(bucketOf(call), acl as OSS.ACLType);
    return {};
  },
};

export async function callOss(call: ThiefCall): Promise<unknown> {
  const run = CALLS[call.action];
  if (!run) throw new Error(`The thief knows no OSS call ${call.action}.`);
  return run(clientFor(call), call);
}

const key = (call: ThiefCall): string => call.parameters.key ?? '';
const bucketOf = (call: ThiefCall): string => call.parameters.bucket ?? '';

/** What ali-oss has and its type declarations leave out. */
interface Undeclared {
  userAgent: string;
  urllib: { request(url: string, options: { readonly headers: Readonly<Record<string, string>> }): Promise<unknown> };
}

function clientFor(call: ThiefCall): OSS {
  const { url, region, identity, parameters, userAgent } = call;
  const { accessKeyId, accessKeySecret, securityToken } = identity;
  const client = new OSS({
    accessKeyId,
    accessKeySecret,
    ...(securityToken
      ? {
          stsToken: securityToken,
          refreshSTSToken: async () => ({ accessKeyId, accessKeySecret, stsToken: securityToken }),
        }
      : {}),
    endpoint: url.replace('127.0.0.1', 'localhost'),
    sldEnable: true,
    region: `oss-${region}`,
    ...(parameters.bucket ? { bucket: parameters.bucket } : {}),
    authorizationV4: true,
    timeout: 10_000,
  } as OSS.Options) as OSS & Undeclared;
  if (userAgent) client.userAgent = `${client.userAgent} ${userAgent}`;
  // Some calls set their headers themselves and take no others, so the source address is added on the way out.
  const transport = client.urllib;
  client.urllib = {
    request: (to, options) =>
      transport.request(to, { ...options, headers: { ...options.headers, ...sourceHeaders(call) } }),
  };
  return client;
}
