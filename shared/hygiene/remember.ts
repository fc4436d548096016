import type { KeyFacts, Known, OffSince } from './facts';
import { secondOf } from './match';
import type { Memory, RememberedKey, RememberedUser } from './memory';
import type { RosterUser } from './roster';
import type { FoundKey } from './user-keys';

/** What the earlier nights knew of a key: by its id, or by the second in which it was made. */
function knownBefore({ owner, id, createdAt }: Pick<KeyFacts, 'owner' | 'id' | 'createdAt'>, { users }: Memory) {
  const name = owner.type === 'root' ? '<root>' : owner.name;
  const keys = Object.hasOwn(users, name) ? (users[name]?.keys ?? []) : [];
  const byId = id === undefined ? undefined : keys.find((key) => key.id === id);
  if (byId || !('value' in createdAt)) return byId;
  const same = keys.filter((key) => secondOf(new Date(key.createdAt)) === secondOf(createdAt.value));
  return same.length === 1 ? same[0] : undefined;
}

const ON: Known<undefined> = { value: undefined };

/**
 * Since when a key is off: an earlier night saw it so, or saw it on, or ActionTrail has the call (`switched`). A key that no night has seen on may have been off
 * for long before.
 */
export function offSince(
  key: Pick<KeyFacts, 'owner' | 'id' | 'createdAt' | 'active'>,
  earlier: Memory,
  now: Date,
  switched: ReadonlyMap<string, Date> = new Map(),
): Known<OffSince | undefined> {
  if ('couldNotCheck' in key.active) return key.active;
  if (key.active.value) return ON;
  const before = knownBefore(key, earlier);
  const event = key.id === undefined ? undefined : switched.get(key.id);
  if (event && !before?.off?.exact) return { value: { at: event, exact: true } };
  if (before?.off) return { value: { at: new Date(before.off.since), exact: before.off.exact } };
  return { value: before ? { at: new Date(earlier.at), exact: true } : { at: now, exact: false } };
}

/** What the next night is to know of every user with keys. */
export function remember(
  found: readonly { readonly key: FoundKey; readonly user: RosterUser | undefined }[],
  asked: ReadonlySet<string>,
  earlier: Memory,
  now: Date,
  switched: ReadonlyMap<string, Date>,
): Readonly<Record<string, RememberedUser>> {
  const users = new Map<string, RememberedKey[]>();
  for (const { key } of found) {
    const name = key.owner.type === 'root' ? '<root>' : key.owner.name;
    const keys = users.get(name) ?? [];
    users.set(name, keys);
    keys.push(...rememberedKey(key, earlier, now, switched));
  }
  return Object.fromEntries(
    [...users].map(([name, keys]) => {
      const before = Object.hasOwn(earlier.users, name) ? earlier.users[name]?.asked : undefined;
      const when = asked.has(name) ? now.toISOString() : before;
      return [name, { ...(when ? { asked: when } : {}), keys }];
    }),
  );
}

function rememberedKey(
  key: FoundKey,
  earlier: Memory,
  now: Date,
  switched: ReadonlyMap<string, Date>,
): RememberedKey[] {
  if (!('value' in key.createdAt)) return [];
  const off = offSince(key, earlier, now, switched);
  // A state that is not known tonight leaves what was known.
  const kept = 'couldNotCheck' in off ? knownBefore(key, earlier)?.off : undefined;
  const since = 'value' in off && off.value ? { since: off.value.at.toISOString(), exact: off.value.exact } : kept;
  return [
    {
      createdAt: key.createdAt.value.toISOString(),
      ...(key.id === undefined ? {} : { id: key.id }),
      ...(since ? { off: since } : {}),
    },
  ];
}
