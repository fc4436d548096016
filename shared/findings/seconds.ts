import type { AuditEvent } from '../evidence/types';

/** Events (by time) second by second, which is as fine as ActionTrail counts. */
export function* secondsOf(events: readonly AuditEvent[]): Generator<readonly AuditEvent[]> {
  let from = 0;
  while (from < events.length) {
    let to = from + 1;
    while (to < events.length && events[to]?.at === events[from]?.at) to += 1;
    yield events.slice(from, to);
    from = to;
  }
}
