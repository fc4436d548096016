import type { Cloud } from '../aliyun';
import { messageOf } from '../identity/looked';
import { parseUserName, type UserName } from '../ids';
import { collectSettings } from './collect-settings';
import type { ReportRow } from './credential-report';
import type { AccountFacts, KeyFacts, Known, LastUse, ResponderFacts, RootFacts, UserFacts } from './facts';
import { type FetchedReport, fetchReport } from './fetch-report';
import { leakOf, pendingLeaks, strangersNote } from './leak-list';
import type { Looks } from './looks';
import { type FoundKey, keysOfUser } from './user-keys';

/** The account as it was found, and how far the look reached. */
export interface Collected {
  readonly facts: AccountFacts;
  /** Key id to user name, for every key whose id was seen. */
  readonly owners: ReadonlyMap<string, string>;
  /** Every user was known and every look at keys went through. */
  readonly complete: boolean;
  readonly reportedAt: Date | undefined;
  /** What is to be known about the look itself, in English sentences of ours. */
  readonly notes: readonly string[];
}

/** An older report proves nothing about today. */
const STALE_MS = 24 * 3_600_000;
const ROOT = '<root>';

/**
 * Looks at every AccessKey of the account: the credential report first, then RAM's list of users and the keys of those
 * who have any by the report, or whom the report does not know. Only reads. Never rejects because a look failed: what
 * could not be looked at says so in the facts.
 */
export async function collect(
  cloud: Pick<Cloud, 'ims' | 'ram' | 'securityCenter'>,
  looks: Looks,
  now: Date,
  responder: ResponderFacts,
): Promise<Collected> {
  const [report, listed, leaks, account] = await Promise.all([
    readReport(cloud, looks),
    listUsers(cloud, looks),
    pendingLeaks(cloud, looks),
    collectSettings(cloud, looks),
  ]);
  const source = sourceOf(report, now);
  const short = missingUsers(listed, account.userCount);
  const roster = rosterOf(source, { ...listed, failure: short });
  const found: (FoundKey & { readonly console: Known<boolean> })[] = [];
  const users: UserFacts[] = [];
  let isComplete = short === undefined;
  await looks.each(roster.users, async (user) => {
    const row = user.row;
    const look = await keysOfUser(cloud, looks, user.name, user.askable, source.believed ? row : undefined, row);
    if (look === 'gone') return;
    const console: Known<boolean> = source.believed && row ? row.console : { couldNotCheck: source.why };
    users.push(userFacts(user.name, source.believed ? row : undefined, source.why));
    found.push(...look.keys.map((key) => ({ ...key, console })));
    if (!look.complete) isComplete = false;
  });
  const all = [...found, ...rootKeys(source)].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0,
  );
  const ids = new Set(all.flatMap(({ id }) => id ?? []));
  const keys: KeyFacts[] = all.map((key) => ({ ...key, pendingLeak: leakOf(key, leaks, ids) }));
  return {
    facts: {
      keys,
      users: users.sort((a, b) => (a.name < b.name ? -1 : 1)),
      root: rootFacts(source, account.rootMfa),
      responder,
      settings: account.settings,
    },
    owners: new Map(found.flatMap(({ id, owner }) => (id && owner.type === 'ram-user' ? [[id, owner.name]] : []))),
    complete: isComplete,
    reportedAt: source.report?.generatedAt,
    notes: [
      ...source.notes,
      ...roster.notes,
      ...strangersNote(leaks, ids),
      ...('couldNotCheck' in account.userCount ? [`how many users there are: ${account.userCount.couldNotCheck}`] : []),
    ],
  };
}

function nameOf({ owner }: Pick<KeyFacts, 'owner'>): string {
  return owner.type === 'root' ? '' : owner.name;
}

async function readReport(cloud: Pick<Cloud, 'ims'>, looks: Looks): Promise<Known<FetchedReport>> {
  try {
    return { value: await fetchReport(cloud, looks) };
  } catch (error) {
    return { couldNotCheck: messageOf(error) };
  }
}

interface Listed {
  readonly names: readonly UserName[];
  /** Why there may be more users than these. */
  readonly failure: string | undefined;
}

async function listUsers(cloud: Pick<Cloud, 'ram'>, looks: Looks): Promise<Listed> {
  const names: UserName[] = [];
  const pages = cloud.ram.listUsers();
  for (;;) {
    const page = await looks.look(() => pages.next());
    if ('couldNotCheck' in page) return { names, failure: page.couldNotCheck };
    if (page.value.done) return { names, failure: undefined };
    names.push(...page.value.value.map(({ name }) => name));
  }
}

/** Why the list is not whole: a page of it failed, or RAM counts more users than it lists. */
function missingUsers({ names, failure }: Listed, counted: Known<number | undefined>): string | undefined {
  if (failure !== undefined) return failure;
  if (!('value' in counted) || counted.value === undefined || names.length >= counted.value) return undefined;
  return `RAM counts ${counted.value} users and lists ${names.length}`;
}

function userFacts(name: string, row: ReportRow | undefined, why: string): UserFacts {
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

/** The credential report as far as it may be believed. */
interface Source {
  readonly report: FetchedReport | undefined;
  readonly believed: boolean;
  /** Why a user is not known from it. */
  readonly why: string;
  readonly notes: readonly string[];
}

function sourceOf(report: Known<FetchedReport>, now: Date): Source {
  if ('couldNotCheck' in report)
    return { report: undefined, believed: false, why: report.couldNotCheck, notes: [report.couldNotCheck] };
  const { generatedAt, problems, unknownColumns } = report.value;
  const isStale = now.getTime() - generatedAt.getTime() > STALE_MS;
  const stale = `the credential report is of ${generatedAt.toISOString()}, more than 24 hours old`;
  const unknown =
    unknownColumns.length > 0 ? [`the credential report has unknown columns: ${unknownColumns.join(', ')}`] : [];
  return {
    report: report.value,
    believed: !isStale,
    why: isStale ? stale : 'the credential report does not have this user',
    notes: [...(isStale ? [stale] : []), ...problems, ...unknown],
  };
}

interface RosterUser {
  readonly name: string;
  /** Undefined: no RAM user can have this name, so RAM cannot be asked. */
  readonly askable: UserName | undefined;
  readonly row: ReportRow | undefined;
}

/** Who is looked at: RAM's list where it is whole, else whoever the list or the report names. */
function rosterOf({ report }: Source, { names, failure }: Listed): { users: RosterUser[]; notes: string[] } {
  const rows = new Map(
    (report?.rows ?? []).filter(({ principal }) => principal !== ROOT).map((row) => [logonName(row.principal), row]),
  );
  const users: RosterUser[] = names.map((name) => ({ name, askable: name, row: rows.get(name) }));
  for (const name of names) rows.delete(name);
  const rest = [...rows].map(([name, row]): RosterUser => ({ name, askable: askable(name), row }));
  if (failure !== undefined)
    return { users: [...users, ...rest], notes: [`the list of users could not be read to its end: ${failure}`] };
  const gone = rest.filter(({ row }) => !row || !('value' in row.keys) || row.keys.value.length > 0).length;
  return {
    users,
    notes: gone > 0 ? [`${gone} users of the credential report with keys are no longer in the account`] : [],
  };
}

/** The part of a principal name before the domain (`user@alias.onaliyun.com`). */
function logonName(principal: string): string {
  const at = principal.lastIndexOf('@');
  return at < 0 ? principal : principal.slice(0, at);
}

function askable(name: string): UserName | undefined {
  return /^[A-Za-z0-9._-]{1,64}$/.test(name) ? parseUserName(name) : undefined;
}

function rootRow({ report }: Source): Known<ReportRow> {
  const row = report?.rows.find(({ principal }) => principal === ROOT);
  return row ? { value: row } : { couldNotCheck: 'the credential report has no row of the root identity' };
}

/** Root's device by its own call, and where that fails by a report that is fresh enough. */
function rootFacts(source: Source, asked: Known<boolean>): RootFacts {
  if (source.report === undefined) return { keys: { couldNotCheck: source.why }, stale: undefined, mfa: asked };
  const row = rootRow(source);
  const stale = source.believed ? undefined : source.why;
  const mfa = 'couldNotCheck' in asked && source.believed && 'value' in row ? row.value.mfa : asked;
  return { keys: 'value' in row ? row.value.keys : row, stale, mfa };
}

function rootKeys(source: Source): (FoundKey & { readonly console: Known<boolean> })[] {
  const row = rootRow(source);
  if ('couldNotCheck' in row || 'couldNotCheck' in row.value.keys) return [];
  const { value: keys } = row.value.keys;
  const old = <T>(known: Known<T>): Known<T> => (source.believed ? known : { couldNotCheck: source.why });
  return keys.map((key) => {
    const others = keys.filter((other) => other !== key).map((other) => old(other.active));
    const unread = others.find((known) => 'couldNotCheck' in known);
    const active = others.filter((known) => 'value' in known && known.value).length;
    return {
      owner: { type: 'root' },
      id: undefined,
      slot: key.slot,
      active: old(key.active),
      createdAt: key.createdAt,
      lastUse: old(key.lastUse),
      otherActive: unread && 'couldNotCheck' in unread ? unread : { value: active },
      console: { value: true },
    };
  });
}
