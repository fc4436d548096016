import fc from 'fast-check';
import { withoutFields } from '../../../shared/secrecy/fields-in-text';
import {
  bared,
  withoutHandedSecrets,
  withoutLikelySecrets,
  withoutLikelySecretsOfEvent,
  withoutSecrets,
} from '../../../shared/secrecy/named';

const LEVELS = 10_000;
const lists = (levels: number, within = '"a"') => `${'['.repeat(levels)}${within}${']'.repeat(levels)}`;
const objects = (levels: number) => `${'{"a":'.repeat(levels)}{"Password":"hush"}${'}'.repeat(levels)}`;
/** A text within a text within a text; of quotes written as signs by number, or a few would fill the memory. */
function texts(levels: number): string {
  let text = '{"Password":"hush"}';
  for (let level = 0; level < levels; level += 1)
    text = `["${text.replaceAll('\\', '\\u005c').replaceAll('"', '\\u0022')}"]`;
  return text;
}

const NESTED: readonly (readonly [string, string])[] = [
  ['lists', lists(LEVELS)],
  ['objects', objects(LEVELS)],
  ['lists and objects that nothing ends', '[{"a":'.repeat(LEVELS)],
  ['texts within texts', texts(300)],
  ['lists in a text in lists', JSON.stringify({ a: lists(100, JSON.stringify(lists(100))) })],
];
const READERS: readonly (readonly [string, (text: string) => string])[] = [
  ['a text of a record', (text) => JSON.stringify(withoutSecrets({ requestParameters: { PolicyDocument: text } }))],
  ['a record', (text) => JSON.stringify(withoutSecrets(jsonOr(text)))],
  ['a text that was handed in', withoutLikelySecrets],
  ['one that may be an address', withoutHandedSecrets],
  ['an event that nobody could read', withoutLikelySecretsOfEvent],
];
const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

describe.each(NESTED)('of %s', (_, text) => {
  test.each(READERS)('%s is read to a bound and no deeper, and no secret of it is left', (__, read) => {
    const left = read(text);
    expect(left).not.toContain('hush');
    expect(left.length).toBeLessThan(Math.max(2 * text.length, 10_000));
  });
});

describe('what is nested too deep', () => {
  const deep = lists(LEVELS);

  test('is put aside with its length and its hash, and what stands beside it is kept', () => {
    const { value, aside } = bared({ eventName: 'CreatePolicy', requestParameters: { PolicyDocument: deep } });
    expect(value).toEqual({
      eventName: 'CreatePolicy',
      requestParameters: {
        PolicyDocument: expect.stringMatching(
          /^\[put aside: nested too deep to be read, 20003 characters, SHA-256 [0-9a-f]{64}\]$/,
        ),
      },
    });
    expect(aside).toBe(1);
  });

  test('is counted wherever it stands, and what is not is as it was written', () => {
    expect(bared({ a: [deep, deep], b: JSON.stringify({ c: deep }) }).aside).toBe(3);
    const usual = { a: '{ "b" : ["c", "{ \\"d\\" : 1 }"] }', e: [lists(100)] };
    expect(bared(usual)).toEqual({ value: usual, aside: 0 });
  });

  test('takes nothing else of an event along', () => {
    const good = { specversion: '1.0', data: { accessKeyId: 'LTAI5tExampleLeakedKey01', Password: 'hush' } };
    const left = withoutLikelySecretsOfEvent(`[${JSON.stringify(good)},${lists(LEVELS)}]`);
    expect(JSON.parse(left)[0]).toEqual({ ...good, data: { ...good.data, Password: '[removed]' } });
    expect(left).toMatch(/put aside: nested too deep/);
  });

  test('of an event larger than any that is read, the fields are gone through where they stand', () => {
    const left = withoutLikelySecretsOfEvent(`{"a":"${'x'.repeat(2 ** 20)}","Password":"hush","b":${lists(9_000)}}`);
    expect(left).toMatch(/"Password":"\[removed\]","b":\[\[/);
  });
});

/** A value with lists, objects and JSON texts around it, in any order, as deep as a sender likes; and the secret in it. */
const nested = fc
  .array(fc.constantFrom('list', 'object', 'text'), { minLength: 1, maxLength: 60 })
  .chain((kinds) => fc.tuple(fc.constant(kinds), fc.constantFrom(1, 40, 200), fc.integer({ min: 0, max: 12 })))
  .map(([kinds, times, mostTexts]) => {
    let written = '{"Password":"hush"}';
    let left = mostTexts;
    for (let i = 0; i < times; i += 1)
      for (const kind of kinds)
        if (kind === 'list') written = `[${written}]`;
        else if (kind === 'object') written = `{"a":${written}}`;
        else if (left > 0 && written.length < 100_000) {
          left -= 1;
          written = JSON.stringify(written);
        }
    return written;
  });

test('whatever is nested in whatever else, no reader fails, and none leaves a secret', () => {
  fc.assert(
    fc.property(nested, (written) => {
      for (const [, read] of READERS) {
        const left = read(written);
        if (left.includes('hush')) return false;
      }
      return true;
    }),
    { numRuns: 60 },
  );
});

describe('a field in a text that was cut off', () => {
  test.each([
    ['{"Password":"hush","b":"c', '{"Password":"[removed]","b":"c'],
    ['{"Password" : "hush', '{"Password" : "[removed]'],
    ['{"a":"{\\"Password\\":\\"hush\\",\\"b\\":1}","c":"d', '{"a":"{\\"Password\\":\\"[removed]\\",\\"b\\":1}","c":"d'],
    ['{"Password":"hu\\"sh","b":"c', '{"Password":"[removed]","b":"c'],
    ['{"Password":"hush\\\\","b":"c', '{"Password":"[removed]\\\\","b":"c'],
    ['{"a":"{\\"Password\\":\\"hu\\\\\\"sh\\"}","c":"d', '{"a":"{\\"Password\\":\\"[removed]\\"}","c":"d'],
    ['{"a":"{\\"Password\\":\\"hush","c":"d', '{"a":"{\\"Password\\":\\"[removed]","c":"d'],
    ['{"Password":"hush","Password":"hush","c":', '{"Password":"[removed]","Password":"[removed]","c":'],
    ['{"Password":"","c":', '{"Password":"[removed]","c":'],
    ['{"Password":7,"c":"d', '{"Password":7,"c":"d'],
    ['{"UserName":"Password","c":"d', '{"UserName":"Password","c":"d'],
    ['{"Password":"hush\\', '{"Password":"[removed]'],
    ['no "field": [', 'no "field": ['],
  ])('%s', (given, left) => expect(withoutLikelySecrets(given)).toBe(left));

  test.each([
    ['backslashes in a value', (n: number) => `{"abc":"${'\\'.repeat(n)}`],
    ['backslashes in a secret one', (n: number) => `{"Password":"${'\\'.repeat(n)}`],
    ['quotes', (n: number) => `{${'"'.repeat(n)}`],
    ['escaped quotes', (n: number) => `{"Password":"${'\\"'.repeat(n / 2)}`],
    ['blanks before a colon', (n: number) => `{"Password"${' '.repeat(n)}`],
    ['names', (n: number) => `{${'"Password" '.repeat(n / 11)}`],
    ['fields', (n: number) => `{${'"Password":"'.repeat(n / 12)}`],
    ['open brackets', (n: number) => `"${'['.repeat(n)}`],
  ])('of ten times the length takes some ten times the work, made of %s', (_, make) => {
    // Where each sign were looked at again for each other one, it would be a hundred times.
    expect(signsRead(make(100_000)) / signsRead(make(10_000))).toBeLessThan(12);
  });
});

/** How many signs are looked at, some of them more than once: the same on whatever machine. */
function signsRead(text: string): number {
  let read = 0;
  const counted = {
    length: text.length,
    indexOf(word: string, from: number): number {
      const at = text.indexOf(word, from);
      read += (at < 0 ? text.length : at + 1) - from;
      return at;
    },
    slice(from: number, to = text.length): string {
      read += Math.max(0, to - from);
      return text.slice(from, to);
    },
  };
  const asText = new Proxy(counted, {
    get(target, name) {
      if (typeof name !== 'string' || !/^\d+$/.test(name)) return Reflect.get(target, name);
      read += 1;
      return text[Number(name)];
    },
  }) as unknown as string;
  withoutFields(asText, (name) => name === 'Password', '[removed]');
  return read;
}
