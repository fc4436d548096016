import fc from 'fast-check';
import { barChart, timeTicks } from '../../../shared/report/charts';

const frame = { label: 'x', heightPx: 100, value: (value: number) => String(value), ticks: [] };
const column = (value: number) => ({ title: `${value}`, parts: [{ value, className: 'c' }] });
const levels = (text: string) => [...text.matchAll(/class="level"[^>]*>([^<]*)</g)].map(([, level]) => Number(level));
const heights = (text: string) =>
  [...text.matchAll(/<rect[^>]*height="([\d.]+)"/g)].map(([, height]) => Number(height));

test('the axis has round values, and the highest of them is not below the highest bar', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 60 }), (values) => {
      const drawn = barChart(values.map(column), [], frame).text;
      const shown = levels(drawn);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(8);
      expect(heights(drawn)).toHaveLength(values.length);
      for (const height of heights(drawn)) expect(height).toBeLessThanOrEqual(100);
    }),
  );
});

test('a single call beside thousands is drawn; nothing is drawn for nothing', () => {
  expect(heights(barChart([column(1), column(0), column(9_000)], [], frame).text)).toEqual([1.5, expect.any(Number)]);
});

test('what is usual is a line of steps, broken where it is unknown', () => {
  const { text } = barChart([column(5), column(5), column(5)], [], { ...frame, usual: [4, undefined, 4] });
  const [, path = ''] = /class="usual" d="([^"]*)"/.exec(text) ?? [];
  expect(path.match(/M/g)).toHaveLength(2);
  expect(barChart([column(5)], [], { ...frame, usual: [undefined] }).text).not.toContain('class="usual"');
});

test('a chart of nothing is still a chart', () => {
  expect(barChart([], [], frame).text).toContain('<svg');
});

test('ticks lie at round moments of the reader, inside the chart, and never more than asked for', () => {
  const label = (at: Date) => at.toISOString();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 2, max: 8 }), (seconds, most) => {
      const from = Date.parse('2026-05-01T03:12:40Z');
      const ticks = timeTicks(from, from + seconds * 1000, { most, zoneMs: 28_800_000, label });
      expect(ticks.length).toBeLessThanOrEqual(most);
      for (const { at } of ticks) expect(at >= 0 && at <= 1).toBe(true);
    }),
  );
  const [first] = timeTicks(0, 3 * 86_400_000, { most: 4, zoneMs: 28_800_000, label });
  expect(first?.label).toMatch(/T16:00:00/);
});
