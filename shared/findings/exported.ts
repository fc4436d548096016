import { parseAuditEvent } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { isDeeperThan, isObject, type JsonObject, object, text } from '../signal/loose';
import { isElsewhere } from './accounts';
import { Answers } from './answers';
import { bucketOf, fuller, isCopy, madeId } from './copies';
import type { Item } from './cutter';
import { plainForm } from './plain-form';
import { packedIn } from './unpacked';

/** Why something in the files is no event: each with how often. */
export type Skipped = Partial<
  Record<
    'not-json' | 'cut-short' | 'too-long' | 'too-deep' | 'no-event' | 'no-caller' | 'duplicate' | 'other-account',
    number
  >
>;

type Reason = keyof Skipped;

/** How deep exports pack an event into others: a list in an answer, a text in an object. */
const MOST_NESTING = 4;
/** How deep an event's own fields go at most; ActionTrail's are three or four, with texts in them that hold more. */
const DEEPEST = 64;
/** So many events of one id, second and name are compared with each other. */
const MOST_OF_ONE_ID = 100;

/**
 * Gathers events from whatever an export holds: plain events, LookupEvents' answers, CloudEvents, SLS records, events as
 * text. Every event once; what is none is counted by its reason, never dropped.
 */
export class EventCollector {
  readonly events: AuditEvent[] = [];
  private readonly answers = new Answers();
  private readonly counts = new Map<Reason, number>();
  /** Where the events stand in `events` that may be copies of each other: exports give one id to several. */
  private readonly places = new Map<string, readonly number[]>();

  constructor(private readonly accountId: string | undefined) {}

  get skipped(): Skipped {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** What is known to be missing. */
  get notes(): string[] {
    return this.answers.notes;
  }

  /** Events so far, those that came again or are another account's as well. */
  get taken(): number {
    return this.events.length + (this.counts.get('duplicate') ?? 0) + (this.counts.get('other-account') ?? 0);
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
    const packed = packedIn(value);
    if (packed === undefined) return this.takeRecord(plainForm(value));
    if (Array.isArray(packed)) {
      this.answers.take(value);
      return this.take(packed, depth);
    }
    return this.take(packed, depth + 1);
  }

  private takeText(value: string, depth: number): Reason | undefined {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      return 'not-json';
    }
    return this.take(parsed, depth + 1);
  }

  private takeRecord(record: JsonObject): Reason | undefined {
    // What nobody can walk must not end the look at everything else.
    if (isDeeperThan(record, DEEPEST)) return 'too-deep';
    const parsed = parseAuditEvent(record);
    if (parsed.name === '') return 'no-event';
    const event = parsed.eventId === '' ? { ...parsed, eventId: madeId(parsed) } : parsed;
    if (this.accountId !== undefined && isElsewhere(event, this.accountId)) return 'other-account';
    const bucket = bucketOf(event);
    const known = this.places.get(bucket) ?? [];
    const place = known.find((at) => isCopy(this.events[at] ?? event, event));
    if (place !== undefined) {
      this.events[place] = fuller(this.events[place] ?? event, event);
      return 'duplicate';
    }
    // Beyond that copies are no longer looked for: an event too many is better than one that is lost.
    if (known.length < MOST_OF_ONE_ID) this.places.set(bucket, [...known, this.events.length]);
    this.events.push(event);
    return hasCaller(event) ? undefined : 'no-caller';
  }

  private count(why: Reason | undefined): void {
    if (why !== undefined) this.counts.set(why, (this.counts.get(why) ?? 0) + 1);
  }
}

/** Calls of the cloud's own services may name nobody; any other one may be the key's. */
function hasCaller({ raw }: AuditEvent): boolean {
  if (/service/i.test(text(raw, 'eventType') ?? '')) return true;
  const identity = object(raw, 'userIdentity');
  return identity !== undefined && Object.values(identity).some((value) => value !== null && value !== '');
}
