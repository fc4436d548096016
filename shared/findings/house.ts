import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';

/** An address that other identities of the account used on so many days is the company's. */
export const HOUSE_DAYS = 3;

/** Addresses at which the account's other identities were at work before, day after day, and at which of them people are. */
export class House {
  private readonly ours: ReadonlySet<string>;
  private readonly desks = new Set<string>();

  /** `others`: the account's events that are not the key's nor its sessions'. `endsAt`: where the history ends. */
  constructor(others: Iterable<AuditEvent>, endsAt: string) {
    const days = new Map<string, Set<string>>();
    for (const { ip, at, name } of others) {
      if (at === '' || at >= endsAt || !isAddress(ip)) continue;
      // Machines have no console (ActionTrail, "Console sign-in events").
      if (name === 'ConsoleSignin') this.desks.add(ip);
      const of = days.get(ip);
      if (of === undefined) days.set(ip, new Set([at.slice(0, 10)]));
      else if (of.size < HOUSE_DAYS) of.add(at.slice(0, 10));
    }
    this.ours = new Set([...days].filter(([, of]) => of.size >= HOUSE_DAYS).map(([ip]) => ip));
  }

  isOurs(ip: string): boolean {
    return this.ours.has(ip);
  }

  /** Somebody signs in to the console there. */
  isDesk(ip: string): boolean {
    return this.isOurs(ip) && this.desks.has(ip);
  }
}
