import type OSS from 'ali-oss';
import { callCloud, ORDINARY } from './call';
import type { Connection } from './connection';
import { ossOptions } from './oss-options';

type AliOss = typeof OSS;

/** Makes and looks at buckets: set-up's alone. */
export class BucketSetup {
  constructor(private readonly connection: Connection) {}

  private async call<T>(action: string, bucket: string, attempt: (oss: OSS) => Promise<T>): Promise<T> {
    const loaded = await import('ali-oss');
    const Client = ((loaded as { default?: AliOss }).default ?? loaded) as AliOss;
    const oss = new Client(ossOptions(this.connection, bucket, 'set-up'));
    return callCloud('oss', action, ORDINARY, this.connection.clock, () => attempt(oss));
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

  /** A private bucket in the connection's region. */
  async create(bucket: string): Promise<void> {
    await this.call('PutBucket', bucket, (oss) => oss.putBucket(bucket, { acl: 'private' } as never));
  }

  async encrypt(bucket: string): Promise<void> {
    await this.call('PutBucketEncryption', bucket, (oss) =>
      (oss as OSS & { putBucketEncryption(name: string, o: object): Promise<unknown> }).putBucketEncryption(bucket, {
        SSEAlgorithm: 'AES256',
      }),
    );
  }
}
