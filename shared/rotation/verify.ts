import type { NewKeyVerdict, OldKeyVerdict } from '../incident/rotation-entries';

/** What one look told of a key. `status` undefined: the user has no such key. */
export type KeyLook =
  | {
      readonly status: 'Active' | 'Inactive' | undefined;
      readonly usedAt: string | null;
      /** Why a look that shows more, and sooner, was not to be had: it takes nothing away. */
      readonly note?: string;
    }
  | { readonly couldNotCheck: string };

export interface VerifyFacts {
  readonly now: Date;
  readonly startedAt: string;
  /** When the new key was first seen in use by an earlier look. */
  readonly worksSince: string | null;
  readonly oldKey: KeyLook;
  /** Undefined: no new key is known of. */
  readonly newKey: KeyLook | undefined;
}

export interface RotationVerdict {
  readonly oldKey: OldKeyVerdict;
  readonly newKey: NewKeyVerdict;
  readonly oldUsedAt: string | null;
  readonly newUsedAt: string | null;
  /** Uses of the old key count from here on: the new key's first seen use, else the rotation's start. */
  readonly since: string;
  /** Uses up to here show for certain. */
  readonly dataUpTo: string;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** RAM tells a last use up to two hours late (credential report page). */
export const LAG_MS = 2 * 3_600_000;
/** A key that nobody used for so long is quiet, even if it was used beside the new one at first. */
const QUIET_MS = 24 * 3_600_000;

/**
 * Whether the old key is quiet and the new one works. What could not be checked is neither, and what need not show yet
 * is no silence. Uses of the old key before the new one worked are the workload's own and do not count. Pure.
 */
export function judge({ now, startedAt, worksSince, oldKey, newKey }: VerifyFacts): RotationVerdict {
  const dataUpTo = new Date(now.getTime() - LAG_MS).toISOString();
  const [newVerdict, newUsedAt, newProblem] = ofNewKey(newKey, startedAt);
  const seen = worksSince ?? (newVerdict === 'works' ? newUsedAt : null);
  const since = seen !== null && seen > startedAt ? seen : startedAt;
  const quietBy = new Date(Date.parse(dataUpTo) - QUIET_MS).toISOString();
  const [oldVerdict, oldUsedAt, oldProblem] = ofOldKey(oldKey, { since, dataUpTo, quietBy });
  return {
    oldKey: oldVerdict,
    newKey: newVerdict,
    oldUsedAt,
    newUsedAt,
    since,
    dataUpTo,
    problems: [oldProblem, newProblem].flatMap((problem) => problem ?? []),
    notes: [...new Set([oldKey, newKey].flatMap((look) => (look && 'note' in look && look.note ? [look.note] : [])))],
  };
}

function ofNewKey(look: KeyLook | undefined, startedAt: string): [NewKeyVerdict, string | null, string?] {
  if (look === undefined) return ['none', null];
  if ('couldNotCheck' in look) return ['could-not-check', null, look.couldNotCheck];
  if (look.status === undefined) return ['gone', null];
  if (look.status === 'Inactive') return ['off', look.usedAt];
  return [
    look.usedAt !== null && toSeconds(look.usedAt) >= toSeconds(startedAt) ? 'works' : 'not-seen-yet',
    look.usedAt,
  ];
}

function ofOldKey(
  look: KeyLook,
  { since, dataUpTo, quietBy }: { readonly since: string; readonly dataUpTo: string; readonly quietBy: string },
): [OldKeyVerdict, string | null, string?] {
  if ('couldNotCheck' in look) return ['could-not-check', null, look.couldNotCheck];
  if (look.status === undefined) return ['gone', null];
  if (look.status === 'Inactive') return ['off', look.usedAt];
  const { usedAt } = look;
  if (usedAt !== null && toSeconds(usedAt) > toSeconds(since) && usedAt > quietBy) return ['used', usedAt];
  return [dataUpTo > since ? 'quiet' : 'not-visible-yet', usedAt];
}

/** RAM counts whole seconds. */
const toSeconds = (at: string): number => Math.floor(Date.parse(at) / 1000);
