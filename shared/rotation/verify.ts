import type { NewKeyVerdict, OldKeyVerdict } from '../incident/rotation-entries';
import type { EarlierLook, KeyLook } from './look';
import { handedOverAt, LAG_MS, ofOldKey, toSeconds } from './old-key';

export interface VerifyFacts {
  readonly now: Date;
  readonly startedAt: string;
  /** When RAM made the new key; null: that is not known. Before that nothing can have changed over to it. */
  readonly newKeyMadeAt: string | null;
  /** What was seen since the new key was made, oldest first. */
  readonly looks: readonly EarlierLook[];
  readonly oldKey: KeyLook;
  /** Undefined: no new key is known of. */
  readonly newKey: KeyLook | undefined;
}

export interface RotationVerdict {
  readonly oldKey: OldKeyVerdict;
  readonly newKey: NewKeyVerdict;
  readonly oldUsedAt: string | null;
  readonly newUsedAt: string | null;
  /** The earliest use of the new key that is known: its first one was then, or before. */
  readonly newUsedSince: string | null;
  /** From here on no use of the old key is known, or every use of it counts. */
  readonly since: string;
  /** Uses up to here show for certain. */
  readonly dataUpTo: string;
  /** When another look can tell what this one cannot; null: it would tell no more. */
  readonly lookAgainAfter: string | null;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Whether the old key is quiet and the new one works. What could not be checked is neither, and what need not show yet
 * is no silence. The cloud tells the last use of a key and no other: what that leaves open is said to be open. Pure.
 */
export function judge({ now, startedAt, newKeyMadeAt, looks, oldKey, newKey }: VerifyFacts): RotationVerdict {
  const dataUpTo = new Date(now.getTime() - LAG_MS).toISOString();
  const [newVerdict, newUsedAt, newProblem] = ofNewKey(newKey, startedAt);
  const isUsed = newVerdict === 'works' && newUsedAt !== null;
  const first = newKey && 'firstAt' in newKey ? newKey.firstAt : undefined;
  const old = ofOldKey(oldKey, {
    now,
    dataUpTo,
    handedOverAt: handedOverAt(startedAt, newKeyMadeAt),
    newUsedAt: isUsed ? newUsedAt : null,
    newUses: isUsed ? [newUsedAt, ...(first === undefined ? [] : [first])] : [],
    looks,
  });
  const problems = [...new Set([old.problem, newProblem].flatMap((problem) => problem ?? []))];
  return {
    oldKey: old.verdict,
    newKey: newVerdict,
    oldUsedAt: old.usedAt,
    newUsedAt,
    newUsedSince: old.newUsedSince,
    since: old.since,
    dataUpTo,
    lookAgainAfter: old.lookAgainAfter ?? null,
    problems,
    notes: [...new Set([oldKey, newKey].flatMap((look) => unseenIn(look) ?? []))].filter(
      (unseen) => !problems.includes(unseen),
    ),
  };
}

const unseenIn = (look: KeyLook | undefined): string | undefined =>
  look && 'unseen' in look ? look.unseen : undefined;

function ofNewKey(look: KeyLook | undefined, startedAt: string): [NewKeyVerdict, string | null, string?] {
  if (look === undefined) return ['none', null];
  if ('couldNotCheck' in look) return ['could-not-check', null, look.couldNotCheck];
  if (look.status === undefined) return ['gone', null];
  if (look.status === 'Inactive') return ['off', look.usedAt];
  const isSince = (at: string | null | undefined): boolean => !!at && toSeconds(at) >= toSeconds(startedAt);
  if (isSince(look.usedAt)) return ['works', look.usedAt];
  // Not seen, by a look that did not see everything.
  if (look.unseen !== undefined) return ['could-not-check', look.usedAt, look.unseen];
  return [isSince(look.ownUseAt) ? 'maybe-own-use' : 'not-seen-yet', look.usedAt];
}
