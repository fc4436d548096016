import type { Reply } from '../kernel/types';
import { ossError } from './errors';
import { bucketOf, type OssCall, type OssOperation, xmlReply } from './operation';
import { type Bucket, type StoredObject, sortedKeys } from './store';
import type { XmlNode } from './xml';

export interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix of the page; undefined when nothing is left. */
  readonly next: string | undefined;
}

/**
 * One page of a bucket's keys, in the order of their bytes, beginning after `after`. A common prefix counts as one entry
 * and is never listed twice.
 */
export function pageOf(
  keys: readonly string[],
  ask: { prefix: string; delimiter: string; after: string; limit: number },
): Page {
  const page: { keys: string[]; prefixes: string[] } = { keys: [], prefixes: [] };
  let last: string | undefined;
  for (const key of keys) {
    if (!key.startsWith(ask.prefix)) continue;
    const cut = ask.delimiter === '' ? -1 : key.indexOf(ask.delimiter, ask.prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + ask.delimiter.length);
    if (entry === last || Buffer.compare(Buffer.from(entry), Buffer.from(ask.after)) <= 0) continue;
    if (page.keys.length + page.prefixes.length === ask.limit) return { ...page, next: last };
    (cut < 0 ? page.keys : page.prefixes).push(entry);
    last = entry;
  }
  return { ...page, next: undefined };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('max-keys');
  if (text === null || text === '') return 100;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw ossError('InvalidArgument', 'Argument max-keys must be an integer between 1 and 1000.');
  }
  return limit;
}

function contents(
  bucket: Bucket,
  keys: readonly string[],
  encode: (text: string) => string,
  owner?: XmlNode,
): XmlNode[] {
  return keys.flatMap((key) => {
    const object: StoredObject | undefined = bucket.objects.get(key);
    if (!object) return [];
    return [
      {
        Key: encode(key),
        LastModified: object.lastModified.toISOString(),
        ETag: `"${object.etag}"`,
        Type: object.type,
        Size: object.body.length,
        StorageClass: object.headers['x-oss-storage-class'] ?? 'Standard',
        Owner: owner,
      },
    ];
  });
}

function encoderOf(query: URLSearchParams): (text: string) => string {
  const type = query.get('encoding-type');
  if (type !== null && type !== 'url')
    throw ossError('InvalidArgument', 'Invalid Encoding Method specified in Request.');
  return type === 'url' ? encodeURIComponent : (text) => text;
}

function list(call: OssCall): Reply {
  const bucket = bucketOf(call);
  const { query } = call.request;
  const [limit, encode] = [limitOf(query), encoderOf(query)];
  const [prefix, delimiter, after] = ['prefix', 'delimiter', 'marker'].map((name) => query.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  const page = pageOf(sortedKeys(bucket, prefix), { prefix, delimiter, after, limit });
  const id = call.kernel.accountId;
  return xmlReply('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    Marker: encode(after),
    MaxKeys: limit,
    Delimiter: encode(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.next !== undefined,
    NextMarker: page.next === undefined ? undefined : encode(page.next),
    Contents: contents(bucket, page.keys, encode, { ID: id, DisplayName: id }),
    CommonPrefixes: page.prefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
  });
}

function listV2(call: OssCall): Reply {
  const bucket = bucketOf(call);
  const { query } = call.request;
  const [limit, encode] = [limitOf(query), encoderOf(query)];
  const [prefix, delimiter] = ['prefix', 'delimiter'].map((name) => query.get(name) ?? '') as [string, string];
  const token = query.get('continuation-token') ?? '';
  const startAfter = query.get('start-after') ?? '';
  const after = token === '' ? startAfter : readToken(token);
  const page = pageOf(sortedKeys(bucket, prefix), { prefix, delimiter, after, limit });
  const id = call.kernel.accountId;
  const owner = query.get('fetch-owner') === 'true' ? { ID: id, DisplayName: id } : undefined;
  return xmlReply('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    StartAfter: startAfter === '' ? undefined : encode(startAfter),
    MaxKeys: limit,
    Delimiter: encode(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    ContinuationToken: token === '' ? undefined : token,
    IsTruncated: page.next !== undefined,
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
    KeyCount: page.keys.length + page.prefixes.length,
    Contents: contents(bucket, page.keys, encode, owner),
    CommonPrefixes: page.prefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
  });
}

function readToken(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) throw ossError('InvalidArgument', 'The continuation token is invalid.');
  return bytes.toString();
}

/** OSS hands the prefix and the delimiter of a listing to the policy as condition keys. */
const listingContext = (call: OssCall) => ({
  'oss:Prefix': call.request.query.get('prefix') ?? '',
  'oss:Delimiter': call.request.query.get('delimiter') ?? '',
});

export const listObjects: OssOperation = {
  action: 'ListObjects',
  write: false,
  power: 'oss:ListObjects',
  context: listingContext,
  run: list,
};

export const listObjectsV2: OssOperation = { ...listObjects, action: 'ListObjectsV2', run: listV2 };
