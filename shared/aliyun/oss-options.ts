import type OSS from 'ali-oss';
import { ORDINARY } from './call';
import type { Connection } from './connection';

/**
 * The SDK's settings for one bucket. Without an endpoint of the configuration it is the region's public one. A host of
 * Aliyun's takes the bucket as its first label; any other one (the sandbox, another OSS server) takes it in the path,
 * which ali-oss calls `sldEnable`. With `?cname` behind it, it is a domain that its owner has bound to the evidence
 * bucket: it names that bucket and no other, and it cannot make one, so other buckets and set-up go to the region's
 * public endpoint.
 */
export function ossOptions(
  connection: Connection,
  bucket: string,
  calls: 'objects' | 'set-up' = 'objects',
): OSS.Options {
  const { credentials, region } = connection;
  const endpoint = connection.ossEndpoint ?? connection.endpoint;
  const style = endpoint && styleOf(endpoint);
  const isElsewhere = style === 'domain' && (calls === 'set-up' || bucket !== connection.evidenceBucket);
  return {
    accessKeyId: credentials.accessKeyId,
    accessKeySecret: credentials.accessKeySecret,
    ...(credentials.securityToken ? { stsToken: credentials.securityToken } : {}),
    // Credentials live as long as the invocation; there is nothing to refresh, but the SDK warns when it cannot.
    ...(credentials.securityToken
      ? {
          refreshSTSToken: async () => ({ ...credentials, stsToken: credentials.securityToken }),
          refreshSTSTokenInterval: 86_400_000,
        }
      : {}),
    region: `oss-${region}`,
    bucket,
    secure: true,
    // Of the calls that take no time of their own.
    timeout: ORDINARY.timeoutMs,
    authorizationV4: true,
    ...(endpoint && !isElsewhere ? { endpoint: endpoint.origin } : {}),
    ...(style === 'path' ? { sldEnable: true } : {}),
    ...(style === 'domain' && !isElsewhere ? { cname: true } : {}),
  } as OSS.Options;
}

function styleOf({ hostname, search }: URL): 'label' | 'path' | 'domain' {
  if (search === '?cname') return 'domain';
  return hostname.endsWith('.aliyuncs.com') ? 'label' : 'path';
}

/** Where the evidence bucket is reached, and what kind of place that is. */
export function ossPlace({ ossEndpoint, endpoint, region }: Pick<Connection, 'ossEndpoint' | 'endpoint' | 'region'>): {
  readonly kind: string;
  readonly host: string;
} {
  const given = ossEndpoint ?? endpoint;
  if (given === undefined) return { kind: "the region's public endpoint", host: `oss-${region}.aliyuncs.com` };
  const kinds = { domain: "the bucket's own domain", path: 'a server of your own', label: 'a public endpoint' };
  const style = styleOf(given);
  const isInternal = style === 'label' && given.hostname.includes('-internal.');
  return { kind: isInternal ? 'an internal endpoint' : kinds[style], host: given.host };
}
