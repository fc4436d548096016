import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { roleAssumed } from './family';

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

/** How well a call's source is known: by address and tool, by one of them, not at all, or no address (a service). */
export type Standing = 'known' | 'half-known' | 'new' | 'service';

/** What the key and its sessions always did, before anything was suspected: the measure of what is unusual. */
export class Baseline {
  /** ISO 8601 UTC; what is earlier is history. */
  readonly endsAt: string;
  private readonly addresses = new Set<string>();
  private readonly networks = new Set<string>();
  private readonly tools = new Set<string>();
  private readonly calls = new Map<string, Map<string, number>>();
  private readonly places = new Set<string>();
  private readonly roles = new Set<string>();
  private readonly days = new Set<string>();
  private count = 0;

  /** `events` of the key and its sessions, by time; `leakAt`: when the leak was reported, else the newest event's time. */
  constructor(events: readonly AuditEvent[], leakAt: string | undefined) {
    const dated = events.filter(({ at }) => at !== '');
    const first = Date.parse(dated[0]?.at ?? '');
    const reported = Date.parse(leakAt ?? dated.at(-1)?.at ?? '');
    const historyDays = (reported - first) / DAY_MS;
    const marginMs = MARGINS.find((one) => historyDays >= one.historyDays)?.marginMs ?? 0;
    this.endsAt = Number.isNaN(reported) ? '' : new Date(reported - marginMs).toISOString();
    for (const event of dated) {
      if (event.at >= this.endsAt) break;
      this.learn(event);
    }
  }

  /** False: nothing can be called new, because nothing old is known. */
  get isEnough(): boolean {
    return this.count >= LEAST_CALLS && this.days.size >= LEAST_DAYS;
  }

  standing({ ip, userAgent }: AuditEvent): Standing {
    if (!isAddress(ip)) return 'service';
    if (this.addresses.has(ip)) return this.tools.has(`${ip} ${toolOf(userAgent)}`) ? 'known' : 'half-known';
    return this.networks.has(networkOf(ip)) ? 'half-known' : 'new';
  }

  /** The key never made this call before. */
  isNewCall(event: AuditEvent): boolean {
    return !this.calls.has(callOf(event));
  }

  /** The key never made this call in this region before. */
  isNewPlace(event: AuditEvent): boolean {
    return !this.places.has(`${callOf(event)} ${event.region}`);
  }

  isNewRole(event: AuditEvent): boolean {
    const role = roleAssumed(event);
    return role !== undefined && !this.roles.has(role);
  }

  /** The most of this call that a day of the history had. */
  mostADay(event: AuditEvent): number {
    return Math.max(0, ...(this.calls.get(callOf(event))?.values() ?? []));
  }

  private learn(event: AuditEvent): void {
    this.count += 1;
    const day = event.at.slice(0, 10);
    this.days.add(day);
    if (isAddress(event.ip)) {
      this.addresses.add(event.ip);
      this.networks.add(networkOf(event.ip));
      this.tools.add(`${event.ip} ${toolOf(event.userAgent)}`);
    }
    const role = roleAssumed(event);
    if (role !== undefined) this.roles.add(role);
    this.places.add(`${callOf(event)} ${event.region}`);
    const days = this.calls.get(callOf(event)) ?? new Map<string, number>();
    days.set(day, (days.get(day) ?? 0) + 1);
    this.calls.set(callOf(event), days);
  }
}

function callOf({ service, name }: AuditEvent): string {
  return `${service.toLowerCase()} ${name}`;
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
    .replace(/\([^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
