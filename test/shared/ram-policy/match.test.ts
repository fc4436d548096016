import fc from 'fast-check';
import { charactersOf, compilePattern, type Meter, matchesPattern } from '../../../shared/ram-policy/match';

describe('wildcards', () => {
  test.each([
    ['*', '', true],
    ['*', 'acs:oss:*:*:b/a/b', true],
    ['acs:oss:*:*:b/*', 'acs:oss:cn-hangzhou:1:b/a/b/c', true],
    ['acs:oss:*:*:b/*', 'acs:oss:cn-hangzhou:1:b', false],
    ['acs:oss:*', 'acs:oss:cn-hangzhou:1:b/x', true],
    ['acs:ecs:*:*:instance/i-?', 'acs:ecs:a:b:instance/i-1', true],
    ['acs:ecs:*:*:instance/i-?', 'acs:ecs:a:b:instance/i-12', false],
    ['acs:ecs:*:*:instance/i-?', 'acs:ecs:a:b:instance/i-', false],
    ['a?c', 'a/c', true],
    ['a?c', 'a:c', true],
    ['a?c', 'a😀c', true],
    ['?', '😀', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['*ab', 'aab', true],
    ['ab*ab', 'aba', false],
    ['a**b', 'ab', true],
    ['*?', '', false],
    ['*?b?*', 'xbx', true],
    ['abc', 'ABC', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
    ['(a+)+$', 'aaaa', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j over %j: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  test('agree with the textbook definition, on texts full of near misses', () => {
    const letters = fc.constantFrom('a', 'b', ':', '/', '😀');
    const pattern = fc.array(fc.oneof(letters, fc.constantFrom('*', '?')), { maxLength: 9 }).map((l) => l.join(''));
    const text = fc.array(fc.oneof(letters, fc.constantFrom('*', '?')), { maxLength: 12 }).map((l) => l.join(''));
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(matchesPattern(p, t)).toBe(textbook(Array.from(p), Array.from(t)));
      }),
      { numRuns: 3000 },
    );
  });

  test('pieces longer than a machine word are found where they stand, and nowhere else', () => {
    const piece = fc.array(fc.constantFrom('a', 'b', '?'), { minLength: 28, maxLength: 70 }).map((l) => l.join(''));
    const filler = fc.array(fc.constantFrom('a', 'b'), { maxLength: 40 }).map((l) => l.join(''));
    fc.assert(
      fc.property(piece, filler, filler, fc.nat(), (p, before, after, flip) => {
        const inside = p.replaceAll('?', 'b');
        const text = before + inside + after;
        expect(matchesPattern(`*${p}*`, text)).toBe(true);
        const at = before.length + (flip % inside.length);
        const broken = `${text.slice(0, at)}x${text.slice(at + 1)}`;
        expect(matchesPattern(`*${p}*`, broken)).toBe(textbook(Array.from(`*${p}*`), Array.from(broken)));
      }),
    );
  });

  test.each([
    ['stars between equal letters', `${'a*'.repeat(2000)}b`],
    ['stars and a letter that never comes', `${'*a'.repeat(2000)}*b*`],
    ['question marks between stars', `${'*?'.repeat(2000)}*b*`],
    ['one long piece that nearly fits everywhere', `*${'a'.repeat(3000)}b*`],
    ['one long piece with question marks', `*${'?a'.repeat(1500)}b*`],
  ])('a hostile pattern takes no more steps than promised: %s', (_, pattern) => {
    const text = charactersOf('a'.repeat(20_000));
    const meter: Meter = { steps: 0 };
    expect(compilePattern(pattern).matches(text, meter)).toBe(false);
    expect(meter.steps).toBeLessThanOrEqual(text.length * (1 + Math.ceil(pattern.length / 32)) + pattern.length);
  });

  test('twice the text is at most twice the steps', () => {
    const pattern = compilePattern('*a*a*a*a*a*a*a*a*b*');
    const [short, long]: [Meter, Meter] = [{ steps: 0 }, { steps: 0 }];
    pattern.matches(charactersOf('a'.repeat(10_000)), short);
    pattern.matches(charactersOf('a'.repeat(20_000)), long);
    expect(long.steps).toBeLessThanOrEqual(2 * short.steps + 20);
  });
});

/** The definition, by table: row i, column j says whether the first i of the pattern match the first j of the text. */
function textbook(pattern: readonly string[], text: readonly string[]): boolean {
  let row = [true, ...text.map(() => false)];
  for (const p of pattern) {
    const next = [p === '*' && row[0] === true];
    text.forEach((t, j) => {
      next.push(p === '*' ? row[j + 1] === true || next[j] === true : row[j] === true && (p === '?' || p === t));
    });
    row = next;
  }
  return row[text.length] === true;
}
