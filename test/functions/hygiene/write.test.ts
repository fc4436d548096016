import fc from 'fast-check';
import { jsonOf } from '../../../functions/hygiene/write';
import { findingsCsv } from '../../../shared/hygiene/findings-csv';
import type { KeyRow } from '../../../shared/hygiene/model';
import { keepSecret } from '../../../shared/secrecy/known';
import { aReport, manyKeys } from '../../shared/hygiene/a-report';

const report = aReport(manyKeys(3));
const rowOf = (n: number, user: string): KeyRow => ({
  ...(report.keys[0] as KeyRow),
  subject: { kind: 'key', user: `${user}-${n}` },
});

test.each([0, 1, 999, 1_000, 1_001, 2_000, 4_321])('the report of %s keys is the JSON that it is', (count) => {
  const keys = Array.from({ length: count }, (_, n) => rowOf(n, '用户 "x"'));
  expect(JSON.parse(jsonOf({ ...report, keys }).toString())).toEqual(JSON.parse(JSON.stringify({ ...report, keys })));
});

test('however long the keys of each portion are', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lengths, fc.constantFrom('x', '密', '"', '😀'), fc.nat(999), (portions, letter, less) => {
      const all = portions.flatMap((length) =>
        Array.from({ length: 1_000 }, (_, n) => rowOf(n, letter.repeat(length))),
      );
      const keys = all.slice(0, all.length - less);
      const text = jsonOf({ ...report, keys }).toString();
      expect(
        text === JSON.stringify({ ...report, keys: undefined }).replace(/\}$/, `,"keys":${JSON.stringify(keys)}}`),
      ).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('the table names status and age of each key that it tells of, and of no other', () => {
  const lines = findingsCsv(report).split('\r\n').slice(1, -1);
  const ofKeys = lines.filter((line) => /"LTAI5tKey/.test(line));
  expect(ofKeys.length).toBeGreaterThan(0);
  for (const line of ofKeys) expect(line).toMatch(/"(Active|Inactive)","\d{4}-/);
});

test("a setting of this tool's own that somebody wrote into a name is in no portion of it", () => {
  keepSecret('of-the-state-key-of-hygiene');
  const keys = [rowOf(1, 'x'), rowOf(2, 'of-the-state-key-of-hygiene')];
  const text = jsonOf({ ...report, keys }).toString();
  expect(text).not.toContain('of-the-state-key-of-hygiene');
  expect((JSON.parse(text) as { keys: KeyRow[] }).keys.map(({ subject }) => subject)).toMatchObject([
    { user: 'x-1' },
    { user: '[secret]-2' },
  ]);
});
