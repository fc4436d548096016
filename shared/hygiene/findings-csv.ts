import type { Language } from '../config/types';
import { plain } from '../notify/defang';
import type { HygieneReport, KeyRow, SubjectName } from './model';

const COLUMNS = [
  'date',
  'result',
  'severity',
  'check',
  'title',
  'user',
  'access_key_id',
  'status',
  'created_at',
  'last_used_at',
  'detail',
  'advice',
];

/**
 * Findings, those that an exception covers, and what could not be checked, as CSV for a spreadsheet: with a byte order mark, or Excel reads Chinese as
 * Latin; CRLF; every cell quoted; and no cell that a spreadsheet would take for a formula, because user names are
 * chosen by others.
 */
export function findingsCsv(report: HygieneReport, language: Language = report.language): string {
  const checks = new Map(report.checks.map((check) => [check.id, check]));
  const told = new Set(
    [report.findings, report.excepted, report.notChecked].flatMap((list) =>
      list.flatMap(({ subject }) => (subject.kind === 'key' ? [labelOf(subject)] : [])),
    ),
  );
  const keys = new Map<string, KeyRow>();
  // A large account has nothing to tell of most of its keys: each label is made and let go.
  for (const key of report.keys) {
    const label = told.size === 0 ? '' : labelOf(key.subject);
    if (told.has(label)) keys.set(label, key);
  }
  const rowOf = (result: string, check: string, subject: SubjectName, detail: string): string[] => {
    const about = checks.get(check);
    const key: KeyRow | undefined = keys.get(labelOf(subject));
    return [
      report.date,
      result,
      about?.severity ?? '',
      check,
      about?.title[language] ?? '',
      subject.user ?? subject.name ?? '',
      subject.accessKeyId ?? (subject.slot === undefined ? '' : `#${subject.slot}`),
      key?.status ?? '',
      key?.createdAt ?? '',
      key?.lastUsedAt ?? '',
      detail,
      about?.advice[language] ?? '',
    ];
  };
  const rows = [
    COLUMNS,
    ...report.findings.map(({ check, subject, detail }) => rowOf('finding', check, subject, detail[language])),
    ...report.excepted.map(({ check, subject, detail, until, reason }) =>
      rowOf('excepted', check, subject, `${detail[language]} (${until}: ${reason})`),
    ),
    ...report.notChecked.map(({ check, subject, why }) => rowOf('could-not-check', check, subject, why)),
  ];
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Names a key's row; users and the root identity have none. */
function labelOf({ kind, user, accessKeyId, slot }: SubjectName): string {
  return JSON.stringify([kind, user ?? null, accessKeyId ?? null, slot ?? null]);
}

/** A spreadsheet reads what begins so as a formula, full-width signs included. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

function cell(text: string): string {
  const shown = plain(text);
  return `"${(FORMULA.test(shown) ? `'${shown}` : shown).replaceAll('"', '""')}"`;
}
