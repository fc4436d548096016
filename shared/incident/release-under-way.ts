import { putsDenyBack } from './deny-back';
import type { Entry, ReleaseIntentEntry } from './entries';
import type { Incident } from './journal';

/** A release takes seconds: what is not over after this died in its midst. */
export const RELEASE_MS = 120_000;

const ENDS: ReadonlySet<Entry['type']> = new Set(['release-intent', 'release', 'approval']);

/**
 * The release that was begun last and of whose end the journal knows nothing; undefined: none, or a person has had the key
 * contained since. Pure.
 */
export function unfinishedRelease({ entries }: Pick<Incident, 'entries'>): (Entry & ReleaseIntentEntry) | undefined {
  const last = entries.findLast((entry) => ENDS.has(entry.type) || putsDenyBack(entry));
  return last?.type === 'release-intent' ? last : undefined;
}

/** The same, while somebody may still be at it. Pure. */
export function releaseUnderWay(incident: Pick<Incident, 'entries'>, now: Date): ReturnType<typeof unfinishedRelease> {
  const begun = unfinishedRelease(incident);
  return begun !== undefined && now.getTime() - Date.parse(begun.at) < RELEASE_MS ? begun : undefined;
}
