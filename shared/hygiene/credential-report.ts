import { CredentialReportInvalid } from '../errors';
import { csvRows } from './csv';
import type { Known, LastUse } from './facts';

/** One AccessKey as the credential report knows it: without its id. */
export interface ReportedKey {
  /** 1, 2, or 3 for the additional one. */
  readonly slot: number;
  readonly active: Known<boolean>;
  readonly createdAt: Known<Date>;
  readonly lastUse: Known<LastUse>;
}

export interface ReportRow {
  /** `<root>`, or the principal name `user@domain`. */
  readonly principal: string;
  readonly console: Known<boolean>;
  readonly mfa: Known<boolean>;
  readonly createdAt: Known<Date>;
  readonly lastLogon: Known<LastUse>;
  /** Keys that exist. A cell that cannot be read leaves it open, and then the look at the user decides. */
  readonly keys: Known<readonly ReportedKey[]>;
}

/** Its order by column name: the columns that a check needs; without one of them the report says nothing. */
const SLOTS = ['access_key_1', 'access_key_2', 'additional_access_key_1'] as const;
const REQUIRED = [
  'user',
  'password_exist',
  'password_active',
  'mfa_active',
  ...SLOTS.slice(0, 2).flatMap((slot) => ['exist', 'active', 'last_rotated', 'last_used'].map((s) => `${slot}_${s}`)),
];
/** Documented columns that no check reads yet. */
const KNOWN = new Set([
  ...REQUIRED,
  'user_creation_time',
  'user_last_logon',
  'password_last_changed',
  'password_next_rotation',
  ...['exist', 'active', 'last_rotated', 'last_used'].map((what) => `additional_access_key_1_${what}`),
]);

export interface ParsedReport {
  readonly rows: readonly ReportRow[];
  /** Columns that the documentation did not know when this was written: told, never guessed at. */
  readonly unknownColumns: readonly string[];
}

/**
 * The report's pages as rows. A missing or doubled column, a row of the wrong length, a row without a user, or a user
 * that stands there twice makes the whole report unusable: CredentialReportInvalid. A cell that is none of the
 * documented values makes that one fact unknown.
 */
export function parseCredentialReport(pages: readonly string[]): ParsedReport {
  let header: readonly string[] | undefined;
  let columns: ReadonlyMap<string, number> = new Map();
  const rows: ReportRow[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    let isFirst = true;
    for (const row of csvRows(page)) {
      // A later page may repeat the header.
      const isHeader = isFirst && (header === undefined || isSame(row, header));
      isFirst = false;
      if (isHeader) {
        if (header === undefined) columns = columnsOf(row);
        header ??= row;
        continue;
      }
      const parsed = checkedRow(row, header ?? [], columns, rows.length + 1);
      if (seen.has(parsed.principal))
        throw new CredentialReportInvalid(`row ${rows.length + 1} names a user for the second time`);
      seen.add(parsed.principal);
      rows.push(parsed);
    }
  }
  if (header === undefined) throw new CredentialReportInvalid('it is empty');
  return { rows, unknownColumns: header.filter((name) => !KNOWN.has(name)) };
}

function isSame(row: readonly string[], header: readonly string[]): boolean {
  return row.length === header.length && row.every((cell, i) => cell === header[i]);
}

function checkedRow(
  row: readonly string[],
  header: readonly string[],
  columns: ReadonlyMap<string, number>,
  number: number,
): ReportRow {
  if (row.length !== header.length)
    throw new CredentialReportInvalid(`row ${number} has ${row.length} cells, the header ${header.length}`);
  const parsed = rowOf((name) => row[columns.get(name) ?? -1]);
  if (parsed.principal === '') throw new CredentialReportInvalid(`row ${number} names no user`);
  return parsed;
}

function columnsOf(header: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map(header.map((name, i) => [name, i]));
  if (columns.size < header.length) throw new CredentialReportInvalid('two columns have the same name');
  const missing = REQUIRED.filter((name) => !columns.has(name));
  if (missing.length > 0) throw new CredentialReportInvalid(`it has no column ${missing.join(', ')}`);
  return columns;
}

/** Undefined: the report has no such column (the additional key's are no promise of older reports). */
type CellOf = (column: string) => string | undefined;

function rowOf(cell: CellOf): ReportRow {
  const exists = flag('password_exist', cell);
  const active = flag('password_active', cell);
  return {
    principal: cell('user') ?? '',
    // N/A of a password that does not exist; a login that is switched off lets nobody in.
    console: 'value' in exists && !exists.value ? exists : active,
    mfa: flag('mfa_active', cell),
    createdAt: time('user_creation_time', cell),
    lastLogon: lastUse('user_last_logon', cell),
    keys: keysOf(cell),
  };
}

function keysOf(cell: CellOf): Known<readonly ReportedKey[]> {
  const keys: ReportedKey[] = [];
  for (const [i, name] of SLOTS.entries()) {
    const column = `${name}_exist`;
    // Only what not every account has may be told by no word: of the others that would hide a key.
    if (name.startsWith('additional') && /^(N\/A|-)$/.test(cell(column) ?? '-')) continue;
    const exists = flag(column, cell);
    if ('couldNotCheck' in exists) return exists;
    if (!exists.value) continue;
    keys.push({
      slot: i + 1,
      active: flag(`${name}_active`, cell),
      createdAt: time(`${name}_last_rotated`, cell),
      lastUse: lastUse(`${name}_last_used`, cell),
    });
  }
  return { value: keys };
}

/** One object for each answer: an account has a hundred thousand of them. */
const YES = { value: true } as const;
const NO = { value: false } as const;
const NEVER = { value: 'never' } as const;

function flag(column: string, cell: CellOf): Known<boolean> {
  const text = cell(column);
  if (text === 'TRUE') return YES;
  return text === 'FALSE' ? NO : unreadable(column);
}

/** ISO 8601 with its zone: a time without one could be eight hours off. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function time(column: string, cell: CellOf): Known<Date> {
  const text = cell(column) ?? '';
  const date = new Date(text);
  return TIME.test(text) && !Number.isNaN(date.getTime()) ? { value: date } : unreadable(column);
}

/** N/A and - of a key that exists mean: never used since 2019-06-01, when the record of use begins. */
function lastUse(column: string, cell: CellOf): Known<LastUse> {
  return /^(N\/A|-)$/.test(cell(column) ?? '') ? NEVER : time(column, cell);
}

function unreadable(column: string): { readonly couldNotCheck: string } {
  return { couldNotCheck: `the credential report's ${column} cannot be read` };
}
