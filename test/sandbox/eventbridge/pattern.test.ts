import fc from 'fast-check';
import { InvalidPattern, parsePattern } from '../../../sandbox/eventbridge/pattern';

const matches = (pattern: object, event: unknown) => parsePattern(JSON.stringify(pattern))(event);
const EVENT = {
  source: 'acs.oss',
  type: 'oss:ObjectCreated:PostObject',
  subject: 'acs:oss:cn-hangzhou:1234567:xls-papk/game_apk/123.jpg',
  data: {
    state: 'running',
    'c-count': 5,
    'source-ip': '10.0.0.7',
    responseElements: null,
    eventVersion: '',
    tags: ['a', 'b'],
  },
};

describe('each operator of the documents, with an event that passes and one that does not', () => {
  test.each<[string, object, object, object]>([
    ['exact value', { v: ['acs.oss'] }, { v: 'acs.oss' }, { v: 'acs.OSS' }],
    ['exact number', { v: [5] }, { v: 5 }, { v: '5' }],
    ['true', { v: [true] }, { v: true }, { v: 'true' }],
    ['one of several', { v: ['a', 'b'] }, { v: 'b' }, { v: 'c' }],
    ['a list in the event', { v: ['a'] }, { v: ['x', 'a'] }, { v: ['x'] }],
    ['prefix', { v: [{ prefix: 'acs.' }] }, { v: 'acs.ram' }, { v: 'my.acs.' }],
    ['suffix', { v: [{ suffix: ':ApiCall' }] }, { v: 'ram:ActionTrail:ApiCall' }, { v: 'ram:ActionTrail:ApiCalls' }],
    ['contains', { v: [{ contains: 'risk of leakage' }] }, { v: 'a risk of leakage.' }, { v: 'a risk' }],
    ['anything-but a text', { v: [{ 'anything-but': 'init' }] }, { v: 'run' }, { v: 'init' }],
    ['anything-but a number', { v: [{ 'anything-but': 123 }] }, { v: 124 }, { v: 123 }],
    ['anything-but a list', { v: [{ 'anything-but': ['a', 'b'] }] }, { v: 'c' }, { v: 'b' }],
    ['anything-but a prefix', { v: [{ 'anything-but': { prefix: 'acs.' } }] }, { v: 'my.app' }, { v: 'acs.ram' }],
    ['anything-but wants the field', { v: [{ 'anything-but': 'a' }] }, { v: null }, {}],
    ['numeric equality', { v: [{ numeric: ['=', 301.8] }] }, { v: 301.8 }, { v: 301 }],
    ['numeric range', { v: [{ numeric: ['>', 0, '<=', 5] }] }, { v: 5 }, { v: 0 }],
    ['numeric is for numbers', { v: [{ numeric: ['>', 0] }] }, { v: 1 }, { v: '1' }],
    ['cidr', { v: [{ cidr: '10.0.0.0/24' }] }, { v: '10.0.0.255' }, { v: '10.0.1.0' }],
    ['cidr is for addresses', { v: [{ cidr: '0.0.0.0/0' }] }, { v: '1.2.3.4' }, { v: 'ecs.aliyuncs.com' }],
    ['exists', { v: [{ exists: true }] }, { v: null }, {}],
    ['exists not', { v: [{ exists: false }] }, {}, { v: 0 }],
    ['null', { v: [null] }, { v: null }, {}],
    ['empty text', { v: [''] }, { v: '' }, { v: ' ' }],
    ['prefix and suffix at once', { v: [{ prefix: 'a', suffix: '.txt' }] }, { v: 'a.txt' }, { v: 'b.txt' }],
    ['nested', { d: { v: ['a'] } }, { d: { v: 'a' } }, { v: 'a' }],
    ['AND over fields', { a: ['1'], b: ['2'] }, { a: '1', b: '2' }, { a: '1', b: '3' }],
  ])('%s', (_, pattern, passes, fails) => {
    expect(matches(pattern, passes)).toBe(true);
    expect(matches(pattern, fails)).toBe(false);
  });
});

test('an empty pattern lets everything through', () => {
  expect(matches({}, EVENT)).toBe(true);
  expect(matches({}, {})).toBe(true);
});

test.each<[string, string]>([
  ['no JSON', '{"source":'],
  ['a list', '[]'],
  ['a text', '"source"'],
  ['a value outside a list', '{"source":"acs.oss"}'],
  ['an empty list', '{"source":[]}'],
  ['an unknown operator', '{"source":[{"sufix":"x"}]}'],
  ['an operator of the prototype', '{"source":[{"constructor":"x"}]}'],
  ['six expressions', JSON.stringify({ source: Array.from({ length: 6 }, (_, i) => ({ prefix: String(i) })) })],
  ['no operator', '{"source":[{}]}'],
  ['a prefix that is a number', '{"source":[{"prefix":5}]}'],
  ['a range of three', '{"n":[{"numeric":[">",1,"<"]}]}'],
  ['an unknown comparison', '{"n":[{"numeric":["!=",1]}]}'],
  ['a block without its length', '{"ip":[{"cidr":"10.0.0.0"}]}'],
  ['a block of IPv6', '{"ip":[{"cidr":"2001:db8::/32"}]}'],
  ['a block of 33 bits', '{"ip":[{"cidr":"10.0.0.0/33"}]}'],
  ['exists of a text', '{"n":[{"exists":"true"}]}'],
  ['anything-but a suffix', '{"n":[{"anything-but":{"suffix":"a"}}]}'],
  ['a list in a list', '{"n":[["a"]]}'],
])('%s is refused, with its place', (_, text) => {
  expect(() => parsePattern(text)).toThrow(InvalidPattern);
});

describe('for all events', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

  test('a pattern made of an event lets that event through', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (event) => {
        const pattern = Object.fromEntries(Object.entries(event).map(([name, one]) => [name, [one]]));
        expect(matches(pattern, event)).toBe(true);
      }),
    );
  });

  test('anything-but is the contrary of the value, where there is one', () => {
    fc.assert(
      fc.property(value, value, (refused, actual) => {
        expect(matches({ v: [{ 'anything-but': refused }] }, { v: actual })).toBe(
          !matches({ v: [refused] }, { v: actual }),
        );
      }),
    );
  });

  test('whatever the event is, a matcher answers and does not throw', () => {
    const everything = {
      a: [{ prefix: 'x' }, { numeric: ['>', 1] }, { cidr: '10.0.0.0/8' }],
      b: { c: [{ exists: true }] },
    };
    const match = parsePattern(JSON.stringify(everything));
    fc.assert(fc.property(fc.anything(), (event) => typeof match(event) === 'boolean'));
  });
});

test.each([
  ['{"constructor":[{"exists":true}]}', false],
  ['{"__proto__":[{"exists":true}]}', false],
  ['{"data":{"toString":[{"exists":false}]}}', true],
  ['{"valueOf":[{"anything-but":"x"}]}', false],
])('%s asks for a field of the event, and not of every object', (pattern, expected) => {
  expect(parsePattern(pattern)({ data: {} })).toBe(expected);
});

test('a pattern that is nested beyond reason is refused by its name', () => {
  const deep = `${'{"a":'.repeat(20_000)}["x"]${'}'.repeat(20_000)}`;
  expect(() => parsePattern(deep)).toThrow(InvalidPattern);
});
