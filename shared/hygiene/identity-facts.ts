import type { ReportRow } from './credential-report';
import type { Known, LastUse, RootFacts, UserFacts } from './facts';
import { ROOT, type Source } from './roster';
import type { FoundKey } from './user-keys';

/** A user by his row; without one nothing is known of him. */
export function userFacts(name: string, row: ReportRow | undefined, why: string): UserFacts {
  if (row === undefined) {
    const unknown = { couldNotCheck: why };
    return { name, console: unknown, mfa: unknown, createdAt: unknown, lastLogon: unknown, lastKeyUse: unknown };
  }
  const { console, mfa, createdAt, lastLogon } = row;
  return { name, console, mfa, createdAt, lastLogon, lastKeyUse: latestUse(row) };
}

/** One use that cannot be read leaves the latest open. */
function latestUse({ keys }: ReportRow): Known<LastUse> {
  if ('couldNotCheck' in keys) return keys;
  let latest: LastUse = 'never';
  for (const { lastUse } of keys.value) {
    if ('couldNotCheck' in lastUse) return lastUse;
    if (lastUse.value !== 'never' && (latest === 'never' || lastUse.value > latest)) latest = lastUse.value;
  }
  return { value: latest };
}

function rootRow({ report }: Source): Known<ReportRow> {
  const row = report?.rows.find(({ principal }) => principal === ROOT);
  return row ? { value: row } : { couldNotCheck: 'the credential report has no row of the root identity' };
}

/** Root's device by its own call, and where that fails by a report that is fresh enough. */
export function rootFacts(source: Source, asked: Known<boolean>): RootFacts {
  if (source.report === undefined) return { keys: { couldNotCheck: source.why }, stale: undefined, mfa: asked };
  const row = rootRow(source);
  const stale = source.believed ? undefined : source.why;
  const mfa = 'couldNotCheck' in asked && source.believed && 'value' in row ? row.value.mfa : asked;
  return { keys: 'value' in row ? row.value.keys : row, stale, mfa };
}

export function rootKeys(source: Source): FoundKey[] {
  const row = rootRow(source);
  if ('couldNotCheck' in row || 'couldNotCheck' in row.value.keys) return [];
  const { value: keys } = row.value.keys;
  const old = <T>(known: Known<T>): Known<T> => (source.believed ? known : { couldNotCheck: source.why });
  return keys.map((key) => ({
    owner: { type: 'root' },
    id: undefined,
    slot: key.slot,
    active: old(key.active),
    createdAt: key.createdAt,
    lastUse: old(key.lastUse),
    otherActive: activeAmong(keys.filter((other) => other !== key).map((other) => old(other.active))),
  }));
}

/** How many of them are on; one that is not known leaves the number open. */
export function activeAmong(others: readonly Known<boolean>[]): Known<number> {
  let count = 0;
  for (const known of others) {
    if ('couldNotCheck' in known) return known;
    if (known.value) count += 1;
  }
  return { value: count };
}
