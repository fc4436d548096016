import { BucketRetention } from './bucket-retention';
import { BucketSetup } from './bucket-setup';
import type { Connection } from './connection';

/** Who may read a bucket, and whether what lies in it can be taken away unseen. */
export interface BucketProtection {
  /** `private`, `public-read`, `public-read-write`, or `unknown`. */
  readonly acl: string;
  readonly keepsVersions: boolean;
  /** A locked retention, by which nobody deletes or overwrites before its days are over. */
  readonly retainedDays: number | undefined;
}

/** What set-up reads of its own buckets, of any bucket of the account; it changes nothing. */
export class BucketFactsService {
  private readonly setup: BucketSetup;
  private readonly retention: BucketRetention;

  constructor(connection: Connection) {
    this.setup = new BucketSetup(connection);
    this.retention = new BucketRetention(connection);
  }

  /** Throws CloudNotFound for a bucket that is not there, CloudForbidden for somebody else's. */
  async protection(bucket: string): Promise<BucketProtection> {
    const [info, retention] = await Promise.all([this.setup.info(bucket), this.retention.retention(bucket)]);
    return {
      acl: info.acl,
      keepsVersions: info.versioning === 'Enabled',
      retainedDays: retention?.isLocked ? retention.days : undefined,
    };
  }
}
