import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { mentions } from '../signal/loose';

/** How exports hide digits of an account's id: `104758519118****`, `1649015465xxxxxx`. */
const HIDDEN = /[*x]+/i;

const isMasked = (account: string): boolean => HIDDEN.test(account);

/** Whether two ids are one account's. `unclear`: one is masked, and may be the other. Pure. */
export function compareAccounts(a: string, b: string): 'same' | 'other' | 'unclear' {
  if (a === b) return 'same';
  if (!isMasked(a) && !isMasked(b)) return 'other';
  const [one, two] = [a, b].map((id) => ({ head: id.split(HIDDEN)[0] ?? '', tail: id.split(HIDDEN).at(-1) ?? '' }));
  const begin = shorterFirst(one?.head ?? '', two?.head ?? '');
  const end = shorterFirst(one?.tail ?? '', two?.tail ?? '');
  return begin[1].startsWith(begin[0]) && end[1].endsWith(end[0]) ? 'unclear' : 'other';
}

const shorterFirst = (a: string, b: string): readonly [string, string] => (a.length <= b.length ? [a, b] : [b, a]);

/**
 * The account that a key belongs to, as its own events tell it: by who calls, for the account's own key by its principal,
 * else by whose trail they stand in. Whole ids before masked ones; undefined: they do not tell. Pure.
 */
export function accountOfKey(events: readonly AuditEvent[], accessKeyId: string): string | undefined {
  const told = events.filter((event) => event.accessKeyId === accessKeyId).flatMap(accountsTold);
  return told.find((account) => !isMasked(account)) ?? told[0];
}

function accountsTold(event: AuditEvent): string[] {
  const isRoot = detail(event, 'userIdentity', 'type') === 'root-account';
  return [
    detail(event, 'userIdentity', 'accountId'),
    isRoot ? detail(event, 'userIdentity', 'principalId') : undefined,
    detail(event, 'recipientAccountId'),
  ].flatMap((account) => account ?? []);
}

/**
 * Whether an event is another account's than the one that is asked about. Whose trail it stands in decides; most exports
 * do not say that, and then who called: unless the event names the account, as a stranger's who comes into it does. Pure.
 */
export function isElsewhere(event: AuditEvent, accountId: string): boolean {
  const recipient = detail(event, 'recipientAccountId');
  if (recipient !== undefined) return compareAccounts(recipient, accountId) === 'other';
  const caller = detail(event, 'userIdentity', 'accountId');
  return caller !== undefined && compareAccounts(caller, accountId) === 'other' && !mentions(event.raw, accountId);
}
