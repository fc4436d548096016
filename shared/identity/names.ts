import { InvalidUserName } from '../errors';
import { parseUserName, type UserName } from '../ids';

/**
 * The RAM user names that a claimed name may stand for: as given, before `@` (a principal name), after `:` (an account
 * and a user). Security Center documents its field only as "account name" [U], so each is tried, and none is believed.
 */
export function nameCandidates(claimed: string | undefined): UserName[] {
  if (!claimed) return [];
  const afterColon = claimed.slice(claimed.lastIndexOf(':') + 1);
  const spellings = [claimed, claimed.split('@')[0], afterColon, afterColon.split('@')[0]];
  const names = new Set<UserName>();
  for (const spelling of spellings) {
    try {
      names.add(parseUserName(spelling));
    } catch (error) {
      if (!(error instanceof InvalidUserName)) throw error;
    }
  }
  return [...names];
}
