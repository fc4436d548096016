import { readFileSync, writeFileSync } from 'node:fs';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Keeps a table in a page, between the marks of its name. Throws Error where the page has no such place. */
export function writeTable(page: string, name: string, { columns, rows }: Table): void {
  const [begin, end] = [`<!-- table: ${name} -->\n`, '<!-- end of table -->'];
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${page} has no place for the table ${name}`);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const table = line(columns) + line(columns.map(() => '---')) + rows.map(line).join('');
  writeFileSync(page, `${text.slice(0, from)}${begin}${table}${text.slice(to)}`);
}
