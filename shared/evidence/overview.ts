import { isRefusal } from './event';
import type { AuditEvent } from './types';

/** `failed`: refused for another reason than power (a wrong parameter, a missing thing, throttling). */
export type Outcome = 'allowed' | 'refused' | 'failed';

export function outcomeOf(event: Pick<AuditEvent, 'errorCode'>): Outcome {
  if (event.errorCode === undefined) return 'allowed';
  return isRefusal(event) ? 'refused' : 'failed';
}

export interface Tally {
  allowed: number;
  refused: number;
  failed: number;
}

export interface ServiceCount extends Tally {
  readonly service: string;
  writes: number;
}

export interface AddressCount extends Tally {
  readonly ip: string;
  firstAt: string;
  lastAt: string;
  /** The programs that it named itself as; three at most. */
  userAgents: string[];
}

/** Different addresses that are counted one by one; a proxy network may bring any number. */
const MOST_ADDRESSES = 5_000;
const MOST_SERVICES = 500;
const DAY_MS = 86_400_000;
const AGENT_LENGTH = 160;

/** Counts every call of the key, in whatever order they come. Memory does not grow with their number. */
export class Overview {
  readonly all: Tally = { allowed: 0, refused: 0, failed: 0 };
  total = 0;
  firstAt: string | undefined;
  lastAt: string | undefined;
  /** Calls from addresses, or of services, beyond those that are counted one by one. */
  uncounted = 0;
  private readonly services = new Map<string, ServiceCount>();
  private readonly addresses = new Map<string, AddressCount>();
  /** One column a day, oldest first. */
  readonly days: Tally[];

  constructor(
    private readonly from: string,
    to: string,
  ) {
    const count = Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / DAY_MS));
    this.days = Array.from({ length: count }, () => ({ allowed: 0, refused: 0, failed: 0 }));
  }

  add(event: AuditEvent): void {
    const outcome = outcomeOf(event);
    this.total += 1;
    this.all[outcome] += 1;
    this.countService(event, outcome);
    this.countAddress(event, outcome);
    if (event.at === '') return;
    if (this.firstAt === undefined || event.at < this.firstAt) this.firstAt = event.at;
    if (this.lastAt === undefined || event.at > this.lastAt) this.lastAt = event.at;
    const day = this.days[Math.floor((Date.parse(event.at) - Date.parse(this.from)) / DAY_MS)];
    if (day) day[outcome] += 1;
  }

  private countService(event: AuditEvent, outcome: Outcome): void {
    const known = this.services.get(event.service);
    if (!known && this.services.size >= MOST_SERVICES) {
      this.uncounted += 1;
      return;
    }
    const count = known ?? { service: event.service, allowed: 0, refused: 0, failed: 0, writes: 0 };
    count[outcome] += 1;
    if (event.rw === 'Write') count.writes += 1;
    this.services.set(event.service, count);
  }

  private countAddress(event: AuditEvent, outcome: Outcome): void {
    const known = this.addresses.get(event.ip);
    if (!known && this.addresses.size >= MOST_ADDRESSES) {
      this.uncounted += 1;
      return;
    }
    const count = known ?? {
      ip: event.ip,
      allowed: 0,
      refused: 0,
      failed: 0,
      firstAt: event.at,
      lastAt: event.at,
      userAgents: [],
    };
    count[outcome] += 1;
    if (event.at !== '' && (count.firstAt === '' || event.at < count.firstAt)) count.firstAt = event.at;
    if (event.at > count.lastAt) count.lastAt = event.at;
    const agent = event.userAgent.slice(0, AGENT_LENGTH);
    if (agent !== '' && count.userAgents.length < 3 && !count.userAgents.includes(agent)) count.userAgents.push(agent);
    this.addresses.set(event.ip, count);
  }

  byService(): ServiceCount[] {
    return [...this.services.values()].sort((a, b) => sum(b) - sum(a));
  }

  byAddress(): AddressCount[] {
    return [...this.addresses.values()].sort((a, b) => sum(b) - sum(a));
  }
}

export function sum({ allowed, refused, failed }: Tally): number {
  return allowed + refused + failed;
}
