import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { beginOf } from './begins';
import { callOf, isRead, MUCH } from './calls';

const DAY_MS = 86_400_000;
/**
 * An address that was used on so many days is the business's, whatever it began with: if it was there in the first days
 * of the key's history, or for a month, or mostly does what the key did elsewhere. Who comes late, with business of his
 * own, is not made at home by coming often.
 */
const HOME_DAYS = 7;
const HOME_SPAN_MS = 30 * DAY_MS;
/** How long an address is young: what it does grave so soon, it came for. */
export const YOUNG_MS = 3 * DAY_MS;

interface Use {
  readonly firstAt: number;
  lastAt: number;
  readonly days: Set<string>;
  readonly calls: Map<string, number>;
  count: number;
  /** Objects read. */
  reads: number;
}

/** From where a key was used in its past: which addresses are its home, and which are somebody else's. Pure. */
export class PastAddresses {
  readonly homes: ReadonlySet<string>;
  /** They came late and read objects in number, which the key never did from where it was before. */
  readonly takers: ReadonlySet<string>;
  /** They came late and mostly did what the key never did from where it was before: who comes again is not known by it. */
  readonly visitors: ReadonlySet<string>;
  private readonly uses = new Map<string, Use>();

  /** `past`: the key's and its sessions' dated events before the suspicion, by time. */
  constructor(past: readonly AuditEvent[]) {
    for (const event of past) if (isAddress(event.ip)) this.note(event);
    const begins = beginOf(past);
    const homes = new Set<string>();
    const takers = new Set<string>();
    const visitors = new Set<string>();
    /** Calls of the addresses so far that are nobody else's. */
    const usual = new Set<string>();
    // By the time at which each was first seen: what an address is measured by was there before it.
    for (const [ip, use] of this.uses) {
      const sharesWork = sharesItsWork(use, usual);
      if (isHome(use, begins, sharesWork)) homes.add(ip);
      else if (isLate(use, begins)) {
        if (use.reads >= MUCH && !usual.has('oss GetObject')) takers.add(ip);
        if (!sharesWork) visitors.add(ip);
      }
      if (!takers.has(ip) && !visitors.has(ip)) for (const call of use.calls.keys()) usual.add(call);
    }
    this.takers = takers;
    this.visitors = visitors;
    this.homes = homes;
  }

  /** The address of the call had been seen for the first time only a few days before. */
  isYoung({ ip, at }: AuditEvent): boolean {
    const firstAt = this.uses.get(ip)?.firstAt;
    return firstAt === undefined || Date.parse(at) - firstAt < YOUNG_MS;
  }

  private note(event: AuditEvent): void {
    const at = Date.parse(event.at);
    const use = this.uses.get(event.ip) ?? {
      firstAt: at,
      lastAt: at,
      days: new Set<string>(),
      calls: new Map<string, number>(),
      count: 0,
      reads: 0,
    };
    this.uses.set(event.ip, use);
    use.lastAt = at;
    use.days.add(event.at.slice(0, 10));
    use.calls.set(callOf(event), (use.calls.get(callOf(event)) ?? 0) + 1);
    use.count += 1;
    if (isRead(event)) use.reads += 1;
  }
}

function isHome({ firstAt, lastAt, days }: Use, begins: number, sharesWork: boolean): boolean {
  if (days.size < HOME_DAYS) return false;
  return sharesWork || !isLate({ firstAt }, begins) || lastAt - firstAt >= HOME_SPAN_MS;
}

/** At least half of its calls are such as the key made elsewhere. */
function sharesItsWork({ calls, count }: Use, usual: ReadonlySet<string>): boolean {
  const shared = [...calls].reduce((sum, [call, times]) => sum + (usual.has(call) ? times : 0), 0);
  return shared * 2 >= count;
}

/** There was a key's history without it: in the first days everything is new. */
function isLate({ firstAt }: Pick<Use, 'firstAt'>, begins: number): boolean {
  return firstAt - begins >= HOME_DAYS * DAY_MS;
}
