import type { AuditEvent } from '../evidence/types';
import { callOf, isRead } from './calls';
import type { Partners } from './partners';
import { PastAddresses, YOUNG_MS } from './past-addresses';
import type { Signs } from './rules';

const DAY_MS = 86_400_000;
/** What was done on so many days, so far apart, is the business's routine, whatever it is: a thief has no months. */
const ROUTINE = { days: 3, spanMs: 14 * DAY_MS } as const;
/** To one and the same receiver, or with the same words, it is so much narrower that two days suffice, if they are not one visit's. */
const SAME_DAYS = 2;

/**
 * Which part of a key's past may be learned as its business. An attack may lie weeks before its leak is reported: grave
 * calls that are no routine, and addresses that began with one, are never taken for ordinary.
 */
export class Trust {
  private readonly routine: ReadonlySet<string>;
  /** `ecs ModifyImageSharePermission 1234567890123456`: partners. */
  private readonly receivers: ReadonlySet<string>;
  /** `ecs RunCommand systemctl restart app`: what it did before, word for word. */
  private readonly works: ReadonlySet<string>;
  private readonly strangers: ReadonlySet<string>;
  private readonly visitors: ReadonlySet<string>;

  /** `past`: the key's and its sessions' dated events before the suspicion, by time. */
  constructor(
    past: readonly AuditEvent[],
    private readonly signs: Signs,
    private readonly partners: Partners,
  ) {
    const calls = new Days();
    const addresses = new PastAddresses(past);
    const receivers = new Days();
    const works = new Days();
    for (const event of past) {
      if (!this.isHeavy(event)) continue;
      for (const word of ranksOf(event, signs)) calls.add(word, event.at);
      // Whoever is let in by one visitor, however often, is no partner yet.
      if (!addresses.homes.has(event.ip)) continue;
      for (const word of receiversOf(event, signs)) receivers.add(word, event.at);
      const work = substanceOf(event, signs);
      if (work !== undefined) works.add(work, event.at);
    }
    this.routine = calls.atLeast(ROUTINE.days, ROUTINE.spanMs);
    this.receivers = receivers.atLeast(SAME_DAYS, YOUNG_MS);
    this.works = works.atLeast(SAME_DAYS, YOUNG_MS);
    const strangers = new Set(addresses.takers);
    for (const event of past)
      if (this.isHeavy(event) && !this.isRoutine(event) && !addresses.homes.has(event.ip) && addresses.isYoung(event))
        strangers.add(event.ip);
    this.strangers = strangers;
    this.visitors = addresses.visitors;
  }

  /** Of an address that came for what it did: it is judged, however long ago it was. */
  isFromStranger({ ip }: AuditEvent): boolean {
    return this.strangers.has(ip);
  }

  /** From an address that came late with business of its own: the call is history, the address and what it read no habit. */
  isVisit({ ip }: AuditEvent): boolean {
    return this.visitors.has(ip);
  }

  /** May be learned as what the key does. */
  isBusiness(event: AuditEvent): boolean {
    if (this.isFromStranger(event) || (this.isVisit(event) && isRead(event))) return false;
    return this.signs.of(event)?.weight !== 'grave' || this.isRoutine(event);
  }

  /**
   * The key made calls of this name, as heavy, on many days. What goes to another account is measured by who gets it: a
   * share with a partner of months, or with one whom an administrator let in, is work; the same with somebody new is not.
   */
  isRoutine(event: AuditEvent): boolean {
    const receivers = this.signs.receivers(event);
    if (receivers.length > 0)
      return receivers.every(
        (one) => this.receivers.has(`${callOf(event)} ${one}`) || this.partners.holds(one, event.at),
      );
    return this.routine.has(ranksOf(event, this.signs)[0] ?? '');
  }

  /** From its home the key did the same before, word for word: whoever does it does its work. What is grave stays so. */
  isSameWork(event: AuditEvent): boolean {
    return this.signs.of(event)?.weight !== 'grave' && this.works.has(substanceOf(event, this.signs) ?? '');
  }

  /** It makes a way in, takes power, blinds or cannot be undone, and it was not refused. */
  private isHeavy(event: AuditEvent): boolean {
    const sign = this.signs.of(event);
    return sign !== undefined && sign.weight !== 'weak' && event.errorCode === undefined;
  }
}

/** The call as what it weighs, and as everything lighter: who sets others' keys may make one for a new user. */
function ranksOf(event: AuditEvent, signs: Signs): string[] {
  const ranks = signs.of(event)?.weight === 'grave' ? ['grave', 'strong'] : ['strong'];
  return ranks.map((rank) => `${callOf(event)} ${rank}`);
}

function receiversOf(event: AuditEvent, signs: Signs): string[] {
  return signs.receivers(event).map((receiver) => `${callOf(event)} ${receiver}`);
}

function substanceOf(event: AuditEvent, signs: Signs): string | undefined {
  const substance = signs.substance(event);
  return substance === undefined ? undefined : `${callOf(event)} ${substance}`;
}

/** On which days each word was met, oldest first. */
class Days {
  private readonly days = new Map<string, Set<string>>();

  add(word: string, at: string): void {
    const of = this.days.get(word);
    if (of) of.add(at.slice(0, 10));
    else this.days.set(word, new Set([at.slice(0, 10)]));
  }

  atLeast(count: number, spanMs: number): ReadonlySet<string> {
    const spanOf = (days: ReadonlySet<string>) => Date.parse([...days].at(-1) ?? '') - Date.parse([...days][0] ?? '');
    return new Set([...this.days].filter(([, of]) => of.size >= count && spanOf(of) >= spanMs).map(([word]) => word));
  }
}
