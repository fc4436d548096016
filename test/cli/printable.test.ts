import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { jsonLine, jsonText, printable, printableLines } from '../../cli/printable';
import { table } from '../../cli/table';

/** Written out, and not by the classes that the code uses. */
const ACTING: readonly (readonly [number, number])[] = [
  [0x0, 0x1f],
  [0x7f, 0x9f],
  [0x61c, 0x61c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2064],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
];
const acts = (unit: number): boolean => ACTING.some(([from, to]) => unit >= from && unit <= to);

const codeUnit = fc.oneof(
  ...ACTING.map(([min, max]) => fc.integer({ min, max })),
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0xd800, max: 0xdfff }),
  fc.integer({ min: 0x20, max: 0x7e }),
);
const anyText = fc.array(codeUnit, { maxLength: 40 }).map((units) => String.fromCharCode(...units));

function dangerIn(shown: string): string[] {
  const units = Array.from({ length: shown.length }, (_, i) => shown.charCodeAt(i));
  const found = units.filter((unit) => acts(unit)).map((unit) => unit.toString(16));
  return shown.isWellFormed() ? found : [...found, 'half a pair'];
}

test('whatever a text holds, nothing that acts on a terminal gets through', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(dangerIn(printable(text))).toEqual([]);
      expect(dangerIn(table(['A', text], [[text, text]]).replaceAll('\n', ''))).toEqual([]);
      expect(dangerIn(printableLines(text).replaceAll('\n', ''))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('what only shows stays as it is, in any script', () => {
  for (const text of ['ci-bot', '密钥已泄露：请轮换', 'naïve 🙂 «x»', '']) expect(printable(text)).toBe(text);
});

test('JSON stays the same JSON', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(JSON.parse(printableLines(JSON.stringify({ text }, null, 2)))).toEqual({ text });
    }),
  );
});

test.each([
  ['an escape sequence', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['a C1 introducer', '\u009b2J', '\\u009b2J'],
  ['an override of the direction', '\u202eevil', '\\u202eevil'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ['half a pair', 'x\ud83dy', 'x\\ud83dy'],
  ['a tag of plane 14', '\u{e0041}', '\\udb40\\udc41'],
])('%s is shown as its escape', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('a document for a program acts on no terminal either, and is the same document', () => {
  fc.assert(
    fc.property(fc.dictionary(anyText, anyText, { maxKeys: 3 }), (document) => {
      const read: unknown[] = [jsonText(document), jsonLine(document)].map((shown) => {
        expect(dangerIn(shown.replaceAll('\n', ''))).toEqual([]);
        return JSON.parse(shown);
      });
      expect(read).toEqual([JSON.parse(JSON.stringify(document)), JSON.parse(JSON.stringify(document))]);
    }),
  );
});

test('no command writes a document in any other way', () => {
  const folder = path.resolve(__dirname, '../../cli');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const past = files.filter((name) =>
    /(?:stdout\.write|say|write)\(\s*`?(?:\$\{)?JSON\.stringify/.test(readFileSync(path.join(folder, name), 'utf8')),
  );
  expect([files.length > 50, past]).toEqual([true, []]);
});
