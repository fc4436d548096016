import OSS from 'ali-oss';
import type { Caller } from '../../../sandbox/kernel/types';

/** What ali-oss can and its type declarations leave out. */
interface Undeclared {
  getBucketVersioning(name: string): Promise<{ versionStatus: string | undefined }>;
  putBucketVersioning(name: string, status: string): Promise<unknown>;
  putBucketEncryption(name: string, rule: { SSEAlgorithm: string }): Promise<unknown>;
}
export type Client = OSS & Undeclared;
export type Options = Partial<OSS.Options> & { sldEnable?: boolean; amendTimeSkewed?: number };

type Signer = Pick<Caller, 'accessKeyId'> & { readonly accessKeySecret: string; readonly securityToken?: string };

/** ali-oss as it comes from the registry, pointed at a port of loopback. */
export function ossClient(port: number, who: Signer, options: Options = {}): Client {
  return new OSS({
    accessKeyId: who.accessKeyId,
    accessKeySecret: who.accessKeySecret,
    ...(who.securityToken
      ? { stsToken: who.securityToken, refreshSTSToken: async () => who.securityToken as never }
      : {}),
    endpoint: `http://127.0.0.1:${port}`,
    sldEnable: true,
    region: 'oss-cn-hangzhou',
    bucket: 'evidence',
    authorizationV4: true,
    ...options,
  } as OSS.Options) as Client;
}

export const put = (oss: OSS, key: string, text: string, headers: Record<string, string> = {}) =>
  oss.put(key, Buffer.from(text), { headers });
