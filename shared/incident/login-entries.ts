import { type Credential, credentialOf } from '../signal/credential';
import type { Entry } from './entries';
import type { Doer } from './tamper-entries';

/** A user whose console login is meant, by the name of then. */
export interface NamedLogin {
  readonly userName: string;
  /** RAM's id of him, which stays his under another name; absent: it could not be looked up. */
  readonly userId?: string;
}

/**
 * Whose console login or second factor an investigation has found made or changed, by calls that LookupEvents knows:
 * `taken` by the attack, `suspected` by the leaked key or upon a trail's word alone, and perhaps for the business. Written
 * before the owner is told of it.
 */
export interface LoginsEntry {
  readonly type: 'logins';
  readonly taken: readonly NamedLogin[];
  readonly suspected: readonly NamedLogin[];
}

/** How a login stands to the attack. */
export type LoginStanding = 'taken' | 'suspected';

/** Everything that the rounds of this containment have found: what was found before a release that is over, that one has answered. Pure. */
export function touchedLogins(entries: readonly Entry[]): Pick<LoginsEntry, LoginStanding> {
  const over = entries.findLastIndex((e) => e.type === 'closed' || (e.type === 'release' && e.complete));
  const all = entries.slice(over + 1).flatMap((entry) => (entry.type === 'logins' ? entry : []));
  return { taken: all.flatMap(({ taken }) => taken), suspected: all.flatMap(({ suspected }) => suspected) };
}

/**
 * How the login stands by which this call was made; undefined: it was no user's console session, or nothing is known of his
 * login. By the name or by the id: whoever renames himself stays who he is. A call of which the event does not tell whether
 * a key or a console made it counts as the login's: otherwise a taken login could pass for the owner's. Pure.
 */
export function loginOf(entries: readonly Entry[], doer: Doer): LoginStanding | undefined {
  const { type, userName, userId } = doer;
  if (type !== 'ram-user' || !/^(console|untold)$/.test(credentialBy(doer))) return undefined;
  const isHis = (one: NamedLogin): boolean =>
    one.userName === userName || (one.userId !== undefined && one.userId === userId);
  const { taken, suspected } = touchedLogins(entries);
  if (taken.some(isHis)) return 'taken';
  return suspected.some(isHis) ? 'suspected' : undefined;
}

/**
 * It was certainly a console session: a key has no login, whatever session it stands in, and who used one is no person.
 * Where the event does not tell, it is none either: what an unknown key undid is put back, three times an hour at most,
 * and then a person is asked; were the key taken for him, the deny would stay off until he answers.
 */
export const isConsole = (doer: Pick<Doer, 'accessKeyId' | 'isAtConsole'>): boolean => credentialBy(doer) === 'console';

const credentialBy = ({ accessKeyId, isAtConsole }: Pick<Doer, 'accessKeyId' | 'isAtConsole'>): Credential =>
  isAtConsole ? 'console' : credentialOf(accessKeyId);
