import type { SandboxRequest } from '../kernel/types';
import type { OssAddress } from './address';
import * as buckets from './buckets';
import * as lifecycle from './lifecycle';
import * as listing from './listing';
import * as multipart from './multipart';
import * as objects from './objects';
import type { OssOperation } from './operation';
import * as worm from './worm';

/** Bucket operations by method and subresource; the empty subresource is the bucket itself. */
const BUCKET: Readonly<Record<string, OssOperation>> = {
  'GET ': listing.listObjects,
  'GET list-type': listing.listObjectsV2,
  'GET bucketInfo': buckets.getBucketInfo,
  'GET location': buckets.getBucketLocation,
  'GET acl': buckets.getBucketAcl,
  'GET versioning': buckets.getBucketVersioning,
  'GET encryption': buckets.getBucketEncryption,
  'GET logging': buckets.getBucketLogging,
  'GET lifecycle': lifecycle.getBucketLifecycle,
  'GET policy': buckets.getBucketPolicy,
  'GET worm': worm.getBucketWorm,
  'PUT ': buckets.putBucket,
  'PUT acl': buckets.putBucketAcl,
  'PUT versioning': buckets.putBucketVersioning,
  'PUT encryption': buckets.putBucketEncryption,
  'PUT logging': buckets.putBucketLogging,
  'PUT lifecycle': lifecycle.putBucketLifecycle,
  'PUT policy': buckets.putBucketPolicy,
  'POST worm': worm.initiateBucketWorm,
  'POST wormId': worm.completeBucketWorm,
  'POST wormExtend': worm.extendBucketWorm,
  'POST delete': objects.deleteMultipleObjects,
  'DELETE ': buckets.deleteBucket,
  'DELETE encryption': buckets.deleteBucketEncryption,
  'DELETE logging': buckets.deleteBucketLogging,
  'DELETE lifecycle': lifecycle.deleteBucketLifecycle,
  'DELETE worm': worm.abortBucketWorm,
  'DELETE policy': buckets.deleteBucketPolicy,
};

const OBJECT: Readonly<Record<string, OssOperation>> = {
  'GET ': objects.getObject,
  'GET uploadId': multipart.listParts,
  'HEAD ': objects.headObject,
  'HEAD objectMeta': objects.getObjectMeta,
  'PUT ': objects.putObject,
  'PUT partNumber': multipart.uploadPart,
  'POST uploads': multipart.initiateMultipartUpload,
  'POST uploadId': multipart.completeMultipartUpload,
  'DELETE ': objects.deleteObject,
  'DELETE uploadId': multipart.abortMultipartUpload,
};

/** Query parameters that choose an operation, the most telling first: a part's upload names `uploadId` as well. */
const CHOOSERS = [
  'partNumber',
  'uploadId',
  'uploads',
  'delete',
  'bucketInfo',
  'location',
  'acl',
  'versioning',
  'encryption',
  'logging',
  'policy',
  'objectMeta',
  'list-type',
  'append',
  'tagging',
  'lifecycle',
  'worm',
  'wormExtend',
  'wormId',
  'versions',
  'cors',
  'referer',
  'website',
  'stat',
  'symlink',
  'restore',
  'replication',
  'inventory',
  'requestPayment',
  'qosInfo',
  'regionList',
];

/**
 * The operation that a request means, and whether it is about a bucket (what ActionTrail's management events hold) or
 * about objects. Undefined: the sandbox does not have it.
 */
export function route(
  request: SandboxRequest,
  address: OssAddress,
): { operation: OssOperation; ofBucket: boolean } | undefined {
  if (address.bucket === '')
    return request.method === 'GET' ? { operation: buckets.listBuckets, ofBucket: true } : undefined;
  const chooser = CHOOSERS.find((name) => request.query.has(name)) ?? '';
  if (chooser === 'list-type' && request.query.get('list-type') !== '2') return undefined;
  if (address.key === '') {
    const operation = BUCKET[`${request.method} ${chooser}`];
    return operation && { operation, ofBucket: !isObjectData(operation) };
  }
  if (`${request.method} ${chooser}` === 'PUT ' && 'x-oss-copy-source' in request.headers) {
    return { operation: objects.copyObject, ofBucket: false };
  }
  const operation = OBJECT[`${request.method} ${chooser}`];
  return operation && { operation, ofBucket: false };
}

/** Listings and deletions of objects go to the bucket's address, and are data operations all the same. */
function isObjectData(operation: OssOperation): boolean {
  return [listing.listObjects, listing.listObjectsV2, objects.deleteMultipleObjects].includes(operation);
}
