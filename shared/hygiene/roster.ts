import type { Cloud } from '../aliyun';
import { messageOf } from '../identity/looked';
import { parseUserName, type UserName } from '../ids';
import type { ReportRow } from './credential-report';
import type { Known } from './facts';
import { type FetchedReport, fetchReport } from './fetch-report';
import type { Looks } from './looks';
import { reportAge } from './report-age';

/** Whom nobody waits for is listed in few calls. */
const PAGE = 1_000;
export const ROOT = '<root>';

/** The credential report as far as it may be believed. */
export interface Source {
  readonly report: FetchedReport | undefined;
  readonly believed: boolean;
  /** Why a user is not known from it. */
  readonly why: string;
  readonly notes: readonly string[];
}

export async function readSource(cloud: Pick<Cloud, 'ims'>, looks: Looks, now: Date): Promise<Source> {
  let report: FetchedReport;
  try {
    report = await fetchReport(cloud, looks);
  } catch (error) {
    const why = messageOf(error);
    return { report: undefined, believed: false, why, notes: [why] };
  }
  const { generatedAt, problems, unknownColumns } = report;
  const age = reportAge(generatedAt, now);
  const isStale = age !== 'fresh';
  const stale = `the credential report is of ${generatedAt.toISOString()}, ${age === 'ahead' ? 'which is still to come' : 'more than 24 hours old'}`;
  const unknown =
    unknownColumns.length > 0 ? [`the credential report has unknown columns: ${unknownColumns.join(', ')}`] : [];
  return {
    report,
    believed: !isStale,
    why: isStale ? stale : 'the credential report does not have this user',
    notes: [...(isStale ? [stale] : []), ...problems, ...unknown],
  };
}

export interface Listed {
  readonly names: readonly UserName[];
  /** By name. */
  readonly ids: ReadonlyMap<string, string>;
  /** Why there may be more users than these. */
  readonly failure: string | undefined;
}

export async function listUsers(cloud: Pick<Cloud, 'ram'>, looks: Looks): Promise<Listed> {
  const names: UserName[] = [];
  const ids = new Map<string, string>();
  const pages = cloud.ram.listUsers(PAGE);
  for (;;) {
    const page = await looks.look(() => pages.next());
    if ('couldNotCheck' in page) return { names, ids, failure: page.couldNotCheck };
    if (page.value.done) return { names, ids, failure: undefined };
    names.push(...page.value.value.map(({ name }) => name));
    for (const { name, id } of page.value.value) ids.set(name, id);
  }
}

/** Held against RAM's own count: a list may lack users though no page of it failed. */
export function heldAgainst(listed: Listed, counted: Known<number | undefined>): Listed {
  const { names, failure } = listed;
  if (failure !== undefined || !('value' in counted) || counted.value === undefined || names.length >= counted.value)
    return listed;
  return { ...listed, failure: `RAM counts ${counted.value} users and lists ${names.length}` };
}

export interface RosterUser {
  readonly name: string;
  /** Undefined: no RAM user can have this name, so RAM cannot be asked. */
  readonly askable: UserName | undefined;
  /** His row, fresh or not. */
  readonly row: ReportRow | undefined;
}

/** Who is looked at: RAM's list where it is whole, else whoever the list or the report names. */
export function rosterOf({ report }: Source, { names, failure }: Listed): { users: RosterUser[]; notes: string[] } {
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
export function logonName(principal: string): string {
  const at = principal.lastIndexOf('@');
  return at < 0 ? principal : principal.slice(0, at);
}

function askable(name: string): UserName | undefined {
  return /^[A-Za-z0-9._-]{1,64}$/.test(name) ? parseUserName(name) : undefined;
}
