import type { AuditEvent } from '../../evidence/types';
import { bucketOf } from '../account';
import { isRead } from '../calls';
import { parameter, wordsOf } from '../parameters';
import { PATTERNS } from '../verdicts-of-patterns';
import type { Pattern, Seen } from './model';

const WITHIN_MS = 3_600_000;
/** Paths of sites are shallow; somebody else chose these. */
const DEEPEST = 20;
const REFRESHES = /^(RefreshObjectCaches|RefreshDcdnObjectCaches|PurgeCaches)$/;

/**
 * An object of the site is read, written over, and refreshed in the caches by its name: somebody has changed what was
 * there. A build writes what it has built and has no need to read it. Only from elsewhere. Pure.
 */
export function swaps({ events, standing, baseline }: Seen): Pattern[] {
  if (standing !== 'stranger') return [];
  const reads = new Map<string, AuditEvent>();
  const swapped = new Map<string, { readonly read: AuditEvent; readonly write: AuditEvent }>();
  const kept = new Set<AuditEvent>();
  for (const event of events) {
    if (event.errorCode !== undefined) continue;
    const name = /^oss$/i.test(event.service) ? parameter(event, 'objectName', 'object', 'key') : undefined;
    if (name !== undefined) {
      const object = `${bucketOf(event) ?? ''}/${name}`;
      if (isRead(event)) reads.set(object, event);
      const read = reads.get(object);
      const isOverwritten = event.name === 'PutObject' && read !== undefined && !baseline.isNewBucket(event);
      if (isOverwritten) swapped.set(name, { read, write: event });
    } else if (REFRESHES.test(event.name)) {
      for (const path of pathsOf(event)) {
        const swap = swapped.get(path);
        if (swap === undefined || Date.parse(event.at) - Date.parse(swap.write.at) > WITHIN_MS) continue;
        for (const one of [swap.read, swap.write, event]) kept.add(one);
      }
    }
  }
  return kept.size > 0 ? [{ what: PATTERNS.swapped, events: events.filter((one) => kept.has(one)), points: 2 }] : [];
}

/** `https://www.example.com/js/pay.js` -> `js/pay.js`, `pay.js`: hosts are bound to buckets, or to a folder of one. */
function pathsOf(event: AuditEvent): string[] {
  return wordsOf(event)
    .flatMap(({ word }) => word.split(/[\s,]+/))
    .flatMap((address) => {
      const parts = (address.replace(/^\w+:\/\//, '').split(/[?#]/)[0] ?? '').split('/').slice(1, DEEPEST);
      return parts.map((_, i) => parts.slice(i).join('/'));
    });
}
