import type { SandboxRequest } from '../kernel/types';

/** What a request is about; an empty bucket means the service itself, an empty key the bucket. */
export interface OssAddress {
  readonly bucket: string;
  readonly key: string;
}

const VIRTUAL_HOST = /^(?:([a-z0-9][a-z0-9-]*)\.)?oss-[a-z0-9-]+\.aliyuncs\.com$/i;

export function isOssHost(host: string | undefined): boolean {
  return VIRTUAL_HOST.test(hostName(host));
}

function hostName(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/, '');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    if (cause instanceof URIError) return part;
    throw cause;
  }
}

/**
 * The readings of a request's host and path, the likeliest first. There can be more than one, because ali-oss names the
 * bucket in `Host` *and* in the path when its endpoint is an IP address and `sldEnable` is on, and in `Host` alone
 * when it is off. The signature is made over bucket and key, so that only one reading verifies.
 */
export function readings(request: SandboxRequest): OssAddress[] {
  const path = (request.target.split('?')[0] ?? '/').replace(/^\//, '');
  const slash = path.indexOf('/');
  const first = decoded(slash < 0 ? path : path.slice(0, slash));
  const rest = slash < 0 ? '' : decoded(path.slice(slash + 1));
  const inPath: OssAddress = { bucket: first, key: rest };
  const bucketOfHost = VIRTUAL_HOST.exec(hostName(request.headers.host))?.[1];
  if (bucketOfHost === undefined) return [inPath];
  const inHost: OssAddress = { bucket: bucketOfHost, key: decoded(path) };
  return first === bucketOfHost ? [inPath, inHost] : [inHost, inPath];
}

/** The resource that both signature versions sign: `/`, `/bucket/` or `/bucket/key`, not escaped. */
export function canonicalResource(address: OssAddress): string {
  return address.bucket === '' ? '/' : `/${address.bucket}/${address.key}`;
}
