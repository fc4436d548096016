import type OSS from 'ali-oss';
import { CloudNotFound } from '../errors';
import { bucketCall } from './bucket-call';
import { ifThere } from './call';
import type { Connection } from './connection';

export const UPLOAD_RULE = 'ak-tourniquet-uploads';
export const UPLOAD_DAYS = 7;

export interface LifecycleRule {
  readonly id: string;
  readonly prefix: string;
  readonly isOn: boolean;
  /** Objects go, some time. */
  readonly deletes: boolean;
  readonly endsUploads: boolean;
}

/** Makes and looks at buckets: set-up's alone. */
export class BucketSetup {
  constructor(private readonly connection: Connection) {}

  private call<T>(action: string, bucket: string, attempt: (oss: OSS) => Promise<T>): Promise<T> {
    return bucketCall(this.connection, action, bucket, attempt);
  }

  /** Whether the bucket is there and ours to see. Throws CloudForbidden when it is somebody else's. */
  async info(bucket: string): Promise<{
    readonly acl: string;
    readonly versioning: string | undefined;
    readonly encryption: string | undefined;
  }> {
    const answer = await this.call('GetBucketInfo', bucket, (oss) => oss.getBucketInfo(bucket));
    const found = answer.bucket as Record<string, unknown>;
    const acl = (found['AccessControlList'] as { Grant?: string } | undefined)?.Grant;
    const rule = found['ServerSideEncryptionRule'] as { SSEAlgorithm?: string } | undefined;
    const algorithm = rule?.SSEAlgorithm;
    return {
      acl: acl ?? 'unknown',
      versioning: typeof found['Versioning'] === 'string' ? found['Versioning'] : undefined,
      encryption: algorithm && algorithm !== 'None' ? algorithm : undefined,
    };
  }

  /** The bucket policy as OSS tells it; undefined where the bucket has none. */
  async policy(bucket: string): Promise<unknown> {
    const answer = await ifThere(
      this.call('GetBucketPolicy', bucket, (oss) =>
        (oss as OSS & { getBucketPolicy(name: string): Promise<{ policy: unknown }> }).getBucketPolicy(bucket),
      ),
    );
    return answer?.policy ?? undefined;
  }

  /** Throws CloudForbidden when it is somebody else's. */
  async isThere(bucket: string): Promise<boolean> {
    try {
      await this.info(bucket);
      return true;
    } catch (error) {
      if (error instanceof CloudNotFound) return false;
      throw error;
    }
  }

  /** A private bucket in the connection's region. */
  async create(bucket: string): Promise<void> {
    await this.call('PutBucket', bucket, (oss) => oss.putBucket(bucket, { acl: 'private' } as never));
  }

  /** Throws CloudCallFailed (BucketNotEmpty) while anything is in it. */
  async remove(bucket: string): Promise<void> {
    await this.call('DeleteBucket', bucket, (oss) => oss.deleteBucket(bucket));
  }

  /** The bucket's lifecycle rules; none where it has none. */
  async lifecycle(bucket: string): Promise<LifecycleRule[]> {
    try {
      const answer = await this.call('GetBucketLifecycle', bucket, (oss) => oss.getBucketLifecycle(bucket));
      // A bucket without rules answers null in its place.
      const rules = (answer.rules ?? []) as unknown as Readonly<Record<string, unknown>>[];
      return rules.map((rule) => ({
        id: String(rule['id'] ?? ''),
        prefix: typeof rule['prefix'] === 'string' ? rule['prefix'] : '',
        isOn: rule['status'] !== 'Disabled',
        deletes: 'expiration' in rule,
        endsUploads: 'abortMultipartUpload' in rule,
      }));
    } catch (error) {
      if (error instanceof CloudNotFound) return [];
      throw error;
    }
  }

  /** One rule, in the place of any other: what interrupted uploads leave under the prefix goes after a week. */
  async endUploads(bucket: string, prefix: string): Promise<void> {
    const rule = { id: UPLOAD_RULE, prefix, status: 'Enabled', abortMultipartUpload: { days: String(UPLOAD_DAYS) } };
    await this.call('PutBucketLifecycle', bucket, (oss) => oss.putBucketLifecycle(bucket, [rule as never]));
  }

  async encrypt(bucket: string): Promise<void> {
    await this.call('PutBucketEncryption', bucket, (oss) =>
      (oss as OSS & { putBucketEncryption(name: string, o: object): Promise<unknown> }).putBucketEncryption(bucket, {
        SSEAlgorithm: 'AES256',
      }),
    );
  }
}
