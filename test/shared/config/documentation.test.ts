import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLE_NAMES, VARIABLES, type Variable } from '../../../shared/config/variables';

const page = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `TOURNIQUET_'));

test.each(VARIABLE_NAMES)('docs/configuration.md has the row of %s as the table of the code has it', (name) => {
  const { kind, need, default: fallback, about }: Variable<unknown> = VARIABLES[name];
  const standard = need === 'required' ? '**required**' : fallback === undefined ? 'none' : `\`${fallback}\``;
  const row = `| \`${name}\` | ${kind.label} | ${standard} | ${about} |`;
  expect(rows.filter((line) => line.startsWith(`| \`${name}\` |`))).toEqual([row]);
});

test('docs/configuration.md has no variable that the code does not have', () => {
  expect(rows).toHaveLength(VARIABLE_NAMES.length);
  const mentioned = new Set(page.match(/TOURNIQUET_[A-Z_]*[A-Z]/g) ?? []);
  expect([...mentioned].filter((name) => !(VARIABLE_NAMES as readonly string[]).includes(name))).toEqual([]);
});
