import type { RunningSandbox } from '../sandbox/start';
import { Versioned } from '../sandbox/world/versioned';

/** What the cloud itself writes down when a thing is used or touched, whoever does it. */
const RECORDS = new Set(['updateDate', 'lastUsed']);

/**
 * Everything that an account holds besides its records of calls, as text: two states with the same text are the same,
 * byte for byte. `without`: parts that a test changes itself.
 */
export function worldText({ world }: RunningSandbox, without: readonly string[] = []): string {
  const { users, groups, roles, policies, mfaDevices, recycledKeys, recycledUsers, settings, rootKeys, secrets } =
    world;
  const { notices, leaks, bills, orders, balance } = world;
  const held = { users, groups, roles, policies, mfaDevices, recycledKeys, recycledUsers, settings, rootKeys, secrets };
  const all = Object.entries({ ...held, notices, leaks, bills, orders, balance });
  return textOf(Object.fromEntries(all.filter(([name]) => !without.includes(name))));
}

/** The same for a part of what an account holds. */
export function textOf(held: unknown): string {
  return JSON.stringify(held, plain, 1);
}

function plain(this: unknown, name: string, value: unknown): unknown {
  if (RECORDS.has(name)) return undefined;
  if (value instanceof Versioned) return value.current;
  if (value instanceof Map) return [...value.entries()];
  if (value instanceof Set) return [...value];
  return value;
}
