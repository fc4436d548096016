import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { bucketOf } from './account';
import { beginOf } from './begins';
import { callOf, workOf } from './calls';
import { roleAssumed } from './family';
import { House } from './house';
import { Partners } from './partners';
import { quantityOf } from './quantity';
import type { Sign, Signs } from './rules';
import { Trust } from './trust';

const DAY_MS = 86_400_000;
/** An attack may begin before its leak is reported: with a long history the last days before are left out of it. */
const MARGINS: readonly { readonly historyDays: number; readonly marginMs: number }[] = [
  { historyDays: 28, marginMs: 14 * DAY_MS },
  { historyDays: 10, marginMs: 4 * DAY_MS },
  { historyDays: 0, marginMs: 3_600_000 },
];
/** Fewer calls, or days with calls, are no history that somebody could be measured by. */
const LEAST_CALLS = 10;
const LEAST_DAYS = 2;
/** A program that writes from an address on so many days, and first so long before, is at home there. */
const AT_HOME = { days: 2, sinceMs: 14 * DAY_MS } as const;

/**
 * How well the address of a call is known: the key's own; the company's, where others of the account work; one beside its
 * own (the same network) or none at all (a service of the cloud); a stranger's; not to be told, because the key has no
 * history.
 */
export type Standing = 'known' | 'house' | 'near' | 'stranger' | 'unmeasured';

/** What the key and its sessions always did, before anything was suspected: the measure of what is unusual. */
export class Baseline {
  /** ISO 8601 UTC; what is earlier is history. */
  readonly endsAt: string;
  /** False: nothing can be called new, because nothing old is known. */
  readonly isEnough: boolean;
  private readonly trust: Trust;
  private readonly house: House;
  private readonly addresses = new Set<string>();
  private readonly networks = new Set<string>();
  private readonly tools = new Set<string>();
  private readonly calls = new Map<string, Map<string, number>>();
  private readonly places = new Set<string>();
  private readonly roles = new Set<string>();
  private readonly buckets = new Set<string>();
  /** `203.0.113.7 terraform`: on which days it wrote from there, oldest first. */
  private readonly writers = new Map<string, Set<string>>();

  /**
   * `family`: events of the key and its sessions; `others`: the rest of the account's; both by time. `leakAt`: when the
   * leak was reported, else the newest event's time.
   */
  constructor(family: readonly AuditEvent[], others: readonly AuditEvent[], leakAt: string | undefined, signs: Signs) {
    const dated = family.filter(({ at }) => at !== '');
    const reported = Date.parse(leakAt ?? dated.at(-1)?.at ?? '');
    const historyDays = (reported - beginOf(dated.filter(({ at }) => Date.parse(at) < reported))) / DAY_MS;
    const marginMs = MARGINS.find((one) => historyDays >= one.historyDays)?.marginMs ?? 0;
    this.endsAt = Number.isNaN(reported) ? '' : new Date(reported - marginMs).toISOString();
    const before = dated.filter(({ at }) => at < this.endsAt);
    this.trust = new Trust(before, signs, new Partners(others, this.endsAt, signs));
    const days = new Set<string>();
    let count = 0;
    for (const event of before) {
      if (!this.trust.isBusiness(event)) continue;
      this.learn(event);
      days.add(event.at.slice(0, 10));
      count += 1;
    }
    this.isEnough = count >= LEAST_CALLS && days.size >= LEAST_DAYS;
    this.house = new House(others, this.endsAt);
  }

  /** The call is the key's history, and judged no further. One without a time may be anybody's. */
  holds(event: AuditEvent): boolean {
    return event.at !== '' && event.at < this.endsAt && !this.trust.isFromStranger(event);
  }

  standing({ ip }: AuditEvent): Standing {
    if (this.addresses.has(ip)) return 'known';
    if (this.house.isOurs(ip)) return 'house';
    if (!this.isEnough) return 'unmeasured';
    return !isAddress(ip) || this.networks.has(networkOf(ip)) ? 'near' : 'stranger';
  }

  /**
   * The key was never used with this program. It is a hint: anybody may send any name, and colleagues have programs of
   * their own.
   */
  isNewTool({ ip, userAgent }: AuditEvent): boolean {
    const isColleague = this.house.isOurs(ip) && !this.addresses.has(ip);
    if (!this.isEnough || !isAddress(ip) || isColleague) return false;
    return userAgent !== '' && !this.tools.has(toolOf(userAgent));
  }

  /** At the company's address people sit, and not only machines run. */
  isDesk({ ip }: AuditEvent): boolean {
    return this.house.isDesk(ip);
  }

  /** The program has written from this address for weeks: what it changes there is what it is there to do. */
  isAtHome({ ip, userAgent, at }: AuditEvent): boolean {
    const days = this.writers.get(`${ip} ${toolOf(userAgent)}`);
    if (days === undefined || days.size < AT_HOME.days) return false;
    return Date.parse(at) - Date.parse(days.values().next().value ?? '') >= AT_HOME.sinceMs;
  }

  /** The key did the same before, word for word, where its rule can tell. */
  isSameWork(event: AuditEvent): boolean {
    return this.trust.isSameWork(event);
  }

  /** As `isNewCall`; messages to a country that it sent none to are new as well. */
  isNewWork(event: AuditEvent): boolean {
    return !this.calls.has(workOf(event));
  }

  /** The key never made this call before. */
  isNewCall(event: AuditEvent): boolean {
    return !this.calls.has(callOf(event));
  }

  /** The key never did this: not this call, not in this region, not with this role. Of grave calls only a routine is old. */
  isNew(event: AuditEvent, { rule, weight }: Sign): boolean {
    if (weight === 'grave') return !this.trust.isRoutine(event);
    if (this.isNewCall(event)) return true;
    if (rule.kind === 'compute') return !this.places.has(`${callOf(event)} ${event.region}`);
    const role = roleAssumed(event);
    return role !== undefined && !this.roles.has(role);
  }

  /** The call names a bucket, and the key never touched it. */
  isNewBucket(event: AuditEvent): boolean {
    const bucket = bucketOf(event);
    return bucket !== undefined && !this.buckets.has(bucket);
  }

  /** The most of this work that a day of the history had; of machines, how many it asked for. */
  mostADay(event: AuditEvent): number {
    let most = 0;
    for (const count of this.calls.get(workOf(event))?.values() ?? []) if (count > most) most = count;
    return most;
  }

  private learn(event: AuditEvent): void {
    const day = event.at.slice(0, 10);
    if (isAddress(event.ip) && !this.trust.isVisit(event)) {
      this.addresses.add(event.ip);
      this.networks.add(networkOf(event.ip));
    }
    if (event.userAgent !== '') this.tools.add(toolOf(event.userAgent));
    const role = roleAssumed(event);
    if (role !== undefined) this.roles.add(role);
    const bucket = bucketOf(event);
    if (bucket !== undefined) this.buckets.add(bucket);
    this.places.add(`${callOf(event)} ${event.region}`);
    for (const work of new Set([callOf(event), workOf(event)])) {
      const days = this.calls.get(work) ?? new Map<string, number>();
      days.set(day, (days.get(day) ?? 0) + quantityOf(event));
      this.calls.set(work, days);
    }
    if (event.rw === 'Read' || !isAddress(event.ip) || this.trust.isVisit(event)) return;
    const writer = `${event.ip} ${toolOf(event.userAgent)}`;
    this.writers.set(writer, (this.writers.get(writer) ?? new Set<string>()).add(day));
  }
}

/** `203.0.113.7` -> `203.0.113`: an office or a build farm has more than one address. IPv6: the first four groups. */
function networkOf(ip: string): string {
  return ip.includes(':') ? ip.split(':').slice(0, 4).join(':') : ip.slice(0, ip.lastIndexOf('.'));
}

/** A user agent's products without versions: a new release of a tool is the same tool. It is a hint: anybody may send it. */
export function toolOf(userAgent: string): string {
  return userAgent
    .toLowerCase()
    .replace(/[/ ]v?\d[\w.-]*/g, '')
    .replace(/\([^()]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
