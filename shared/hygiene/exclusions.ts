import type { ExclusionFacts, Known } from './facts';

/** The user id that each excluded name had when a night first saw it: he stays excluded, whatever he is called. */
export type Pins = Readonly<Record<string, string>>;

export interface ExclusionsSeen {
  readonly names: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  /** What earlier nights pinned. */
  readonly pins: Known<Pins>;
  /** Id by name, as RAM lists them. `failure`: why there may be more. */
  readonly users: ReadonlyMap<string, string>;
  readonly failure: string | undefined;
  /** Every key that was seen; `allKeys`: there are no others. */
  readonly keysSeen: ReadonlySet<string>;
  readonly allKeys: boolean;
}

export interface Exclusions {
  readonly facts: readonly ExclusionFacts[];
  /** For the next night. A name that is taken off the list loses its pin, and gets a new one when it is back. */
  readonly pins: Pins;
  /** By the names of today: whoever the list names, and whoever it named and was renamed. */
  readonly users: Known<ReadonlySet<string>>;
}

/**
 * Whom the exclusion list means. A name alone would lose its user when he is renamed, and take in whoever gets the name
 * after him. Where that cannot be looked at, or a name is nobody's that no night has seen, nobody knows who is excluded. Pure.
 */
export function pinExclusions(seen: ExclusionsSeen): Exclusions {
  const { names, keys, users, failure, keysSeen, allKeys } = seen;
  const unknown = 'couldNotCheck' in seen.pins ? seen.pins.couldNotCheck : undefined;
  const before: Pins = 'value' in seen.pins ? seen.pins.value : {};
  const nameOf = new Map([...users].map(([name, id]) => [id, name]));
  // A user may have any name, `__proto__` too.
  const pins: Record<string, string> = Object.create(null);
  const excluded = new Set<string>(names);
  const facts: ExclusionFacts[] = [];
  let why = unknown;
  for (const name of [...names].sort()) {
    const id = users.get(name);
    const pinned = Object.hasOwn(before, name) ? before[name] : undefined;
    const pin = pinned ?? id;
    if (pin !== undefined && pin !== '') pins[name] = pin;
    const today = pinned === undefined ? undefined : nameOf.get(pinned);
    if (today !== undefined) excluded.add(today);
    const standing = standingOf(name, id, pinned, today, failure ?? unknown);
    if ('couldNotCheck' in standing) why ??= standing.couldNotCheck;
    // Mistyped, or of a user who was renamed and whose pin is lost: anybody may be meant.
    if (id === undefined && pinned === undefined) why ??= `nobody is called ${name}, and whom it means is not known`;
    facts.push({ user: name, standing });
  }
  for (const key of [...keys].sort()) {
    const missing: ExclusionFacts['standing'] = allKeys
      ? { value: { is: 'missing' } }
      : { couldNotCheck: 'not every key was seen' };
    facts.push({ accessKeyId: key, standing: keysSeen.has(key) ? { value: { is: 'there' } } : missing });
  }
  return {
    facts,
    pins,
    users: why === undefined || names.size === 0 ? { value: excluded } : { couldNotCheck: why },
  };
}

/** `unseen`: why more may be there than was seen. */
function standingOf(
  name: string,
  id: string | undefined,
  pinned: string | undefined,
  today: string | undefined,
  unseen: string | undefined,
): ExclusionFacts['standing'] {
  if (id !== undefined && id === pinned) return { value: { is: 'there' } };
  if (today !== undefined && today !== name) return { value: { is: id === undefined ? 'renamed' : 'another', today } };
  if (unseen !== undefined) return { couldNotCheck: unseen };
  if (id === undefined) return { value: { is: 'missing' } };
  return { value: pinned === undefined ? { is: 'there' } : { is: 'another' } };
}
