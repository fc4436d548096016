import type { Retention } from './worm';

/** What the account has in OSS, in memory. */

export type Acl = 'private' | 'public-read' | 'public-read-write';
export type VersioningState = 'Enabled' | 'Suspended';

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  /** MD5 in upper-case hexadecimal; for a multipart upload the MD5 of the parts' digests and `-<parts>`. */
  readonly etag: string;
  readonly contentType: string;
  readonly lastModified: Date;
  /** `x-oss-meta-*`, Cache-Control, encryption and so on: answered as they were given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly type: 'Normal' | 'Multipart' | 'Appendable';
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: Date;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly forbidOverwrite: boolean;
  readonly parts: Map<number, { readonly body: Buffer; readonly etag: string; readonly lastModified: Date }>;
}

export interface Encryption {
  readonly algorithm: string;
  readonly keyId?: string;
}

export interface Bucket {
  readonly name: string;
  /** `oss-cn-hangzhou`. */
  readonly location: string;
  readonly created: Date;
  acl: Acl;
  versioning: VersioningState | undefined;
  encryption: Encryption | undefined;
  logging: { readonly targetBucket: string; readonly targetPrefix: string } | undefined;
  /** The bucket policy as it was put. What it denies is denied; what it grants is not played. */
  policy: string | undefined;
  /** The lifecycle rules as they were put. */
  lifecycle: string | undefined;
  /** How long its objects stay as they are. */
  retention: Retention | undefined;
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, Upload>;
}

export class OssStore {
  readonly buckets = new Map<string, Bucket>();
  /** Whether a bucket can have versions and a retention: OSS's pages of different years say both. */
  retainsVersions = true;

  /** Makes an empty private bucket without asking anybody: for set-up and scenarios. An existing one is left as it is. */
  addBucket(name: string, location: string, created: Date): Bucket {
    const existing = this.buckets.get(name);
    if (existing) return existing;
    const bucket: Bucket = {
      name,
      location,
      created,
      acl: 'private',
      versioning: undefined,
      encryption: undefined,
      logging: undefined,
      policy: undefined,
      lifecycle: undefined,
      retention: undefined,
      objects: new Map(),
      uploads: new Map(),
    };
    this.buckets.set(name, bucket);
    return bucket;
  }
}

/** OSS orders keys by their UTF-8 bytes. */
export function sortedKeys(bucket: Bucket, prefix: string): string[] {
  // Sorted after they are chosen: a flooded bucket has tens of thousands.
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix));
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
