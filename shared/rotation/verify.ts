import type { NewKeyVerdict, OldKeyVerdict } from '../incident/rotation-entries';
import { NO_CALLS, type SeenCalls } from './calls';
import type { EarlierLook, KeyLook } from './look';
import { handedOverAt, LAG_MS, ofOldKey, plus, toSeconds } from './old-key';

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
  /** How the new key's calls came out, as far as the audit shows; null: nobody has looked. */
  readonly newCalls: SeenCalls | null;
  /** From here on no use of the old key is known, or every use of it counts. */
  readonly since: string;
  /** Uses up to here show for certain. */
  readonly dataUpTo: string;
  /** When another look can tell what this one cannot; null: it would tell no more. */
  readonly lookAgainAfter: string | null;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** An event shows after ten minutes as a rule (ActionTrail); what has not shown by now was none. */
const EVENT_LAG_MS = 30 * 60_000;

/**
 * Whether the old key is quiet and the new one works. What could not be checked is neither, and what need not show yet
 * is no silence. The cloud tells the last use of a key and no other: what that leaves open is said to be open. Pure.
 */
export function judge({ now, startedAt, newKeyMadeAt, looks, oldKey, newKey }: VerifyFacts): RotationVerdict {
  const dataUpTo = new Date(now.getTime() - LAG_MS).toISOString();
  const newUses = usesOf(newKey, startedAt);
  const newUsedSince = [...newUses, ...looks.flatMap(usesThen)].sort()[0] ?? null;
  const old = ofOldKey(oldKey, {
    now,
    dataUpTo,
    handedOverAt: handedOverAt(startedAt, newKeyMadeAt),
    newUsedAt: newUses[0] ?? null,
    newUsedSince,
    looks,
  });
  const showsBy = newUses.length > 0 && newUsedSince !== null ? plus(newUsedSince, EVENT_LAG_MS) : null;
  const [newVerdict, newUsedAt, newProblem] = ofNewKey(
    newKey,
    startedAt,
    showsBy !== null && showsBy <= now.toISOString(),
  );
  const problems = [...new Set([old.problem, newProblem].flatMap((problem) => problem ?? []))];
  const toWaitFor = newVerdict === 'used-not-visible-yet' && showsBy !== null ? [showsBy] : [];
  return {
    oldKey: old.verdict,
    newKey: newVerdict,
    oldUsedAt: old.usedAt,
    newUsedAt,
    newUsedSince,
    newCalls: (newKey && 'calls' in newKey ? newKey.calls : undefined) ?? null,
    since: old.since,
    dataUpTo,
    lookAgainAfter:
      [...toWaitFor, ...(old.lookAgainAfter === undefined ? [] : [old.lookAgainAfter])].sort().at(-1) ?? null,
    problems,
    notes: [...new Set([oldKey, newKey].flatMap((look) => unseenIn(look) ?? []))].filter(
      (unseen) => !problems.includes(unseen),
    ),
  };
}

/** Whether something uses the new key, however its calls came out. Pure. */
export function isInUse(newKey: NewKeyVerdict): boolean {
  return ['works', 'refused', 'used-not-visible-yet', 'used-not-visible'].includes(newKey);
}

const unseenIn = (look: KeyLook | undefined): string | undefined =>
  look && 'unseen' in look ? look.unseen : undefined;

/** The uses of the new key that a look at it knows of, the last one first. */
function usesOf(look: KeyLook | undefined, startedAt: string): string[] {
  if (look === undefined || 'couldNotCheck' in look || look.status !== 'Active' || !look.usedAt) return [];
  if (toSeconds(look.usedAt) < toSeconds(startedAt)) return [];
  return [look.usedAt, ...(look.firstAt === undefined ? [] : [look.firstAt])];
}

/** The same of an earlier look. */
function usesThen({ newKey, newUsedAt, newUsedSince }: EarlierLook): string[] {
  return isInUse(newKey) ? [newUsedAt ?? [], newUsedSince ?? []].flat() : [];
}

/** `wouldShow`: had one of its calls been of those that the audit keeps. */
function ofNewKey(
  look: KeyLook | undefined,
  startedAt: string,
  wouldShow: boolean,
): [NewKeyVerdict, string | null, string?] {
  if (look === undefined) return ['none', null];
  if ('couldNotCheck' in look) return ['could-not-check', null, look.couldNotCheck];
  if (look.status === undefined) return ['gone', null];
  if (look.status === 'Inactive') return ['off', look.usedAt];
  const { usedAt, calls = NO_CALLS } = look;
  const isUsed = usesOf(look, startedAt).length > 0;
  if (isUsed && calls.throughAt !== null) return ['works', usedAt];
  // Neither a use nor one that went through was seen, by a look that did not see everything.
  if (look.unseen !== undefined && !(isUsed && calls.isUnbound)) return ['could-not-check', usedAt, look.unseen];
  if (isUsed && calls.refused > 0) return ['refused', usedAt];
  if (isUsed && calls.isUnbound) return ['works', usedAt];
  if (isUsed) return [wouldShow ? 'used-not-visible' : 'used-not-visible-yet', usedAt];
  const isOwn = look.ownUseAt !== undefined && toSeconds(look.ownUseAt) >= toSeconds(startedAt);
  return [isOwn ? 'maybe-own-use' : 'not-seen-yet', usedAt];
}
