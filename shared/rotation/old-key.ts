import type { OldKeyVerdict } from '../incident/rotation-entries';
import type { EarlierLook, KeyLook } from './look';

export interface OldKeyFacts {
  readonly now: Date;
  readonly dataUpTo: string;
  readonly handedOverAt: string;
  /** The new key's last use, and the earliest one that is known; null: none is. */
  readonly newUsedAt: string | null;
  readonly newUsedSince: string | null;
  readonly looks: readonly EarlierLook[];
}

export interface OldKeyAnswer {
  readonly verdict: OldKeyVerdict;
  readonly usedAt: string | null;
  readonly since: string;
  readonly lookAgainAfter?: string;
  readonly problem?: string;
}

/** RAM tells a last use up to two hours late (credential report page). */
export const LAG_MS = 2 * 3_600_000;
/** The making of a key and the placing of its secret take seconds, and root's old key signs them: that is no use beside it. */
const HANDING_OVER_MS = 5_000;
/** So long a silence speaks for itself, where the new key was used in it. */
const DAY_MS = 24 * 3_600_000;

/** RAM counts whole seconds. */
export const toSeconds = (at: string): number => Math.floor(Date.parse(at) / 1000);
const isAfter = (a: string, b: string): boolean => toSeconds(a) > toSeconds(b);
const later = (a: string, b: string): string => (a > b ? a : b);
export const plus = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** Before this nobody had the new key, so that whoever used the old one had not changed over yet. */
export function handedOverAt(startedAt: string, newKeyMadeAt: string | null): string {
  return newKeyMadeAt === null ? startedAt : later(startedAt, plus(newKeyMadeAt, HANDING_OVER_MS));
}

/**
 * Whether anybody uses the old key still. A use after the hand-over is the workload's last one before it changed over, or
 * one beside the new key: only what is known of the new key's uses tells which. It is the former where an earlier look
 * had shown that the new key was not in use by then; the latter where a use of the new key before it is known. It is
 * unclear otherwise. Either of these two ends by silence alone: in a second look, or after a day. Pure.
 */
export function ofOldKey(look: KeyLook, facts: OldKeyFacts): OldKeyAnswer {
  return unlessUnseen(verdictOf(look, facts), look);
}

/** That no use was seen, or none that counts, says nothing where a part of the look failed; a use that was seen stands. */
function unlessUnseen(answer: OldKeyAnswer, look: KeyLook): OldKeyAnswer {
  if (!('unseen' in look) || look.unseen === undefined || ['used', 'off', 'gone'].includes(answer.verdict))
    return answer;
  const verdict = answer.verdict === 'quiet' ? 'could-not-check' : answer.verdict;
  return { ...answer, verdict, problem: look.unseen };
}

function verdictOf(look: KeyLook, facts: OldKeyFacts): OldKeyAnswer {
  const { dataUpTo, newUsedAt, newUsedSince, looks } = facts;
  const since = newUsedSince === null ? facts.handedOverAt : later(newUsedSince, facts.handedOverAt);
  if ('couldNotCheck' in look) return { verdict: 'could-not-check', usedAt: null, since, problem: look.couldNotCheck };
  if (look.status !== 'Active')
    return { verdict: look.status === undefined ? 'gone' : 'off', usedAt: look.usedAt, since };
  // What a look once saw stays seen when a later one sees less.
  const usedAt =
    [look.usedAt, ...looks.map(({ oldUsedAt }) => oldUsedAt)]
      .flatMap((at) => at ?? [])
      .sort()
      .at(-1) ?? null;
  if (usedAt === null || !isAfter(usedAt, facts.handedOverAt) || wasBefore(usedAt, looks))
    return dataUpTo > since
      ? { verdict: 'quiet', usedAt, since }
      : { verdict: 'not-visible-yet', usedAt, since, lookAgainAfter: plus(since, LAG_MS) };
  if (isSettled(usedAt, newUsedAt, facts)) return { verdict: 'quiet', usedAt, since: usedAt };
  // The second look needs two hours of silence behind this one, and of as much behind the use.
  const lookAgainAfter = later(plus(facts.now.toISOString(), LAG_MS), plus(usedAt, 2 * LAG_MS));
  if (newUsedSince === null) return { verdict: 'used', usedAt, since, lookAgainAfter };
  return isAfter(usedAt, newUsedSince)
    ? { verdict: 'used', usedAt, since: newUsedSince, lookAgainAfter }
    : { verdict: 'not-clear-yet', usedAt, since: facts.handedOverAt, lookAgainAfter };
}

/** An earlier look had found no use of the new key up to then, so that nobody had changed over. */
function wasBefore(usedAt: string, looks: readonly EarlierLook[]): boolean {
  return looks.some(({ newKey, at }) => newKey === 'not-seen-yet' && !isAfter(usedAt, plus(at, -LAG_MS)));
}

/**
 * Whether a use counts no more. The new key must have been used behind it: a workload that sleeps is silent too. A second
 * look must show for certain all that there was up to the first one that knew of the use, and two hours behind the use.
 */
function isSettled(usedAt: string, newUsedAt: string | null, { dataUpTo, looks }: OldKeyFacts): boolean {
  if (newUsedAt === null || !isAfter(newUsedAt, usedAt)) return false;
  if (plus(usedAt, DAY_MS) < dataUpTo) return true;
  if (plus(usedAt, LAG_MS) > dataUpTo) return false;
  return looks.some(
    ({ at, oldUsedAt }) => oldUsedAt !== null && !isAfter(usedAt, oldUsedAt) && at < dataUpTo && isAfter(newUsedAt, at),
  );
}
