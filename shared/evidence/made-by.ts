import { Highlights } from './highlights';
import { describeMade, type Made } from './made';
import type { AuditEvent } from './types';

/** As many as an alert and a page can tell. */
const MOST = 100;

/** What these calls made or gave power to, each once, oldest first; sessions stand apart. Pure. */
export function madeByCalls(events: Iterable<AuditEvent>): Made[] {
  const highlights = new Highlights();
  const made = new Map<string, Made>();
  for (const event of [...events].sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const one = event.errorCode === undefined ? highlights.of(event)?.made : undefined;
    if (one !== undefined && one.kind !== 'session' && made.size < MOST) made.set(describeMade(one, 'en'), one);
  }
  return [...made.values()];
}
