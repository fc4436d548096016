import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import type { Signs } from './rules';

const DAY_MS = 86_400_000;
/** What was done on so many days, so far apart, is the business's routine, whatever it is: a thief has no months. */
const ROUTINE = { days: 3, spanMs: 14 * DAY_MS } as const;
/** An address that was used on so many days is the business's, whatever it began with. */
const HOME_DAYS = 7;
/** How long an address is young: what it does grave so soon, it came for. */
const YOUNG_MS = 3 * DAY_MS;

/**
 * Which part of a key's past may be learned as its business. An attack may lie weeks before its leak is reported: grave
 * calls that are no routine, and addresses that began with one, are never taken for ordinary.
 */
export class Trust {
  private readonly routine: ReadonlySet<string>;
  private readonly strangers: ReadonlySet<string>;

  /** `past`: the key's and its sessions' dated events before the suspicion, by time. */
  constructor(
    past: readonly AuditEvent[],
    private readonly signs: Signs,
  ) {
    const calls = new Days();
    const addresses = new Days();
    for (const event of past) {
      if (isAddress(event.ip)) addresses.add(event.ip, event.at);
      if (this.isHeavy(event)) calls.add(nameOf(event), event.at);
    }
    this.routine = calls.atLeast(ROUTINE.days, ROUTINE.spanMs);
    const homes = addresses.atLeast(HOME_DAYS, 0);
    const strangers = new Set<string>();
    for (const event of past)
      if (
        this.isHeavy(event) &&
        !this.isRoutine(event) &&
        !homes.has(event.ip) &&
        Date.parse(event.at) - Date.parse(addresses.firstOf(event.ip) ?? event.at) < YOUNG_MS
      )
        strangers.add(event.ip);
    this.strangers = strangers;
  }

  /** Of an address that came for what it did: it is judged, however long ago it was. */
  isFromStranger({ ip }: AuditEvent): boolean {
    return this.strangers.has(ip);
  }

  /** May be learned as what the key does. */
  isBusiness(event: AuditEvent): boolean {
    if (this.isFromStranger(event)) return false;
    return this.signs.of(event)?.weight !== 'grave' || this.isRoutine(event);
  }

  /** The key made calls of this name, grave or strong ones, on many days. */
  isRoutine(event: AuditEvent): boolean {
    return this.routine.has(nameOf(event));
  }

  /** It makes a way in, takes power, blinds or cannot be undone, and it was not refused. */
  private isHeavy(event: AuditEvent): boolean {
    const sign = this.signs.of(event);
    return sign !== undefined && sign.weight !== 'weak' && event.errorCode === undefined;
  }
}

const nameOf = ({ service, name }: AuditEvent): string => `${service.toLowerCase()} ${name}`;

/** On which days each word was met, oldest first, and when first. */
class Days {
  private readonly days = new Map<string, Set<string>>();
  private readonly first = new Map<string, string>();

  add(word: string, at: string): void {
    const of = this.days.get(word);
    if (of) of.add(at.slice(0, 10));
    else {
      this.days.set(word, new Set([at.slice(0, 10)]));
      this.first.set(word, at);
    }
  }

  firstOf(word: string): string | undefined {
    return this.first.get(word);
  }

  atLeast(count: number, spanMs: number): ReadonlySet<string> {
    const spanOf = (days: ReadonlySet<string>) => Date.parse([...days].at(-1) ?? '') - Date.parse([...days][0] ?? '');
    return new Set([...this.days].filter(([, of]) => of.size >= count && spanOf(of) >= spanMs).map(([word]) => word));
  }
}
