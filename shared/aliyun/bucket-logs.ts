import type OSS from 'ali-oss';
import { type CallPatience, callCloud, ORDINARY, promised } from './call';
import type { Connection } from './connection';
import { ossOptions } from './oss-options';
import { pagesOf } from './pages';

type AliOss = typeof OSS;

/** Where a bucket's requests are logged. */
export interface BucketLogging {
  readonly bucket: string;
  readonly prefix: string;
}

export interface OwnBucket {
  readonly name: string;
  /** `cn-hangzhou` */
  readonly region: string;
}

interface BucketPage {
  readonly buckets?: readonly OwnBucket[] | null;
  readonly isTruncated?: boolean;
  readonly nextMarker?: string | null;
}

/** As much of the SDK as its own getBucketLogging uses: that one keeps the target's name to itself. */
interface RawOss {
  _bucketRequestParams(method: string, bucket: string, subresource: string, options: object): object;
  request(params: object): Promise<{
    readonly data?: { readonly LoggingEnabled?: { readonly TargetBucket?: string; readonly TargetPrefix?: string } };
  }>;
}

/** Which buckets the account has, and where each one's requests are logged. */
export class BucketLogsService {
  private client: Promise<OSS> | undefined;

  constructor(private readonly connection: Connection) {}

  private async call<T>(
    action: string,
    patience: CallPatience,
    attempt: (oss: OSS, timeoutMs: number) => Promise<T>,
  ): Promise<T> {
    this.client ??= import('ali-oss').then((loaded) => {
      const Client = ((loaded as { default?: AliOss }).default ?? loaded) as AliOss;
      return new Client(ossOptions(this.connection, this.connection.evidenceBucket, 'set-up'));
    });
    const oss = await this.client;
    return callCloud('oss', action, patience, this.connection, (timeoutMs) => attempt(oss, timeoutMs));
  }

  /** Every bucket of the account, whatever its region. */
  async list(): Promise<OwnBucket[]> {
    const all: OwnBucket[] = [];
    const pages = pagesOf(
      'oss',
      'ListBuckets',
      async (marker) => {
        const query = { 'max-keys': 1000, ...(marker ? { marker } : {}) };
        const page = await this.call('ListBuckets', ORDINARY, (oss, timeout) =>
          oss.listBuckets(query, { timeout } as never),
        );
        return page as unknown as BucketPage;
      },
      ({ isTruncated, nextMarker }) =>
        isTruncated ? promised('oss', 'ListBuckets', 'NextMarker', nextMarker || undefined) : undefined,
    );
    for await (const { buckets } of pages)
      for (const { name, region } of buckets ?? []) all.push({ name, region: region.replace(/^oss-/, '') });
    return all;
  }

  /** Undefined: the bucket's requests are not logged. Throws CloudNotFound for a bucket that is not there. */
  async loggingOf(bucket: string): Promise<BucketLogging | undefined> {
    const { data } = await this.call('GetBucketLogging', ORDINARY, (oss, timeout) => {
      const raw = oss as unknown as RawOss;
      const params = raw._bucketRequestParams('GET', bucket, 'logging', { timeout });
      return raw.request({ ...params, successStatuses: [200], xmlResponse: true });
    });
    const { TargetBucket, TargetPrefix } = data?.LoggingEnabled ?? {};
    return TargetBucket ? { bucket: TargetBucket, prefix: TargetPrefix ?? '' } : undefined;
  }
}
