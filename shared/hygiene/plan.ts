import type { ReportedKey, ReportRow } from './credential-report';
import { idsBySecond, secondOf } from './match';
import type { RememberedUser } from './memory';
import type { RosterUser, Source } from './roster';

/** Every night so many users are asked for the ids of their keys, where all else about them is known: a twenty-fifth. */
const LEAST_ASKED = 200;
const SHARE = 25;

/**
 * How a user's keys become known. `report`: the credential report has all but their ids, and those an earlier night may
 * have learnt. `ask`: RAM must say, because the report does not.
 */
export type Way = 'none' | 'report' | 'ask';

export interface Plan {
  readonly wayOf: ReadonlyMap<RosterUser, Way>;
  /** Among the `report` ones: whom RAM is asked for ids tonight. */
  readonly forIds: ReadonlySet<RosterUser>;
}

/**
 * Who is asked. An account of 10,000 users cannot be asked user by user every night, and need not be: the report says
 * whether anything changed. Ids are learnt in turn, first those of users whose keys changed, then the oldest keys.
 * `leaked`: users whose key stands in the leak list without being known.
 */
export function planOf(
  users: readonly RosterUser[],
  source: Source,
  remembered: Readonly<Record<string, RememberedUser>>,
  leaked: ReadonlySet<string>,
): Plan {
  const wayOf = new Map(users.map((user) => [user, leaked.has(user.name) ? 'ask' : wayFor(user, source)]));
  const open = users.flatMap((user) => {
    if (wayOf.get(user) !== 'report' || user.askable === undefined) return [];
    const keys = keysOf(user.row);
    const known = Object.hasOwn(remembered, user.name) ? remembered[user.name] : undefined;
    if (idsBySecond(keys, known?.keys ?? []).size === keys.length) return [];
    const isChanged = known !== undefined && keys.some((key) => !isIn(key, known));
    const oldest = Math.min(...keys.map(({ createdAt }) => ('value' in createdAt ? createdAt.value.getTime() : 0)));
    return [{ user, order: [isChanged ? 0 : 1, Date.parse(known?.asked ?? '') || 0, oldest] }];
  });
  const most = Math.max(LEAST_ASKED, Math.floor(users.length / SHARE));
  const first = open.sort((a, b) => compare(a.order, b.order)).slice(0, most);
  return { wayOf, forIds: new Set(first.map(({ user }) => user)) };
}

function wayFor({ row, askable }: RosterUser, { believed }: Source): Way {
  if (!believed || row === undefined || askable === undefined || 'couldNotCheck' in row.keys) return 'ask';
  const keys = row.keys.value;
  if (keys.length === 0) return 'none';
  const isReadable = keys.every((key) => [key.active, key.createdAt, key.lastUse].every((cell) => 'value' in cell));
  const seconds = new Set(keys.map(({ createdAt }) => ('value' in createdAt ? secondOf(createdAt.value) : undefined)));
  // Two of the same second cannot be told apart by the report.
  return isReadable && seconds.size === keys.length ? 'report' : 'ask';
}

function keysOf(row: ReportRow | undefined): readonly ReportedKey[] {
  return row && 'value' in row.keys ? row.keys.value : [];
}

function isIn({ createdAt }: ReportedKey, known: RememberedUser): boolean {
  return (
    'value' in createdAt && known.keys.some((one) => secondOf(new Date(one.createdAt)) === secondOf(createdAt.value))
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) if (x !== b[i]) return x - (b[i] ?? 0);
  return 0;
}
