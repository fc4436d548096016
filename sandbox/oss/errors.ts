import { CloudError } from '../kernel/types';

/** Status and words of the OSS errors, as the OSS error table of the API reference has them. */
const TABLE = {
  AccessDenied: [403, 'You have no right to access this object because of bucket acl.'],
  BucketAlreadyExists: [
    409,
    'The requested bucket name is not available. Please select a different name and try again.',
  ],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty.'],
  EntityTooSmall: [400, 'Your proposed upload smaller than the minimum allowed object size.'],
  FileAlreadyExists: [409, 'The object you specified already exists and can not be overwritten.'],
  FileImmutable: [409, 'The object you specified is immutable.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The OSS Access Key Id you provided does not exist in our records.'],
  InvalidArgument: [400, 'Invalid argument.'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidBucketState: [409, 'The request is not valid with the current state of the bucket.'],
  InvalidDigest: [400, 'The Content-MD5 you specified is not valid.'],
  InvalidEncryptionAlgorithmError: [400, 'The Encryption request you specified is not valid.'],
  InvalidObjectName: [400, 'The specified object is not valid.'],
  InvalidObjectState: [403, "The operation is not valid for the object's state"],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.",
  ],
  InvalidPartOrder: [
    400,
    'The list of parts was not in ascending order. Parts list must be specified in order by part number.',
  ],
  InvalidSecurityToken: [403, 'The security token you provided is invalid.'],
  InvalidTargetBucketForLogging: [
    400,
    'The target bucket for logging does not exist, is not owned by you, or does not have the appropriate grants for the log delivery group.',
  ],
  InvalidWORMConfiguration: [400, 'The WORM configuration is not valid.'],
  MalformedXML: [400, 'The XML you provided was not well-formed or did not validate against our published schema.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchLifecycle: [404, 'No Row found in Lifecycle Table.'],
  NoSuchBucketPolicy: [404, 'The bucket policy does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchServerSideEncryptionRule: [404, 'The server side encryption configuration does not exist.'],
  NoSuchUpload: [
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  ],
  NoSuchWORMConfiguration: [404, 'The WORM configuration does not exist.'],
  NotImplemented: [501, 'A header or query you provided implies functionality that the sandbox does not have.'],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold.'],
  QpsLimitExceeded: [503, 'Please reduce your request rate.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the current time is too large.'],
  SecurityTokenExpired: [403, 'The security token you provided has expired.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  WORMConfigurationLocked: [409, 'The WORM configuration is locked.'],
} as const;

export type OssErrorCode = keyof typeof TABLE;

/** A CloudError with the code's own status and words, or with other words for it. */
export function ossError(code: OssErrorCode, message?: string): CloudError {
  const [status, words] = TABLE[code];
  return new CloudError(status, code, message ?? words);
}
