import fc from 'fast-check';
import { matchesPattern } from '../../../shared/ram-policy/match';
import { PatternSet } from '../../../shared/ram-policy/pattern-set';

const word = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '*', '?', '𝒳'), maxLength: 8 });

test('property: a set matches what one of its patterns matches', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), word, (patterns, text) => {
      const set = new PatternSet(patterns);
      for (const asked of [text, text.replace(/[*?]/g, ''), ...patterns])
        expect([asked, set.matches(asked, { steps: 0 })]).toEqual([
          asked,
          patterns.some((pattern) => matchesPattern(pattern, asked)),
        ]);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['whole', (i: number) => `acs:ram:*:1:group/g${i}`.replace('*', '')],
  ['known by their beginning', (i: number) => `acs:oss:::bucket-${i}*`],
  ['known by their end', (i: number) => `*:group/g${i}`],
])('what is %s is looked up, however many there are', (_, of) => {
  const steps = [100, 10_000].map((size) => {
    const meter = { steps: 0 };
    new PatternSet(Array.from({ length: size }, (_, i) => of(i))).matches('acs:ram::1:group/none', meter);
    return meter.steps;
  });
  expect(steps[1]).toBeLessThan(steps[0] === undefined ? 0 : steps[0] + 10);
});
