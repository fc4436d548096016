import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SandboxRequest } from '../kernel/types';
import { canonicalResource, type OssAddress } from './address';

/** What the Authorization header says, and how to compute what it should say. */
export interface OssSignature {
  readonly accessKeyId: string;
  readonly signature: string;
  /** When the client says that it signed; undefined when it does not say, or not in the right format. */
  readonly signedAt: Date | undefined;
  expected(secret: string, address: OssAddress): string[];
}

/** Query parameters that belong to the resource in signature version 1 (OSS developer guide, "Add signatures to headers"). */
const SUBRESOURCES = new Set(
  (
    'acl uploads location cors logging website referer lifecycle delete append tagging objectMeta uploadId partNumber ' +
    'security-token position img style styleName replication replicationProgress replicationLocation cname bucketInfo ' +
    'comp qos qosInfo live status vod startTime endTime symlink callback callback-var x-oss-process x-oss-request-payer ' +
    'x-oss-traffic-limit requestPayment inventory inventoryId continuation-token asyncFetch worm wormId wormExtend versioning ' +
    'versions versionId policy encryption stat restore udf udfName udfImage udfId udfImageDesc udfApplication ' +
    'udfApplicationLog transferAcceleration regionList policyStatus resourceGroup ' +
    'response-content-type response-content-language response-expires response-cache-control ' +
    'response-content-disposition response-content-encoding'
  ).split(' '),
);

/** Undefined when the request carries no OSS signature. */
export function readSignature(request: SandboxRequest): OssSignature | undefined {
  const authorization = request.headers.authorization ?? '';
  const v1 = /^OSS ([^:\s]+):(\S+)$/.exec(authorization);
  if (v1?.[1] && v1[2]) return version1(request, v1[1], v1[2]);
  const v4 = /^OSS4-HMAC-SHA256 (.+)$/.exec(authorization);
  return v4?.[1] ? version4(request, v4[1]) : undefined;
}

export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function ossHeaders(headers: SandboxRequest['headers']): string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort();
}

function version1(request: SandboxRequest, accessKeyId: string, signature: string): OssSignature {
  const { headers, query } = request;
  const date = headers['x-oss-date'] ?? headers.date ?? '';
  const subresources = [...query]
    .filter(([name]) => SUBRESOURCES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const suffix = subresources.length > 0 ? `?${subresources.join('&')}` : '';
  const signedHeaders = ossHeaders(headers).map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
  const head = [request.method, headers['content-md5'] ?? '', headers['content-type'] ?? '', date].join('\n');
  return {
    accessKeyId,
    signature,
    signedAt: validDate(new Date(date)),
    expected: (secret, address) => [
      createHmac('sha1', secret)
        .update(`${head}\n${signedHeaders.join('')}${canonicalResource(address)}${suffix}`)
        .digest('base64'),
    ],
  };
}

function version4(request: SandboxRequest, fields: string): OssSignature | undefined {
  const named = Object.fromEntries(fields.split(',').map((field) => splitOnce(field.trim(), '=')));
  const [accessKeyId, day, region, product, terminator] = (named.Credential ?? '').split('/');
  if (!accessKeyId || !day || !region || product !== 'oss' || terminator !== 'aliyun_v4_request') return undefined;
  const { headers } = request;
  const date = headers['x-oss-date'] ?? '';
  const additional = (named.AdditionalHeaders ?? '').split(';').filter((name) => name !== '');
  const signedNames = [
    ...new Set([...additional, ...ossHeaders(headers), ...['content-type', 'content-md5'].filter((n) => n in headers)]),
  ].sort();
  const canonicalHeaders = signedNames.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const signedAt = parseCompactDate(date);
  const sign = (secret: string, address: OssAddress, queryString: string): string => {
    const canonicalRequest = [
      request.method,
      escaped(canonicalResource(address)).replaceAll('%2F', '/'),
      queryString,
      canonicalHeaders,
      additional.join(';'),
      headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
    ].join('\n');
    const scope = `${day}/${region}/oss/aliyun_v4_request`;
    const digest = createHash('sha256').update(canonicalRequest).digest('hex');
    return hmac(signingKey(secret, day, region), `OSS4-HMAC-SHA256\n${date}\n${scope}\n${digest}`).toString('hex');
  };
  return {
    accessKeyId,
    signature: named.Signature ?? '',
    signedAt: signedAt && date.startsWith(day) ? signedAt : undefined,
    // A parameter without a value is signed as its bare name; ali-oss signs `prefix=` for an empty prefix.
    expected: (secret, address) => {
      const written = [canonicalQuery(request.query, false), canonicalQuery(request.query, true)];
      return [...new Set(written)].map((query) => sign(secret, address, query));
    },
  };
}

let lastKey: { readonly of: string; readonly key: Buffer | string } = { of: '', key: '' };

/** The same caller on the same day signs by the same key: it is made once for a row of calls. */
function signingKey(secret: string, day: string, region: string): Buffer | string {
  const of = [secret, day, region].join('/');
  if (lastKey.of !== of)
    lastKey = {
      of,
      key: [day, region, 'oss', 'aliyun_v4_request'].reduce<Buffer | string>(hmac, `aliyun_v4${secret}`),
    };
  return lastKey.key;
}

function canonicalQuery(query: URLSearchParams, keepEquals: boolean): string {
  return [...query]
    .map(([name, value]) => [escaped(name), escaped(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' && !(keepEquals && !isSubresource(name)) ? name : `${name}=${value}`))
    .join('&');
}

function isSubresource(name: string): boolean {
  return SUBRESOURCES.has(name);
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function parseCompactDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return validDate(new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
}

function validDate(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}
