import { madeId } from '../evidence/copies';
import { parseAuditEvent } from '../evidence/event';
import { DEEPEST, eventsHeld, type Held } from '../evidence/held-events';
import { plainForm } from '../evidence/plain-form';
import { DistinctEvents } from '../evidence/seen-events';
import type { AuditEvent } from '../evidence/types';
import { DEEPEST_READ } from '../nesting';
import { field, holdsTextDeeperThan, isDeeperThan, object, text } from '../signal/loose';
import { isElsewhere } from './accounts';
import { Answers } from './answers';
import type { Item } from './cutter';

/** Why something in the files is no event: each with how often. */
export type Skipped = Partial<
  Record<
    | 'not-json'
    | 'cut-short'
    | 'too-long'
    | 'too-deep'
    | 'part-too-deep'
    | 'no-event'
    | 'no-caller'
    | 'duplicate'
    | 'other-account',
    number
  >
>;

type Reason = keyof Skipped;

/**
 * Gathers events from whatever an export holds: plain events, LookupEvents' answers, CloudEvents, SLS records, events as
 * text. Every event once; what is none is counted by its reason, never dropped.
 */
export class EventCollector {
  private readonly distinct = new DistinctEvents();
  private readonly answers = new Answers();
  private readonly counts = new Map<Reason, number>();

  constructor(private readonly accountId: string | undefined) {}

  get events(): readonly AuditEvent[] {
    return this.distinct.events;
  }

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
    if ('unread' in item) this.count(item.unread);
    else for (const held of eventsHeld(item.value, (answer) => this.answers.take(answer))) this.count(this.take(held));
  }

  /** Why it is no event; undefined when it was one, or an answer without any. */
  private take(held: Held): Reason | undefined {
    if ('aside' in held) return held.aside === 'empty' || held.aside === 'unread' ? undefined : held.aside;
    const { event: whole, accountId } = held;
    const isTold = accountId === undefined || field(whole, 'recipientAccountId') !== undefined;
    const record = plainForm(isTold ? whole : { ...whole, recipientAccountId: accountId });
    // The text of its parameters is opened now. What nobody can walk must not end the look at everything else.
    if (isDeeperThan(record, DEEPEST)) return 'too-deep';
    const parsed = parseAuditEvent(record);
    const event = parsed.eventId === '' ? { ...parsed, eventId: madeId(parsed) } : parsed;
    if (this.accountId !== undefined && isElsewhere(event, this.accountId)) return 'other-account';
    if (!this.distinct.add(event)) return 'duplicate';
    if (!hasCaller(event)) return 'no-caller';
    // It is judged by the rest of it.
    return holdsTextDeeperThan(record, DEEPEST_READ) ? 'part-too-deep' : undefined;
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
