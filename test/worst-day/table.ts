import path from 'node:path';
import { type Table, writeTable } from '../../bench/page';

/** Asked for by `npm run test:<name>`: every case. `npm test` runs the same tests over a sample of them. */
export const IS_LONG = process.env['TEST_LONG'] === '1';

/** Every case of the long form, or every so manieth: `TEST_EVERY=10 npm run test:races`. What was tried the table counts. */
export const EVERY = Math.max(1, Number(process.env['TEST_EVERY'] ?? 1));

const DOCS = path.resolve(__dirname, '../../docs');

/**
 * What a run came to. It is printed; `WRITE_TABLES=1 npm run test:<name>` keeps it in docs/reliability.md, or in another
 * page of docs/, in both languages, between that page's marks of the same name. `isPart`: of a run of some cases alone;
 * what earlier runs came to stays beside it.
 */
export function showTable(
  name: string,
  tables: { readonly en: Table; readonly zh: Table },
  pageName = 'reliability',
  isPart = false,
): void {
  process.stderr.write(`\n${name}\n${aligned(tables.en)}\n`);
  if (process.env['WRITE_TABLES'] !== '1') return;
  for (const [file, table] of [
    [`${pageName}.md`, tables.en],
    [`${pageName}.zh-CN.md`, tables.zh],
  ] as const) {
    writeTable(path.join(DOCS, file), name, table, isPart);
  }
}

function aligned({ columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  return all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')).join('\n');
}
