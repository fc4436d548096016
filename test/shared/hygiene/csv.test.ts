import fc from 'fast-check';
import { CredentialReportInvalid } from '../../../shared/errors';
import { parseCsv } from '../../../shared/hygiene/csv';

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
/** Written as little quoted as may be, or all of it: both are the same table. */
const written = (rows: readonly (readonly string[])[], all: boolean, end: string) =>
  rows.map((row) => row.map((cell) => (all || /[",\r\n]/.test(cell) ? quoted(cell) : cell)).join(',')).join(end);
// One empty cell alone, unquoted, at the very end writes nothing: no reader could see it.
const table = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), { minLength: 1 });

test('what was written is read again, with every quote, comma and line break', () => {
  fc.assert(
    fc.property(table, fc.boolean(), fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, all, end, closed) => {
      expect(parseCsv(written(rows, all, end) + (closed ? end : ''))).toEqual(rows);
    }),
  );
});

test('cells made of the separators themselves survive', () => {
  const nasty = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', '') });
  fc.assert(
    fc.property(fc.array(fc.tuple(nasty, nasty), { minLength: 1 }), (rows) => {
      expect(parseCsv(written(rows, true, '\r\n'))).toEqual(rows);
    }),
  );
});

test('whatever the text is: rows, or the named error', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x') }));
  fc.assert(
    fc.property(text, (source) => {
      try {
        for (const row of parseCsv(source)) expect(row.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(CredentialReportInvalid);
        expect((error as Error).message).toMatch(/line \d+: /);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['', []],
  ['\ufeffa,b', [['a', 'b']]],
  ['a,b\n', [['a', 'b']]],
  ['a,', [['a', '']]],
  [
    'a,\n,b',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['"a\nb",c', [['a\nb', 'c']]],
])('%j', (text, rows) => {
  expect(parseCsv(text)).toEqual(rows);
});

test.each([
  ['a,"b', 'line 1: a quote is never closed'],
  ['a\n"b"c', 'line 2: text behind a closing quote'],
  ['a\nb"c', 'line 2: a quote stands within an unquoted cell'],
  ['"a\n\n"\nb\rc', 'line 4: a carriage return stands alone'],
])('%j is refused: %s', (text, why) => {
  expect(() => parseCsv(text)).toThrow(why);
});
