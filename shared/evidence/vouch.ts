import type { Entry } from '../incident/entries';

/** The hashes of manifests that the journal names, oldest first: what a look was about to write, and what one recorded. */
const namedIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.type === 'investigated' || entry.type === 'manifest' ? entry : []));

/** Whether a manifest is one of ours, be it of a look that died before it was recorded. Pure. */
export const isOurs = (entries: readonly Entry[], manifestSha256: string): boolean =>
  namedIn(entries).some((named) => named.manifestSha256 === manifestSha256);

/**
 * Why the journal does not vouch for a manifest; undefined: it names it as the newest look's. An earlier one's, put back
 * over the newest, would hide what was found since; only where the newest look is not recorded, the one before it may
 * stand there still. Pure.
 */
export function doubtOf(entries: readonly Entry[], manifestSha256: string): string | undefined {
  const named = namedIn(entries);
  const newest = named.at(-1);
  if (newest === undefined) return 'the journal tells of no investigation';
  const recorded = named.findLastIndex(({ type }) => type === 'investigated');
  if (named.slice(Math.max(0, recorded)).some((one) => one.manifestSha256 === manifestSha256)) return undefined;
  const earlier = named.find((one) => one.manifestSha256 === manifestSha256);
  return earlier === undefined
    ? 'the journal names another manifest'
    : `the journal names it for round ${earlier.round}, and another manifest for round ${newest.round} after it`;
}
