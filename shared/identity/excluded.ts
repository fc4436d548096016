import { maskKey } from '../ids';

/** Which user had a key last night, by the nightly index: no key ever moves to another user. */
export type NamesLastNight = ReadonlyMap<string, string>;

/**
 * The name by which a user is on the exclusion list; undefined: he is not. A list of names means whoever bore them when it
 * was written: one who was renamed since last night stays on it, and one who has taken a name that was another user's is
 * not the one who was meant. Both cost whoever may write to RAM one call. `keys`: ids of his, any of which tells what he was
 * called; a user without a key that is older than last night goes by his name of now. Pure.
 */
export function excludedName(
  keys: readonly string[],
  userName: string,
  excluded: ReadonlySet<string>,
  lastNight: NamesLastNight = new Map(),
): string | undefined {
  const formers = keys.flatMap((id) => lastNight.get(id) ?? []);
  const former = formers.find((name) => excluded.has(name));
  if (former !== undefined) return former;
  const isTaken = formers.length > 0 && !formers.includes(userName) && [...lastNight.values()].includes(userName);
  return excluded.has(userName) && !isTaken ? userName : undefined;
}

/**
 * Why a deny on the leaked key's user is not what the exclusion list lets happen by itself: it is on the user, and binds
 * another active key of his that is on the list; undefined: it binds none. A key that is off has nothing to lose. Pure.
 */
export function bindsExcluded(
  accessKeyId: string,
  userName: string,
  activeKeys: Iterable<string>,
  excluded: ReadonlySet<string>,
): string | undefined {
  const bound = [...activeKeys].find((id) => id !== accessKeyId && excluded.has(id));
  if (bound === undefined) return undefined;
  return `a deny on ${userName} would bind the key ${maskKey(bound)} as well, which is on the exclusion list`;
}

/** The ids of the keys that are on. */
export function activeIds(keys: readonly { readonly id: string; readonly status: string }[]): string[] {
  return keys.flatMap(({ id, status }) => (status === 'Active' ? [id] : []));
}
