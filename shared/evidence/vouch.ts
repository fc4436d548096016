import type { Entry } from '../incident/entries';

/**
 * Why the journal does not vouch for a manifest; undefined: it names it as the newest round's. An earlier round's, put
 * back over the newest, would hide what was found since. Pure.
 */
export function doubtOf(entries: readonly Entry[], manifestSha256: string): string | undefined {
  const rounds = entries.filter((entry) => entry.type === 'investigated');
  const newest = rounds.at(-1);
  if (newest === undefined) return 'the journal tells of no investigation';
  if (newest.manifestSha256 === manifestSha256) return undefined;
  const earlier = rounds.find((round) => round.manifestSha256 === manifestSha256);
  return earlier === undefined
    ? 'the journal names another manifest'
    : `the journal names it for round ${earlier.round}, and another manifest for round ${newest.round} after it`;
}
