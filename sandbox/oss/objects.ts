import { createHash } from 'node:crypto';
import type { Reply, SandboxRequest } from '../kernel/types';
import { readings } from './address';
import { ossError } from './errors';
import { bucketOf, emptyReply, type OssCall, type OssOperation, objectResource, xmlReply } from './operation';
import { rangeOf, unmetPrecondition } from './ranges';
import type { Bucket, StoredObject } from './store';
import { refuseChange } from './worm';
import { element, elements } from './xml';

/** Headers that are kept with the object and answered with it. */
const KEPT =
  /^(x-oss-meta-.+|cache-control|content-disposition|content-encoding|content-language|expires|x-oss-storage-class|x-oss-server-side-encryption|x-oss-server-side-encryption-key-id|x-oss-server-side-data-encryption)$/;
const ALGORITHMS = new Set(['AES256', 'KMS', 'SM4']);

/** The headers to keep; the bucket's own encryption stands in where the request names none. */
export function keptHeaders(headers: SandboxRequest['headers'], bucket: Bucket): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.test(name)));
  const algorithm = kept['x-oss-server-side-encryption'];
  if (algorithm !== undefined && !ALGORITHMS.has(algorithm)) throw ossError('InvalidEncryptionAlgorithmError');
  if (algorithm === undefined && bucket.encryption) {
    kept['x-oss-server-side-encryption'] = bucket.encryption.algorithm;
    if (bucket.encryption.keyId) kept['x-oss-server-side-encryption-key-id'] = bucket.encryption.keyId;
  }
  return kept;
}

/**
 * On a bucket whose versioning is enabled or suspended OSS ignores x-oss-forbid-overwrite (PutObject, request headers),
 * so that the object is overwritten without a word.
 */
export function refuseOverwrite(bucket: Bucket, key: string, forbid: boolean): void {
  if (forbid && bucket.versioning === undefined && bucket.objects.has(key)) throw ossError('FileAlreadyExists');
}

export function forbidsOverwrite(headers: SandboxRequest['headers']): boolean {
  return headers['x-oss-forbid-overwrite'] === 'true';
}

export function checkDigest(request: SandboxRequest): void {
  const given = request.headers['content-md5'];
  if (given !== undefined && given !== createHash('md5').update(request.body).digest('base64')) {
    throw ossError('InvalidDigest');
  }
}

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1023 || /^[/\\]/.test(key)) throw ossError('InvalidObjectName');
}

export function etagOf(body: Buffer): string {
  return createHash('md5').update(body).digest('hex').toUpperCase();
}

/** Throws CloudError 404 NoSuchKey. */
export function objectOf(call: OssCall): StoredObject {
  const object = bucketOf(call).objects.get(call.key);
  if (!object) throw ossError('NoSuchKey');
  return object;
}

/** Whether the object must be restored before anybody reads it (GetObject, CopyObject); the sandbox restores none. */
function refuseArchived({ headers }: StoredObject): void {
  if (/Archive$/.test(headers['x-oss-storage-class'] ?? '')) throw ossError('InvalidObjectState');
}

function describe(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    'content-type': object.contentType,
    etag: `"${object.etag}"`,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'x-oss-object-type': object.type,
    'x-oss-storage-class': object.headers['x-oss-storage-class'] ?? 'Standard',
  };
}

function encryptionHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-oss-server-side-')));
}

function put(call: OssCall): Reply {
  const bucket = bucketOf(call);
  const { headers, body } = call.request;
  checkKey(call.key);
  checkDigest(call.request);
  refuseOverwrite(bucket, call.key, forbidsOverwrite(headers));
  refuseChange(bucket, call.key, call.now);
  const object: StoredObject = {
    key: call.key,
    body,
    etag: etagOf(body),
    contentType: headers['content-type'] ?? 'application/octet-stream',
    lastModified: call.now,
    headers: keptHeaders(headers, bucket),
    type: 'Normal',
  };
  bucket.objects.set(call.key, object);
  return emptyReply(200, {
    etag: `"${object.etag}"`,
    'content-md5': createHash('md5').update(body).digest('base64'),
    ...encryptionHeaders(object.headers),
  });
}

function get(call: OssCall): Reply {
  const object = objectOf(call);
  refuseArchived(object);
  const unmet = unmetPrecondition(call.request.headers, object);
  if (unmet === 'not-modified') return emptyReply(304, { etag: `"${object.etag}"` });
  if (unmet === 'failed') throw ossError('PreconditionFailed');
  const { body } = object;
  const range = rangeOf(call.request.headers.range, body.length);
  const asked = Object.fromEntries(
    [...call.request.query]
      .filter(([name]) => name.startsWith('response-'))
      .map(([name, value]) => [name.slice('response-'.length), value]),
  );
  const headers = { ...describe(object), ...asked };
  if (!range) return { status: 200, headers, body };
  const part = body.subarray(range.from, range.to + 1);
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${range.from}-${range.to}/${body.length}` },
    body: part,
  };
}

function head(call: OssCall): Reply {
  const object = objectOf(call);
  const unmet = unmetPrecondition(call.request.headers, object);
  if (unmet === 'not-modified') return emptyReply(304, { etag: `"${object.etag}"` });
  if (unmet === 'failed') throw ossError('PreconditionFailed');
  return emptyReply(200, { ...describe(object), 'content-length': String(object.body.length) });
}

function deleteMany(call: OssCall): Reply {
  const bucket = bucketOf(call);
  checkDigest(call.request);
  const keys = keysToDelete(call);
  for (const key of keys) refuseChange(bucket, key, call.now);
  for (const key of keys) bucket.objects.delete(key);
  const quiet = element(call.request.body.toString(), 'Quiet') === 'true';
  return xmlReply('DeleteResult', quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) });
}

/** Throws CloudError MalformedXML for a body that names none, or more than 1,000. */
function keysToDelete(call: OssCall): string[] {
  const keys = elements(call.request.body.toString(), 'Object').map((object) => element(object, 'Key'));
  if (keys.length === 0 || keys.length > 1000) throw ossError('MalformedXML');
  return keys.map((key) => {
    if (key === undefined || key === '') throw ossError('MalformedXML');
    return key;
  });
}

function copySource(call: OssCall): { bucket: string; key: string } {
  const target = call.request.headers['x-oss-copy-source'] ?? '';
  const [source] = readings({ ...call.request, target, headers: {} });
  if (!source || source.bucket === '' || source.key === '') {
    throw ossError('InvalidArgument', 'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.');
  }
  return source;
}

function copy(call: OssCall): Reply {
  const source = copySource(call);
  const original = bucketOf(call, source.bucket).objects.get(source.key);
  if (!original) throw ossError('NoSuchKey');
  refuseArchived(original);
  const bucket = bucketOf(call);
  const { headers } = call.request;
  checkKey(call.key);
  refuseOverwrite(bucket, call.key, forbidsOverwrite(headers));
  refuseChange(bucket, call.key, call.now);
  const replaces = headers['x-oss-metadata-directive'] === 'REPLACE';
  const fresh = keptHeaders(headers, bucket);
  bucket.objects.set(call.key, {
    ...original,
    key: call.key,
    lastModified: call.now,
    headers: replaces ? fresh : { ...original.headers, ...encryptionHeaders(fresh) },
  });
  return xmlReply('CopyObjectResult', { ETag: `"${original.etag}"`, LastModified: call.now.toISOString() });
}

export const putObject: OssOperation = { action: 'PutObject', write: true, power: 'oss:PutObject', run: put };
export const getObject: OssOperation = { action: 'GetObject', write: false, power: 'oss:GetObject', run: get };
export const headObject: OssOperation = { action: 'HeadObject', write: false, power: 'oss:GetObject', run: head };
export const getObjectMeta: OssOperation = { ...headObject, action: 'GetObjectMeta' };

export const copyObject: OssOperation = {
  action: 'CopyObject',
  write: true,
  power: 'oss:PutObject',
  further: (call) => {
    const source = copySource(call);
    return [{ actions: ['oss:GetObject'], resources: [objectResource(call, source.bucket, source.key)] }];
  },
  run: copy,
};

/** Deleting what is not there succeeds, as in OSS. */
export const deleteObject: OssOperation = {
  action: 'DeleteObject',
  write: true,
  power: 'oss:DeleteObject',
  run: (call) => {
    const bucket = bucketOf(call);
    refuseChange(bucket, call.key, call.now);
    bucket.objects.delete(call.key);
    return emptyReply(204);
  },
};

export const deleteMultipleObjects: OssOperation = {
  action: 'DeleteMultipleObjects',
  write: true,
  power: '',
  further: (call) => [
    {
      actions: ['oss:DeleteObject'],
      resources: keysToDelete(call).map((key) => objectResource(call, call.bucketName, key)),
    },
  ],
  run: deleteMany,
};
