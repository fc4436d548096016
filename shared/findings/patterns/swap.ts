import type { AuditEvent } from '../../evidence/types';
import { bucketOf } from '../account';
import { isRead } from '../calls';
import { parameter, wordsOf } from '../parameters';
import { PATTERNS } from '../verdicts-of-patterns';
import type { Pattern, Seen } from './model';

const WITHIN_MS = 3_600_000;
const REFRESHES = /^(RefreshObjectCaches|RefreshDcdnObjectCaches|RefreshObjectCacheByCacheTag|PurgeCaches)$/;

/**
 * An object of the site is read, written over, and refreshed in the caches by its name: somebody has changed what was
 * there. A build writes what it has built and has no need to read it. Only from elsewhere. Pure.
 */
export function swaps({ events, standing, baseline }: Seen): Pattern[] {
  if (standing !== 'stranger') return [];
  const readAt = new Map<string, AuditEvent>();
  const written = new Map<string, { readonly read: AuditEvent; readonly write: AuditEvent }>();
  const kept = new Set<AuditEvent>();
  for (const event of events) {
    if (event.errorCode !== undefined) continue;
    const object = /^oss$/i.test(event.service) ? objectOf(event) : undefined;
    if (object !== undefined && isRead(event)) readAt.set(object, event);
    const read = object === undefined ? undefined : readAt.get(object);
    if (object !== undefined && read !== undefined && event.name === 'PutObject' && !baseline.isNewBucket(event))
      written.set(object, { read, write: event });
    if (REFRESHES.test(event.name))
      for (const [name, { read: from, write }] of written)
        if (Date.parse(event.at) - Date.parse(write.at) <= WITHIN_MS && names(event, name))
          for (const one of [from, write, event]) kept.add(one);
  }
  return kept.size > 0 ? [{ what: PATTERNS.swapped, events: events.filter((one) => kept.has(one)), points: 2 }] : [];
}

/** `bucket/build/app.js` */
function objectOf(event: AuditEvent): string | undefined {
  const name = parameter(event, 'objectName', 'object', 'key');
  return name === undefined ? undefined : `${bucketOf(event) ?? ''}/${name}`;
}

/** One of the call's addresses ends with the object's name: hosts are bound to buckets, paths are objects' names. */
function names(event: AuditEvent, object: string): boolean {
  const path = object.slice(object.indexOf('/'));
  return wordsOf(event).some(({ word }) => word.split(/[\s,]+/).some((one) => one.split('?')[0]?.endsWith(path)));
}
