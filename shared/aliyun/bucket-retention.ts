import type OSS from 'ali-oss';
import { CloudNotFound } from '../errors';
import { bucketCall } from './bucket-call';
import type { Connection } from './connection';

/** What the published types of the SDK do not have. */
type Worm = OSS & {
  putBucketVersioning(name: string, status: string): Promise<unknown>;
  getBucketWorm(name: string): Promise<{ wormId: string; state: string; days: string }>;
  initiateBucketWorm(name: string, days: string): Promise<{ wormId: string }>;
  completeBucketWorm(name: string, wormId: string): Promise<unknown>;
  extendBucketWorm(name: string, wormId: string, days: string): Promise<unknown>;
};

/** For how long nobody may change or delete what lies in a bucket. `isLocked`: nobody can take that back any more. */
export interface Retention {
  readonly id: string;
  readonly days: number;
  readonly isLocked: boolean;
}

/** Versions and retention of a bucket (OSS, "Versioning", "Retention policies"): set-up's alone. */
export class BucketRetention {
  constructor(private readonly connection: Connection) {}

  private call<T>(action: string, bucket: string, attempt: (oss: Worm) => Promise<T>): Promise<T> {
    return bucketCall(this.connection, action, bucket, (oss) => attempt(oss as Worm));
  }

  /** Throws CloudCallFailed where OSS lets no bucket have versions beside a retention. */
  async keepVersions(bucket: string): Promise<void> {
    await this.call('PutBucketVersioning', bucket, (oss) => oss.putBucketVersioning(bucket, 'Enabled'));
  }

  /** Undefined: there is none, or one that nobody locked within a day and that is void. */
  async retention(bucket: string): Promise<Retention | undefined> {
    try {
      const { wormId, state, days } = await this.call('GetBucketWorm', bucket, (oss) => oss.getBucketWorm(bucket));
      if (state === 'Expired') return undefined;
      return { id: wormId, days: Number(days), isLocked: state === 'Locked' };
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      throw error;
    }
  }

  /** From here on nobody deletes or overwrites an object before so many days have passed; it is void after a day, unless locked. */
  async retain(bucket: string, days: number): Promise<void> {
    await this.call('InitiateBucketWorm', bucket, (oss) => oss.initiateBucketWorm(bucket, String(days)));
  }

  /** For good: it can be made longer, never shorter, and nobody can take it off, the account's owner included. */
  async lock(bucket: string, id: string): Promise<void> {
    await this.call('CompleteBucketWorm', bucket, (oss) => oss.completeBucketWorm(bucket, id));
  }

  async extend(bucket: string, id: string, days: number): Promise<void> {
    await this.call('ExtendBucketWorm', bucket, (oss) => oss.extendBucketWorm(bucket, id, String(days)));
  }
}
