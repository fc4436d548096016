import fc from 'fast-check';
import { Versioned } from '../../../sandbox/world/versioned';

test('a value holds from the moment it was set until the next one', () => {
  const steps = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(steps, fc.integer({ min: -10, max: 1_010 }), (times, asked) => {
      const sorted = [...times].sort((a, b) => a - b);
      const value = new Versioned(-1);
      for (const time of sorted) value.set(time, time);
      expect(value.at(asked)).toBe(sorted.filter((time) => time <= asked).at(-1) ?? -1);
      expect(value.current).toBe(sorted.at(-1));
    }),
  );
});

test('what was always so has no past', () => {
  const value = new Versioned('first');
  value.set('found', Number.NEGATIVE_INFINITY);
  expect(value.at(-1_000)).toBe('found');
});
