/** Which user had a key last night, by the nightly index: no key ever moves to another user. */
export type NamesLastNight = ReadonlyMap<string, string>;

/**
 * The name by which a key's user is on the exclusion list; undefined: he is not. A list of names means whoever bore them
 * when it was written: one who was renamed since last night stays on it, and one who has taken a name that was another
 * user's is not the one who was meant. Both cost whoever may write to RAM one call. Pure.
 */
export function excludedName(
  accessKeyId: string,
  userName: string,
  excluded: ReadonlySet<string>,
  lastNight: NamesLastNight = new Map(),
): string | undefined {
  const former = lastNight.get(accessKeyId) ?? userName;
  if (excluded.has(former)) return former;
  const isTaken = former !== userName && [...lastNight.values()].includes(userName);
  return excluded.has(userName) && !isTaken ? userName : undefined;
}
