import { createHash } from 'node:crypto';
import type { Reply } from '../kernel/types';
import { ossError } from './errors';
import { checkDigest, checkKey, etagOf, forbidsOverwrite, keptHeaders, refuseOverwrite } from './objects';
import { bucketOf, emptyReply, type OssCall, type OssOperation, xmlReply } from './operation';
import type { Upload } from './store';
import { refuseChange } from './worm';
import { element, elements } from './xml';

/** Every part but the last holds at least 100 KB (CompleteMultipartUpload, EntityTooSmall). */
const MIN_PART_BYTES = 100 * 1024;

function uploadOf(call: OssCall): Upload {
  const upload = bucketOf(call).uploads.get(call.request.query.get('uploadId') ?? '');
  if (!upload || upload.key !== call.key) throw ossError('NoSuchUpload');
  return upload;
}

function initiate(call: OssCall): Reply {
  const bucket = bucketOf(call);
  checkKey(call.key);
  const { headers } = call.request;
  refuseOverwrite(bucket, call.key, forbidsOverwrite(headers));
  const upload: Upload = {
    id: call.kernel.newId('request').replaceAll('-', '').toUpperCase(),
    key: call.key,
    initiated: call.now,
    contentType: headers['content-type'] ?? 'application/octet-stream',
    headers: keptHeaders(headers, bucket),
    forbidOverwrite: forbidsOverwrite(headers),
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  return xmlReply('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: call.key, UploadId: upload.id });
}

function uploadOnePart(call: OssCall): Reply {
  const upload = uploadOf(call);
  checkDigest(call.request);
  const number = Number(call.request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw ossError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive.');
  }
  const { body } = call.request;
  const etag = etagOf(body);
  upload.parts.set(number, { body, etag, lastModified: call.now });
  return emptyReply(200, { etag: `"${etag}"` });
}

function complete(call: OssCall): Reply {
  const upload = uploadOf(call);
  const bucket = bucketOf(call);
  const listed = elements(call.request.body.toString(), 'Part').map((part) => ({
    number: Number(element(part, 'PartNumber')),
    etag: (element(part, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (listed.length === 0) throw ossError('MalformedXML');
  const parts = listed.map(({ number, etag }, index) => {
    const previous = listed[index - 1];
    if (previous && previous.number >= number) throw ossError('InvalidPartOrder');
    const part = upload.parts.get(number);
    if (!part || part.etag !== etag) throw ossError('InvalidPart');
    if (index < listed.length - 1 && part.body.length < MIN_PART_BYTES) throw ossError('EntityTooSmall');
    return part;
  });
  refuseOverwrite(bucket, call.key, upload.forbidOverwrite || forbidsOverwrite(call.request.headers));
  refuseChange(bucket, call.key, call.now);
  const digests = Buffer.concat(parts.map((part) => createHash('md5').update(part.body).digest()));
  const etag = `${etagOf(digests)}-${parts.length}`;
  bucket.objects.set(call.key, {
    key: call.key,
    body: Buffer.concat(parts.map((part) => part.body)),
    etag,
    contentType: upload.contentType,
    lastModified: call.now,
    headers: upload.headers,
    type: 'Multipart',
  });
  bucket.uploads.delete(upload.id);
  return xmlReply(
    'CompleteMultipartUploadResult',
    {
      Location: `http://${call.request.headers.host ?? ''}/${call.key}`,
      Bucket: bucket.name,
      Key: call.key,
      ETag: `"${etag}"`,
    },
    { etag: `"${etag}"` },
  );
}

function list(call: OssCall): Reply {
  const upload = uploadOf(call);
  const numbers = [...upload.parts.keys()].sort((a, b) => a - b);
  return xmlReply('ListPartsResult', {
    Bucket: call.bucketName,
    Key: call.key,
    UploadId: upload.id,
    MaxParts: 1000,
    IsTruncated: false,
    Part: numbers.flatMap((PartNumber) => {
      const part = upload.parts.get(PartNumber);
      if (!part) return [];
      const LastModified = part.lastModified.toISOString();
      return [{ PartNumber, LastModified, ETag: `"${part.etag}"`, Size: part.body.length }];
    }),
  });
}

export const initiateMultipartUpload: OssOperation = {
  action: 'InitiateMultipartUpload',
  write: true,
  power: 'oss:PutObject',
  run: initiate,
};
export const uploadPart: OssOperation = {
  action: 'UploadPart',
  write: true,
  power: 'oss:PutObject',
  run: uploadOnePart,
};
export const completeMultipartUpload: OssOperation = {
  action: 'CompleteMultipartUpload',
  write: true,
  power: 'oss:PutObject',
  run: complete,
};
export const abortMultipartUpload: OssOperation = {
  action: 'AbortMultipartUpload',
  write: true,
  power: 'oss:AbortMultipartUpload',
  run: (call) => {
    bucketOf(call).uploads.delete(uploadOf(call).id);
    return emptyReply(204);
  },
};
export const listParts: OssOperation = { action: 'ListParts', write: false, power: 'oss:ListParts', run: list };
