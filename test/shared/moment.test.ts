import { execFileSync } from 'node:child_process';
import { transformFileSync } from '@swc/core';
import fc from 'fast-check';
import { dateOf, isoOf, momentOf } from '../../shared/moment';

const at = (value: unknown): string | undefined => isoOf(momentOf(value) ?? Number.NaN);
const NOON = '2026-05-20T12:05:00.000Z';

describe('a time as others write it', () => {
  test.each<[unknown, string]>([
    ['2026-05-20T12:05:00Z', NOON],
    ['2026-05-20T12:05:00', NOON],
    ['2026-05-20 12:05:00', NOON],
    ['2026-05-20T12:05Z', NOON],
    ['2026-05-20T20:05:00+08:00', NOON],
    ['2026-05-20T20:05:00 +0800', NOON],
    ['2026-05-20 20:05:00 +08', NOON],
    ['2026-05-20T20:05:00PRC', NOON],
    ['2026-05-20T08:35:00-03:30', NOON],
    ['20260520T120500Z', NOON],
    ['20260520T200500+0800', NOON],
    ['2026/05/20 12:05:00', NOON],
    ['2026/5/20 12:05:00', NOON],
    ['2026年5月20日 12:05:00', NOON],
    ['20/May/2026:12:05:00 +0000', NOON],
    ['20/May/2026:20:05:00 +0800', NOON],
    [' 2026-05-20T12:05:00Z ', NOON],
    ['2026-05-20T12:05:00.25Z', '2026-05-20T12:05:00.250Z'],
    ['2026-05-20T12:05:00.123456789Z', '2026-05-20T12:05:00.123Z'],
    [1_779_278_700, NOON],
    [1_779_278_700_000, NOON],
    [1_779_278_700_000_000, NOON],
    ['1779278700', NOON],
    ['1779278700000', NOON],
    ['1779278700000000', NOON],
    ['1779278700.5', '2026-05-20T12:05:00.500Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%j', (value, expected) => expect(at(value)).toBe(expected));

  test.each([
    ...['5', '2026', '2026-05', '2026-05-20', 'May 20, 2026', 'Wed, 20 May 2026 12:05:00 GMT', '20260520', 'now', ''],
    ...['2026-02-30T12:00:00Z', '2026-13-01T00:00:00Z', '2026-05-20T24:00:00Z', '2026-05-20T12:60:00Z'],
    ...[
      '2026-05-20T12:05:00+25:00',
      '+012026-01-01T00:00:00Z',
      '0001-01-01T00:00:00+01:00',
      '32/May/2026:12:05:00 +0000',
    ],
    ...['20/Foo/2026:12:05:00 +0000', '2026-05-20T12:05:00Zx', '9'.repeat(16), '9'.repeat(400)],
    ...[
      5,
      0,
      -1,
      1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      4_200_000_000,
      null,
      undefined,
      true,
      {},
      ['2026-05-20T12:05:00Z'],
    ],
  ])('%j is none', (value) => expect(at(value)).toBeUndefined());

  test('whatever it is, it is a moment that can be written, or none', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.bigInt().map(Number));
    const near = fc.stringMatching(
      /^[0-9]{1,4}[-/年]?[0-9]{1,2}[-/月]?[0-9]{1,2}日?[T :]?[0-9: .+-]{0,20}(Z|PRC|GMT)?$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), number, number.map(String), fc.string(), near), (value) => {
        const ms = momentOf(value);
        if (ms !== undefined) expect(momentOf(isoOf(ms))).toBe(ms);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a number is a date or none, and never an error', () => {
  fc.assert(
    fc.property(fc.double(), (ms) => {
      const date = dateOf(ms);
      expect(date?.toISOString()).toBe(isoOf(ms));
    }),
  );
  expect([isoOf(8.64e15), isoOf(-62_135_596_800_001), isoOf(Number.NaN)]).toEqual([undefined, undefined, undefined]);
});

test('the zone of the machine changes nothing', () => {
  const number = fc.integer({ min: 1, max: 24 }).map((two) => String(two).padStart(2, '0'));
  const written = fc
    .tuple(
      fc.constantFrom('-', '/', ''),
      fc.constantFrom('T', ' '),
      number,
      number,
      number,
      fc.constantFrom('', 'Z', ' +0800'),
    )
    .map(([dash, t, day, hour, minute, zone]) => `2026${dash}05${dash}${day}${t}${hour}:${minute}:00${zone}`);
  const texts = [
    ...fc.sample(fc.oneof(written, fc.string()), { numRuns: 500, seed: 7 }),
    ...[
      '2026/05/20 12:05:00',
      '2026-05-20T12:05:00',
      '2026-05-20 12:05',
      '2026年5月20日 12:05:00',
      'May 20, 2026 12:05',
      '5',
    ],
  ];
  const { code } = transformFileSync(require.resolve('../../shared/moment'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const program = `${code}\nprocess.stdout.write(JSON.stringify(${JSON.stringify(texts)}.map((one) => exports.momentOf(one) ?? null)))`;
  const answers = ['UTC', 'Asia/Shanghai', 'America/New_York'].map((TZ) =>
    execFileSync(process.execPath, ['-e', program], { env: { ...process.env, TZ } }).toString(),
  );
  expect(new Set(answers).size).toBe(1);
  expect(JSON.parse(answers[0] ?? '[]').filter((ms: unknown) => ms !== null).length).toBeGreaterThan(20);
});
