import type { AuditEvent } from '../evidence/types';

/**
 * Every stretch of `events` (by time) that begins with one of them and lasts so long, `to` excluded. What enters and what
 * leaves is told once each, however many the events are: linear.
 */
export function* windows(
  events: readonly AuditEvent[],
  lengthMs: number,
  enters: (event: AuditEvent) => void,
  leaves: (event: AuditEvent) => void,
): Generator<{ readonly from: number; readonly to: number }> {
  const times = events.map(({ at }) => Date.parse(at));
  let to = 0;
  for (const [from, first] of events.entries()) {
    const until = (times[from] ?? 0) + lengthMs;
    for (; to < events.length && (times[to] ?? 0) <= until; to += 1) {
      const event = events[to];
      if (event !== undefined) enters(event);
    }
    yield { from, to };
    leaves(first);
  }
}

/** How many different words a window over many holds. */
export class Counter {
  private readonly counts = new Map<string, number>();

  get size(): number {
    return this.counts.size;
  }

  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  remove(word: string): void {
    const left = (this.counts.get(word) ?? 0) - 1;
    if (left > 0) this.counts.set(word, left);
    else this.counts.delete(word);
  }
}
