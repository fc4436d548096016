import { parseAuditEvent } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { field, isObject, text } from '../signal/loose';
import type { Item } from './items';

/** Why something in the files is no event: each with how often. */
export type Skipped = Partial<Record<'not-json' | 'cut-short' | 'no-event' | 'duplicate' | 'other-account', number>>;

type Reason = keyof Skipped;

/** How deep exports pack an event into others: a list in an answer, a text in an object. */
const MOST_NESTING = 4;

/**
 * Gathers events from whatever an export holds: plain events, LookupEvents' answers, CloudEvents, SLS records, events as
 * text. Every event once; what is none is counted by its reason, never dropped.
 */
export class EventCollector {
  readonly events: AuditEvent[] = [];
  private readonly counts = new Map<Reason, number>();
  private readonly ids = new Set<string>();

  constructor(private readonly accountId: string | undefined) {}

  get skipped(): Skipped {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  add(item: Item): void {
    this.count('unread' in item ? item.unread : this.take(item.value, 0));
  }

  /** Why it is no event; undefined when it was one, or was gone through. */
  private take(value: unknown, depth: number): Reason | undefined {
    if (depth > MOST_NESTING) return 'no-event';
    if (Array.isArray(value)) {
      for (const one of value) this.count(this.take(one, depth + 1));
      return undefined;
    }
    if (typeof value === 'string') return this.takeText(value, depth);
    if (!isObject(value)) return 'no-event';
    const list = field(value, 'events');
    if (Array.isArray(list)) return this.take(list, depth);
    if (field(value, 'eventName') === undefined && isObject(field(value, 'data')))
      return this.take(field(value, 'data'), depth + 1);
    return this.takeEvent(parseAuditEvent(value));
  }

  private takeText(value: string, depth: number): Reason | undefined {
    try {
      return this.take(JSON.parse(value), depth + 1);
    } catch {
      return 'not-json';
    }
  }

  private takeEvent(event: AuditEvent): Reason | undefined {
    if (event.name === '') return 'no-event';
    const account = text(event.raw, 'recipientAccountId');
    if (this.accountId !== undefined && account !== undefined && account !== this.accountId) return 'other-account';
    if (event.eventId !== '') {
      if (this.ids.has(event.eventId)) return 'duplicate';
      this.ids.add(event.eventId);
    }
    this.events.push(event);
    return undefined;
  }

  private count(why: Reason | undefined): void {
    if (why !== undefined) this.counts.set(why, (this.counts.get(why) ?? 0) + 1);
  }
}
