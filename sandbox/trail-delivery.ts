import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { OssStore } from './oss';
import type { TrailEvent } from './world/events';
import type { World } from './world/world';

/** A trail delivers what has come about every five minutes. */
const EVERY_MS = 300_000;

/**
 * Writes every recorded event into a bucket, as a trail of the account would have delivered it: by region and day, one
 * packed list for every five minutes in which something happened. The bucket is made when there is none; delivered
 * again, the same events make the same objects. Answers the objects' keys.
 * Source: ActionTrail, "What is the storage path of an event that is delivered to an OSS bucket".
 */
export function deliverTrail(world: World, oss: OssStore, bucketName: string, prefix = ''): string[] {
  const bucket = oss.addBucket(bucketName, `oss-${world.region}`, world.now());
  const slots = new Map<string, TrailEvent[]>();
  for (const event of world.events.all()) {
    const end = (Math.floor(Date.parse(event.eventTime) / EVERY_MS) + 1) * EVERY_MS;
    const slot = `${event.acsRegion} ${new Date(end).toISOString()}`;
    slots.set(slot, [...(slots.get(slot) ?? []), event]);
  }
  return [...slots].map(([slot, events]) => {
    const [region = '', end = ''] = slot.split(' ');
    const body = gzipSync(JSON.stringify(events));
    const digest = createHash('md5').update(body).digest('hex');
    const digits = end.replace(/\D/g, '').slice(0, 14);
    const folder = `${prefix === '' ? '' : `${prefix}/`}AliyunLogs/Actiontrail/${region}/${end.slice(0, 10).replaceAll('-', '/')}`;
    const key = `${folder}/Actiontrail_${region}_${digits}_1002_${events.length}_${body.length}_${digest}.gz`;
    bucket.objects.set(key, {
      key,
      body,
      etag: digest.toUpperCase(),
      contentType: 'application/octet-stream',
      lastModified: new Date(end),
      headers: {},
      type: 'Normal',
    });
    return key;
  });
}
