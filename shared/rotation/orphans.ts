import type { KeyState } from '../identity/types';
import type { Incident } from '../incident/journal';
import { type Attempt, madeKeysOf } from './attempts';
import { toSeconds } from './old-key';
import { called } from './stage';

/** A key that a start may have made without the journal knowing its id. */
export interface Orphan {
  readonly key: KeyState;
  readonly userName: string;
  readonly attempt: Attempt;
  /** Why it may be somebody else's, or in use; none: it is ours, and nobody has its secret. */
  readonly doubts: readonly string[];
}

/**
 * The keys of a user that none of the starts for him had found there, that none is known to have made, and that one of
 * those which cannot tell may have made. RAM and the journal tell times in whole seconds. Pure.
 */
export function suspectsOf(
  entries: Incident['entries'],
  attempts: readonly Attempt[],
  userName: string,
  keys: readonly KeyState[],
  accessKeyId: string,
): Orphan[] {
  const open = attempts.filter((one) => one.end !== 'ended' && one.userName === userName);
  const made = madeKeysOf(entries);
  return keys.flatMap((key): Orphan[] => {
    if (key.id === accessKeyId || made.has(key.id)) return [];
    const maybe = open.filter(({ keysBefore }) => !keysBefore.includes(key.id));
    const attempt = maybe.find((one) => isWithin(key, one)) ?? maybe.at(-1);
    if (attempt === undefined) return [];
    return [{ key, userName, attempt, doubts: isWithin(key, attempt) ? [] : [timeDoubt(key, attempt)] }];
  });
}

function isWithin({ createdAt }: KeyState, { from, until }: Attempt): boolean {
  if (createdAt === null) return false;
  return toSeconds(createdAt) >= toSeconds(from) && toSeconds(createdAt) <= toSeconds(until);
}

function timeDoubt({ createdAt }: KeyState, { from, until }: Attempt): string {
  return createdAt === null
    ? 'RAM does not tell when it was made'
    : `it was made at ${createdAt}, and that start could make one from ${from} to ${until} alone`;
}

/** In words, for refusals and plans. */
export function tellOrphan({ key, userName, attempt, doubts }: Orphan): string {
  const how = attempt.end === 'died' ? 'died' : "never got RAM's answer";
  const what = `${key.id} of ${called(userName)} (${key.status}, made ${key.createdAt ?? 'at an unknown time'})`;
  if (doubts.length === 0)
    return `${what} was made by the start of ${attempt.from}, which ${how}: nobody was ever given its secret, and it was never used`;
  return `${what} may have been made by the start of ${attempt.from}, which ${how}, but ${doubts.join('; ')}`;
}
