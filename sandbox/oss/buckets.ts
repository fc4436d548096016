import type { Reply } from '../kernel/types';
import { ossError } from './errors';
import { bucketOf, emptyReply, type OssCall, read, write, xmlReply } from './operation';
import type { Acl, Bucket } from './store';
import { element, type XmlNode } from './xml';

const NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const ACLS: readonly string[] = ['private', 'public-read', 'public-read-write'] satisfies Acl[];

export function isAcl(text: string): text is Acl {
  return ACLS.includes(text);
}

function aclHeader(call: OssCall): Acl | undefined {
  const acl = call.request.headers['x-oss-acl'];
  if (acl === undefined) return undefined;
  if (!isAcl(acl)) throw ossError('InvalidArgument', 'no such bucket access control exists');
  return acl;
}

function owner(call: OssCall): XmlNode {
  return { ID: call.kernel.accountId, DisplayName: call.kernel.accountId };
}

/** Putting a bucket that is one's own already succeeds, and changes its ACL when one is named. */
function put(call: OssCall): Reply {
  if (!NAME.test(call.bucketName)) throw ossError('InvalidBucketName');
  const acl = aclHeader(call);
  const bucket = call.store.addBucket(call.bucketName, `oss-${call.kernel.region}`, call.now);
  if (acl) bucket.acl = acl;
  return emptyReply(200, { location: `/${bucket.name}` });
}

function remove(call: OssCall): Reply {
  const bucket = bucketOf(call);
  if (bucket.objects.size > 0 || bucket.uploads.size > 0) throw ossError('BucketNotEmpty');
  call.store.buckets.delete(bucket.name);
  return emptyReply(204);
}

function encryptionRule(bucket: Bucket): XmlNode {
  return { SSEAlgorithm: bucket.encryption?.algorithm ?? 'None', KMSMasterKeyID: bucket.encryption?.keyId };
}

function info(call: OssCall): Reply {
  const bucket = bucketOf(call);
  return xmlReply('BucketInfo', {
    Bucket: {
      AccessMonitor: 'Disabled',
      CreationDate: bucket.created.toISOString(),
      DataRedundancyType: 'LRS',
      ExtranetEndpoint: `${bucket.location}.aliyuncs.com`,
      IntranetEndpoint: `${bucket.location}-internal.aliyuncs.com`,
      Location: bucket.location,
      Name: bucket.name,
      StorageClass: 'Standard',
      Versioning: bucket.versioning,
      Owner: owner(call),
      AccessControlList: { Grant: bucket.acl },
      ServerSideEncryptionRule: encryptionRule(bucket),
      BucketPolicy: bucket.logging
        ? { LogBucket: bucket.logging.targetBucket, LogPrefix: bucket.logging.targetPrefix }
        : { LogBucket: '', LogPrefix: '' },
    },
  });
}

function list(call: OssCall): Reply {
  const prefix = call.request.query.get('prefix') ?? '';
  const buckets = [...call.store.buckets.values()].filter((bucket) => bucket.name.startsWith(prefix));
  return xmlReply('ListAllMyBucketsResult', {
    Owner: owner(call),
    Buckets: {
      Bucket: buckets
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((bucket) => ({
          CreationDate: bucket.created.toISOString(),
          ExtranetEndpoint: `${bucket.location}.aliyuncs.com`,
          IntranetEndpoint: `${bucket.location}-internal.aliyuncs.com`,
          Location: bucket.location,
          Name: bucket.name,
          Region: bucket.location.replace(/^oss-/, ''),
          StorageClass: 'Standard',
        })),
    },
  });
}

export const listBuckets = read('ListBuckets', list);
export const putBucket = write('PutBucket', put);
export const deleteBucket = write('DeleteBucket', remove);
export const getBucketInfo = read('GetBucketInfo', info);
export const getBucketLocation = read('GetBucketLocation', (call) =>
  xmlReply('LocationConstraint', bucketOf(call).location),
);

export const getBucketAcl = read('GetBucketAcl', (call) =>
  xmlReply('AccessControlPolicy', { Owner: owner(call), AccessControlList: { Grant: bucketOf(call).acl } }),
);
export const putBucketAcl = write('PutBucketAcl', (call) => {
  const bucket = bucketOf(call);
  const acl = aclHeader(call);
  if (!acl) throw ossError('InvalidArgument', 'The x-oss-acl header is missing.');
  bucket.acl = acl;
  return emptyReply();
});

export const getBucketVersioning = read('GetBucketVersioning', (call) =>
  xmlReply('VersioningConfiguration', { Status: bucketOf(call).versioning }),
);
export const putBucketVersioning = write('PutBucketVersioning', (call) => {
  const bucket = bucketOf(call);
  const status = element(call.request.body.toString(), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw ossError('MalformedXML');
  if (bucket.retention && (status === 'Suspended' || !call.store.retainsVersions))
    throw ossError('InvalidBucketState', 'The bucket has a retention policy.');
  bucket.versioning = status;
  return emptyReply();
});

export const getBucketEncryption = read('GetBucketEncryption', (call) => {
  const bucket = bucketOf(call);
  if (!bucket.encryption) throw ossError('NoSuchServerSideEncryptionRule');
  return xmlReply('ServerSideEncryptionRule', { ApplyServerSideEncryptionByDefault: encryptionRule(bucket) });
});
export const putBucketEncryption = write('PutBucketEncryption', (call) => {
  const bucket = bucketOf(call);
  const xml = call.request.body.toString();
  const algorithm = element(xml, 'SSEAlgorithm') ?? '';
  if (!['AES256', 'KMS', 'SM4'].includes(algorithm)) throw ossError('InvalidEncryptionAlgorithmError');
  const keyId = element(xml, 'KMSMasterKeyID');
  bucket.encryption = { algorithm, ...(keyId ? { keyId } : {}) };
  return emptyReply();
});
export const deleteBucketEncryption = write('DeleteBucketEncryption', (call) => {
  bucketOf(call).encryption = undefined;
  return emptyReply(204);
});

export const getBucketLogging = read('GetBucketLogging', (call) => {
  const { logging } = bucketOf(call);
  return xmlReply('BucketLoggingStatus', {
    LoggingEnabled: logging && { TargetBucket: logging.targetBucket, TargetPrefix: logging.targetPrefix },
  });
});
export const putBucketLogging = write('PutBucketLogging', (call) => {
  const bucket = bucketOf(call);
  const enabled = element(call.request.body.toString(), 'LoggingEnabled');
  if (enabled === undefined) {
    bucket.logging = undefined;
    return emptyReply();
  }
  const targetBucket = element(enabled, 'TargetBucket') ?? '';
  if (!call.store.buckets.has(targetBucket)) throw ossError('InvalidTargetBucketForLogging');
  bucket.logging = { targetBucket, targetPrefix: element(enabled, 'TargetPrefix') ?? '' };
  return emptyReply();
});
export const deleteBucketLogging = write('DeleteBucketLogging', (call) => {
  bucketOf(call).logging = undefined;
  return emptyReply(204);
});

export const getBucketPolicy = read('GetBucketPolicy', (call) => {
  const { policy } = bucketOf(call);
  if (policy === undefined) throw ossError('NoSuchBucketPolicy');
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
});
export const putBucketPolicy = write('PutBucketPolicy', (call) => {
  bucketOf(call).policy = call.request.body.toString();
  return emptyReply();
});
export const deleteBucketPolicy = write('DeleteBucketPolicy', (call) => {
  bucketOf(call).policy = undefined;
  return emptyReply(204);
});
