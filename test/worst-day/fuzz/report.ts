import fc from 'fast-check';
import { CredentialReportInvalid } from '../../../shared/errors';
import { parseCredentialReport } from '../../../shared/hygiene/credential-report';
import { mutatedText } from './mutate';
import { STRINGS } from './strings';
import type { Target } from './target';

const SLOTS = ['access_key_1', 'access_key_2', 'additional_access_key_1'];
const COLUMNS = [
  ...['user', 'user_creation_time', 'user_last_logon', 'password_exist', 'password_active', 'password_last_changed'],
  ...['password_next_rotation', 'mfa_active'],
  ...SLOTS.flatMap((slot) => ['exist', 'active', 'last_rotated', 'last_used'].map((what) => `${slot}_${what}`)),
];

/** A reader of CSV letter by letter: nothing of the project's own. Undefined: it is none. */
export function naiveRows(text: string): string[][] | undefined {
  const rows: string[][] = [];
  let [row, cell, state]: [string[], string, 'begin' | 'plain' | 'quoted' | 'closed'] = [[], '', 'begin'];
  const letters = text.replace(/^\ufeff/, '').replace(/\r\n/g, (end) => end);
  const endCell = (): void => {
    row.push(cell);
    [cell, state] = ['', 'begin'];
  };
  for (let i = 0; i < letters.length; i += 1) {
    const letter = letters[i] as string;
    const isBreak = letter === '\n' || (letter === '\r' && letters[i + 1] === '\n');
    if (state === 'quoted') {
      if (letter !== '"') cell += letter;
      else if (letters[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else state = 'closed';
    } else if (letter === ',') endCell();
    else if (isBreak) {
      if (letter === '\r') i += 1;
      endCell();
      rows.push(row);
      row = [];
    } else if (letter === '"' && state === 'begin') state = 'quoted';
    else if (letter === '"' || letter === '\r' || state === 'closed') return undefined;
    else [cell, state] = [cell + letter, 'plain'];
  }
  if (state === 'quoted') return undefined;
  if (row.length > 0 || cell !== '' || state === 'closed') {
    endCell();
    rows.push(row);
  }
  return rows;
}

const flag = fc.constantFrom('TRUE', 'FALSE', 'N/A', '', 'true');
const time = fc.constantFrom(
  '2026-01-02T03:04:05Z',
  'N/A',
  '-',
  '2026-02-30T00:00:00Z',
  '2026-01-02T03:04:05+08:00',
  '9999999-01-01T00:00:00Z',
  '',
);
const hostile = fc.constantFrom(...STRINGS.map(({ text }) => text));
const user = fc.oneof(
  fc.constantFrom('<root>', 'ci-bot@x', 'alice@x', '__proto__'),
  hostile,
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const cellOf = (column: string): fc.Arbitrary<string> =>
  column === 'user'
    ? user
    : fc.oneof({ weight: 8, arbitrary: /exist|active/.test(column) ? flag : time }, { weight: 1, arbitrary: hostile });
const row = fc.tuple(...COLUMNS.map(cellOf));
const quoted = (cell: string, always: boolean): string =>
  always || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
const table = fc
  .tuple(
    fc.array(row, { maxLength: 4 }),
    fc.boolean(),
    fc.constantFrom('\n', '\r\n'),
    fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length }),
  )
  .map(([rows, always, end, order]) =>
    [order, ...rows.map((cells) => order.map((name) => cells[COLUMNS.indexOf(name)] ?? ''))]
      .map((cells) => cells.map((one) => quoted(one, always)).join(','))
      .join(end),
  );
const page = fc.oneof(
  { weight: 3, arbitrary: table },
  { weight: 2, arbitrary: mutatedText(table, fc.constantFrom('"', ',', '\n', '\r', '""', 'user,', '\u0000')) },
);

function holds(pages: readonly string[]): boolean {
  let report: ReturnType<typeof parseCredentialReport>;
  try {
    report = parseCredentialReport(pages);
  } catch (error) {
    return error instanceof CredentialReportInvalid && error.message.length < 2_000;
  }
  const read = pages.map(naiveRows);
  if (read.some((rows) => rows === undefined)) return false;
  const all = read.flatMap((rows) => rows ?? []);
  const [header = []] = all;
  const cell = (cells: readonly string[] | undefined, name: string): string | undefined =>
    cells?.[header.indexOf(name)];
  return report.rows.every(({ principal, keys, mfa, console }) => {
    const rows = all.filter((cells) => cell(cells, 'user') === principal);
    const own = rows.find((cells) => cells.join('\n') !== header.join('\n'));
    // A fact is known only where the column says so, word for word.
    const isTrue = (known: { readonly value: boolean } | { readonly couldNotCheck: string }, name: string): boolean =>
      !('value' in known) || cell(own, name) === (known.value ? 'TRUE' : 'FALSE');
    return (
      own !== undefined &&
      isTrue(mfa, 'mfa_active') &&
      (!('value' in console) ||
        console.value === (cell(own, 'password_exist') !== 'FALSE' && cell(own, 'password_active') === 'TRUE')) &&
      (!('value' in keys) ||
        SLOTS.every(
          (slot, i) => (cell(own, `${slot}_exist`) === 'TRUE') === keys.value.some((key) => key.slot === i + 1),
        ))
    );
  });
}

export const credentialReport: Target = {
  name: { en: 'the credential report', zh: '凭证报告' },
  holds: {
    en: 'a named refusal of the whole, or for each user exactly what a naive reader finds in his columns',
    zh: '整体给出明确的拒绝，或每个用户的事实与朴素读取器在其列中读到的完全一致',
  },
  runs: [400, 40_000],
  property: () => fc.property(fc.array(page, { minLength: 1, maxLength: 2 }), holds),
};
