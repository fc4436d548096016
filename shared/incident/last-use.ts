import type { LastUse } from '../identity/types';

/** What was seen once stays known when a later look fails or is not made. */
export function newer(known: LastUse, seen: LastUse | undefined): LastUse {
  if (seen === undefined || seen.kind === 'not-asked') return known;
  return seen.kind === 'unknown' && known.kind === 'known' ? known : seen;
}
