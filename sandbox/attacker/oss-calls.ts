import OSS from 'ali-oss';
import { sourceHeaders, type ThiefCall } from './thief-call';

/** The OSS calls that a scenario's step can make, by the API's name. Throws what ali-oss throws. */
const CALLS: Readonly<Record<string, (client: OSS, call: ThiefCall) => Promise<unknown>>> = {
  ListBuckets: async (client, call) => {
    const { buckets } = (await client.listBuckets({}, options(call))) as unknown as { buckets: unknown };
    return { buckets };
  },
  ListObjects: async (client, call) => {
    const { prefix = '' } = call.parameters;
    const { objects } = await client.list({ prefix, 'max-keys': 1000 }, options(call));
    return { keys: (objects ?? []).map((object) => object.name) };
  },
  GetObject: async (client, call) => {
    const { content } = (await client.get(key(call), options(call))) as { content: Buffer };
    return { size: content.length };
  },
  PutObject: async (client, call) => {
    await client.put(key(call), Buffer.from(call.parameters.text ?? ''), { headers: sourceHeaders(call) });
    return {};
  },
  DeleteObject: async (client, call) => {
    await client.delete(key(call), options(call));
    return {};
  },
  PutBucketAcl: async (client, call) => {
    const { bucket = '', acl = 'public-read' } = call.parameters;
    // ali-oss sets the headers of this call itself, so that it has no room for a source address.
    await client.putBucketACL(bucket, acl as OSS.ACLType);
    return {};
  },
};

export async function callOss(call: ThiefCall): Promise<unknown> {
  const run = CALLS[call.action];
  if (!run) throw new Error(`The thief knows no OSS call ${call.action}.`);
  return run(clientFor(call), call);
}

function key(call: ThiefCall): string {
  return call.parameters.key ?? '';
}

/** ali-oss takes extra headers in every call's options; its type declarations know of some only. */
function options(call: ThiefCall): OSS.RequestOptions {
  return { headers: sourceHeaders(call), timeout: 10_000 } as OSS.RequestOptions;
}

function clientFor({ url, region, identity, parameters, userAgent }: ThiefCall): OSS {
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
  } as OSS.Options) as OSS & { userAgent: string };
  if (userAgent) client.userAgent = `${client.userAgent} ${userAgent}`;
  return client;
}
