import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeTable } from '../../bench/page';

const folder = mkdtempSync(path.join(tmpdir(), 'page-'));
afterAll(() => rmSync(folder, { recursive: true }));
const page = path.join(folder, 'page.md');
const table = (...rows: string[]) =>
  `before\n<!-- table: t -->\n${rows.map((row) => `${row}\n`).join('')}<!-- end of table -->\nafter\n`;
const given = (...rows: string[][]) => ({ columns: ['what', 'count'], rows });

test.each([
  ['a whole run', false, ['| what | count |', '| --- | --- |', '| two \\| a | 7 |', '| three | 8 |']],
  ['a part', true, ['| what | count |', '| --- | --- |', '| one | 1 |', '| two \\| a | 7 |', '| three | 8 |']],
])('%s keeps what it should', (_, isPart, rows) => {
  writeFileSync(page, table('| what | count |', '| --- | --- |', '| one | 1 |', '| two \\| a | 2 |'));
  writeTable(page, 't', given(['two | a', '7'], ['three', '8']), isPart);
  expect(readFileSync(page, 'utf8')).toBe(table(...rows));
});

test('a page without the place is an error', () => {
  writeFileSync(page, 'nothing');
  expect(() => writeTable(page, 't', given())).toThrow('has no place for the table t');
});
