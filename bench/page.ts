import { readFileSync, writeFileSync } from 'node:fs';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Keeps a table in a page, between the marks of its name. `isPart`: rows of an earlier run stay where none of this one
 * begins like them. Throws Error where the page has no such place.
 */
export function writeTable(page: string, name: string, { columns, rows }: Table, isPart = false): void {
  const [begin, end] = [`<!-- table: ${name} -->\n`, '<!-- end of table -->'];
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${page} has no place for the table ${name}`);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const head = line(columns) + line(columns.map(() => '---'));
  const lines = new Map(rows.map((row) => [beginning(line(row)), line(row)]));
  const before = isPart
    ? text
        .slice(from + begin.length, to)
        .split('\n')
        .slice(2, -1)
    : [];
  const kept = before.map((row) => {
    const fresh = lines.get(beginning(row)) ?? `${row}\n`;
    lines.delete(beginning(row));
    return fresh;
  });
  const table = head + [...kept, ...(isPart ? lines.values() : rows.map(line))].join('');
  writeFileSync(page, `${text.slice(0, from)}${begin}${table}${text.slice(to)}`);
}

/** A row's first cell. */
const beginning = (row: string): string => row.split(' | ', 1)[0] ?? row;
