import type { AccountFacts } from '../findings/account';
import { Highlights } from './highlights';
import type { Made } from './made';
import { MadeBook, type MadeList } from './made-book';
import { whoMayDoAnything } from './made-order';
import type { AuditEvent } from './types';

/**
 * What these calls made or gave power to, each once; sessions stand apart. `account`: what the events tell of its policies
 * and groups. Pure.
 */
export function madeByCalls(events: Iterable<AuditEvent>, account?: AccountFacts): MadeList {
  const book = new MadeBook();
  for (const { made, at } of each(events, account)) book.add(made, at);
  return book.list();
}

/**
 * Names of users and roles whom a call of these made an administrator, or gave a way in to what they could do before; a key
 * that names no user goes by its id. Pure.
 */
export function strongByCalls(events: Iterable<AuditEvent>, account: AccountFacts): ReadonlySet<string> {
  return whoMayDoAnything(each(events, account).map(({ made }) => made));
}

function each(events: Iterable<AuditEvent>, account: AccountFacts | undefined): { made: Made; at: string }[] {
  const highlights = new Highlights([], account);
  return [...events].flatMap((event) => {
    const made = event.errorCode === undefined ? highlights.of(event)?.made : undefined;
    return made === undefined ? [] : { made, at: event.at };
  });
}
