import fc from 'fast-check';
import { ceilingOf, expected, isAbove, usualOf } from '../../../shared/findings/bill-baseline';

const ONE = 10n ** 12n;
const FLOOR = 50n * ONE;
const DAY_MS = 86_400_000;

/** The days that end with `last`, each with what it costs. */
function costsUpTo(last: string, count: number, of: (day: string, weekday: number) => number) {
  const days = Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(last) - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
  const costs = new Map(days.map((day) => [day, BigInt(of(day, new Date(day).getUTCDay())) * ONE]));
  return { costs, before: days.slice(0, -1) };
}

describe('weekends', () => {
  const week = (_: string, weekday: number) => (weekday === 0 || weekday === 6 ? 10 : 1000);

  // 2026-05-23 is a Saturday; the 23rd of April was a Thursday.
  test.each([22, 29, 34, 60, 90])('a Saturday of 700 stands out, by %i days of history', (count) => {
    const { costs, before } = costsUpTo('2026-05-23', count, (day, weekday) =>
      day === '2026-05-23' ? 700 : week(day, weekday),
    );
    const usual = usualOf(costs, before, '2026-05-23', FLOOR);
    expect([expected(usual) / ONE, isAbove(700n * ONE, usual)]).toEqual([10n, true]);
  });

  test('no length of history lifts a weekend to the level of working days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 22, max: 200 }), fc.integer({ min: 0, max: 365 }), (count, offset) => {
        const last = new Date(Date.parse('2026-01-01') + offset * DAY_MS).toISOString().slice(0, 10);
        const { costs, before } = costsUpTo(last, count, week);
        const level = week(last, new Date(last).getUTCDay());
        expect(expected(usualOf(costs, before, last, FLOOR))).toBe(BigInt(level) * ONE);
      }),
    );
  });
});

describe('a fee on the 1st', () => {
  const fee = (today: number) =>
    costsUpTo('2026-06-01', 45, (day) => (day === '2026-06-01' ? today : day.endsWith('-01') ? 1100 : 100));

  test.each<[string, number, boolean, bigint]>([
    ['the same fee is usual', 1100, false, 1100n],
    ['about the same fee', 1300, false, 1100n],
    ['a little less', 900, false, 1100n],
    ['no fee this time', 100, false, 100n],
    ['half of it is another thing', 600, true, 100n],
    ['much more than the fee', 1500, true, 1100n],
  ])('%s', (_, today, isHigh, middle) => {
    const { costs, before } = fee(today);
    const usual = usualOf(costs, before, '2026-06-01', FLOOR);
    expect([isAbove(costs.get('2026-06-01') ?? 0n, usual), expected(usual) / ONE]).toEqual([isHigh, middle]);
  });

  test('on another day of the month the same amount stands out', () => {
    const { costs, before } = costsUpTo('2026-06-02', 45, (day) =>
      day === '2026-06-02' || day.endsWith('-01') ? 1100 : 100,
    );
    expect(isAbove(1100n * ONE, usualOf(costs, before, '2026-06-02', FLOOR))).toBe(true);
  });

  test('a product that is billed on the 1st alone is no jump on the next 1st', () => {
    const { costs, before } = costsUpTo('2026-06-01', 45, (day) => (day.endsWith('-01') ? 200 : 0));
    expect(isAbove(200n * ONE, usualOf(costs, before, '2026-06-01', FLOOR))).toBe(false);
  });
});

test('what is not above the usual never is by a larger history of the same', () => {
  const { costs, before } = costsUpTo('2026-05-23', 40, () => 100);
  expect(ceilingOf(usualOf(costs, before, '2026-05-23', FLOOR))).toBe(150n * ONE);
});
