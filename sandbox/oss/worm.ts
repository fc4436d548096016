import { randomUUID } from 'node:crypto';
import { ossError } from './errors';
import { bucketOf, emptyReply, type OssCall, read, write, xmlReply } from './operation';
import type { Bucket } from './store';
import { element } from './xml';

const DAY_MS = 86_400_000;
/** A retention that nobody locks within a day is void (InitiateBucketWorm). */
const UNLOCKED_MS = DAY_MS;
const MOST_DAYS = 25_550;

export interface Retention {
  readonly id: string;
  readonly created: Date;
  days: number;
  locked: boolean;
}

const holds = ({ locked, created }: Retention, now: Date): boolean =>
  locked || now.getTime() - created.getTime() < UNLOCKED_MS;

/** Nobody overwrites or deletes an object before its time: 409 FileImmutable. */
export function refuseChange({ retention, objects }: Bucket, key: string, now: Date): void {
  const object = objects.get(key);
  if (!object || !retention || !holds(retention, now)) return;
  if (now.getTime() - object.lastModified.getTime() < retention.days * DAY_MS) throw ossError('FileImmutable');
}

function retentionOf(call: OssCall): Retention {
  const { retention } = bucketOf(call);
  if (!retention) throw ossError('NoSuchWORMConfiguration');
  return retention;
}

/** Throws CloudError 404 where the request names another one than there is. */
function named(call: OssCall): Retention {
  const retention = retentionOf(call);
  if (call.request.query.get('wormId') !== retention.id) throw ossError('NoSuchWORMConfiguration');
  return retention;
}

function daysOf(call: OssCall): number {
  const days = Number(element(call.request.body.toString(), 'RetentionPeriodInDays'));
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw ossError('MalformedXML');
  return days;
}

export const getBucketWorm = read('GetBucketWorm', (call) => {
  const retention = retentionOf(call);
  const { id, created, days, locked } = retention;
  return xmlReply('WormConfiguration', {
    WormId: id,
    State: locked ? 'Locked' : holds(retention, call.now) ? 'InProgress' : 'Expired',
    RetentionPeriodInDays: days,
    CreationDate: created.toISOString(),
    ExpirationDate: new Date(created.getTime() + UNLOCKED_MS).toISOString(),
  });
});

/** Whether a bucket can have versions and a retention: OSS's pages say both. Never where versioning is suspended. */
export const initiateBucketWorm = write('InitiateBucketWorm', (call) => {
  const bucket = bucketOf(call);
  const days = daysOf(call);
  if (bucket.versioning === 'Suspended' || (bucket.versioning && !call.store.retainsVersions))
    throw ossError('InvalidBucketState', 'The bucket has versions.');
  if (bucket.retention && holds(bucket.retention, call.now)) throw ossError('WORMConfigurationLocked');
  const id = randomUUID().replaceAll('-', '').toUpperCase();
  bucket.retention = { id, created: call.now, days, locked: false };
  return emptyReply(200, { 'x-oss-worm-id': id });
});

/** From here on nobody can take it off or make it shorter. */
export const completeBucketWorm = write('CompleteBucketWorm', (call) => {
  const retention = named(call);
  if (!holds(retention, call.now)) throw ossError('InvalidWORMConfiguration');
  retention.locked = true;
  return emptyReply();
});

export const extendBucketWorm = write('ExtendBucketWorm', (call) => {
  const retention = named(call);
  const days = daysOf(call);
  if (!retention.locked || days < retention.days) throw ossError('InvalidWORMConfiguration');
  retention.days = days;
  return emptyReply();
});

export const abortBucketWorm = write('AbortBucketWorm', (call) => {
  if (retentionOf(call).locked) throw ossError('WORMConfigurationLocked');
  bucketOf(call).retention = undefined;
  return emptyReply(204);
});
