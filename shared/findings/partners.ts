import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { accountNamed } from './documents';
import { YOUNG_MS } from './past-addresses';
import type { Signs } from './rules';

/** Whoever was at work in the account on so many days before, from where he is now, is one of its people. */
const AT_WORK_DAYS = 3;

/**
 * Other accounts that the account's own people let in, and since when: an administrator who gave them a role or a bucket
 * has said who they are. Not the leaked key's doing, nor that of a user nobody knew before the suspicion or of one at
 * another place than his own: the thief may have made the one, and be the other.
 */
export class Partners {
  private readonly since = new Map<string, string>();

  /** `others`: the account's events that are not the key's nor its sessions', by time. `endsAt`: where the history ends. */
  constructor(others: Iterable<AuditEvent>, endsAt: string, signs: Signs) {
    const days = new Map<string, Set<string>>();
    for (const event of others) {
      if (event.at === '' || event.userName === undefined || !isAddress(event.ip)) continue;
      const person = `${event.userName} ${event.ip}`;
      const of = days.get(person) ?? new Set<string>();
      days.set(person, of);
      if (event.at < endsAt && of.size < AT_WORK_DAYS) of.add(event.at.slice(0, 10));
      if (of.size >= AT_WORK_DAYS && event.errorCode === undefined) this.learn(event, signs);
    }
  }

  /** The receiver's account was let in some days before this moment. */
  holds(receiver: string, at: string): boolean {
    const since = this.since.get(accountNamed(receiver) ?? '');
    return since !== undefined && Date.parse(at) - Date.parse(since) >= YOUNG_MS;
  }

  private learn(event: AuditEvent, signs: Signs): void {
    for (const receiver of signs.receivers(event)) {
      const account = accountNamed(receiver);
      // Under a masked id anybody might pass for him.
      if (account !== undefined && /^\d+$/.test(account) && !this.since.has(account)) this.since.set(account, event.at);
    }
  }
}
