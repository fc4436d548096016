import { createHash } from 'node:crypto';
import { parseAuditEvent } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { field, isObject, type JsonObject, object, text } from '../signal/loose';
import { isElsewhere } from './accounts';
import { Answers } from './answers';
import type { Item } from './cutter';
import { plainForm } from './plain-form';

/** Why something in the files is no event: each with how often. */
export type Skipped = Partial<
  Record<'not-json' | 'cut-short' | 'too-long' | 'no-event' | 'no-caller' | 'duplicate' | 'other-account', number>
>;

type Reason = keyof Skipped;

/** How deep exports pack an event into others: a list in an answer, a text in an object. */
const MOST_NESTING = 4;

/**
 * Gathers events from whatever an export holds: plain events, LookupEvents' answers, CloudEvents, SLS records, events as
 * text. Every event once; what is none is counted by its reason, never dropped.
 */
export class EventCollector {
  readonly events: AuditEvent[] = [];
  private readonly answers = new Answers();
  private readonly counts = new Map<Reason, number>();
  /** Where the event of an identity stands in `events`. */
  private readonly places = new Map<string, number>();

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
    const list = field(value, 'events');
    if (Array.isArray(list)) {
      this.answers.take(value);
      return this.take(list, depth);
    }
    const data = field(value, 'eventName') === undefined ? field(value, 'data') : undefined;
    if (isObject(data)) return this.take(withAccount(data, value), depth + 1);
    const given = field(value, 'eventName') === undefined ? field(value, 'event') : undefined;
    const inner = given === undefined ? undefined : object(value, 'event');
    // Text that holds no object may hold text that does.
    if (typeof given === 'string' && inner === undefined) return this.takeText(given, depth);
    return this.takeEvent(parseAuditEvent(plainForm(inner ?? value)));
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

  private takeEvent(parsed: AuditEvent): Reason | undefined {
    if (parsed.name === '') return 'no-event';
    const event = parsed.eventId === '' ? { ...parsed, eventId: madeId(parsed) } : parsed;
    if (this.accountId !== undefined && isElsewhere(event, this.accountId)) return 'other-account';
    const identity = this.identityOf(event);
    const known = this.places.get(identity);
    if (known === undefined) {
      this.places.set(identity, this.events.length);
      this.events.push(event);
      return hasCaller(event) ? undefined : 'no-caller';
    }
    // Of two copies the one that names its key in full tells more.
    if (isMasked(this.events[known]?.accessKeyId) && !isMasked(event.accessKeyId)) this.events[known] = event;
    return 'duplicate';
  }

  /** What makes two events the same one: its id, and where exports mask ids or give one to several, more of it. */
  private identityOf(event: AuditEvent): string {
    const { eventId, at, service, name } = event;
    if (isMasked(eventId))
      return `${eventId} ${createHash('sha256').update(JSON.stringify(event.raw)).digest('base64')}`;
    const first = this.events[this.places.get(eventId) ?? -1];
    const isSame =
      first === undefined ||
      (first.at === at && first.service.toLowerCase() === service.toLowerCase() && first.name === name);
    return isSame ? eventId : `${eventId} ${at} ${service} ${name}`;
  }

  private count(why: Reason | undefined): void {
    if (why !== undefined) this.counts.set(why, (this.counts.get(why) ?? 0) + 1);
  }
}

/** An event without an id still has to be found again: by what it says. */
const madeId = ({ raw }: AuditEvent): string =>
  `no-id-${createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 24)}`;

/** Calls of the cloud's own services may name nobody; any other one may be the key's. */
function hasCaller({ raw }: AuditEvent): boolean {
  if (/service/i.test(text(raw, 'eventType') ?? '')) return true;
  const identity = object(raw, 'userIdentity');
  return identity !== undefined && Object.values(identity).some((value) => value !== null && value !== '');
}

/** A CloudEvent tells on its envelope whose it is (EventBridge, "Event structure"); the event itself often does not. */
function withAccount(data: JsonObject, envelope: JsonObject): JsonObject {
  const account = text(envelope, 'aliyunoriginalaccountid') ?? text(envelope, 'aliyunaccountid');
  const isTold = account === undefined || field(data, 'recipientAccountId') !== undefined;
  return isTold ? data : { ...data, recipientAccountId: account };
}

const isMasked = (id: string | undefined): boolean => id?.includes('*') ?? false;
