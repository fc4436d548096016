import { asText, isDeeperThan, json, object, text, time } from '../../../shared/signal/loose';

test.each<[unknown, string | undefined]>([
  ['ci-bot', 'ci-bot'],
  ['', undefined],
  [7, undefined],
  [null, undefined],
])('the text of %j is %j', (userName, expected) => {
  expect(text({ userName }, 'userName')).toBe(expected);
  expect(text({ UserName: userName }, 'userName')).toBe(expected);
});

test.each<[unknown, string]>([
  ['ci-bot', 'ci-bot'],
  ['', ''],
  [7, '7'],
  [null, 'null'],
  [{ toString: 7 }, '{"toString":7}'],
  [undefined, ''],
])('%j as a text is %j', (value, expected) => {
  expect(asText(value)).toBe(expected);
});

test.each<[string, unknown, object | undefined]>([
  ['an object', { a: 1 }, { a: 1 }],
  ['an object as JSON text', '{"a":1}', { a: 1 }],
  ['a list', [{ a: 1 }], undefined],
  ['a list of one JSON text', ['{"a":1}'], undefined],
  ['a list as JSON text', '[{"a":1}]', undefined],
  ['a number as JSON text', '7', undefined],
  ['null as JSON text', 'null', undefined],
  ['no JSON', '{"a":', undefined],
  ['nothing', undefined, undefined],
])('the object in %s', (_, data, expected) => {
  expect(object({ data }, 'data')).toEqual(expected);
});

test('what is no JSON means nothing', () => {
  expect(json('{"a":')).toBeUndefined();
  expect(json('{"a":[1]}')).toEqual({ a: [1] });
});

test.each<[unknown, number, boolean]>([
  [7, 0, false],
  [[], 0, false],
  [[7], 0, true],
  [[7], 1, false],
  [{ a: [7] }, 1, true],
  [{ a: [7], b: null }, 2, false],
])('whether %j is nested deeper than %d: %s', (value, most, expected) => {
  expect(isDeeperThan(value, most)).toBe(expected);
});

test.each<[unknown, string | undefined]>([
  ['2026-05-20T12:00:00Z', '2026-05-20T12:00:00.000Z'],
  ['2026-05-20T12:00:00+08:00', '2026-05-20T04:00:00.000Z'],
  ['2026-05-20T12:00:00PRC', '2026-05-20T04:00:00.000Z'],
  // Times as others write them, and EventBridge does not.
  ['2026/05/20 12:00:00', undefined],
  ['1779278400000', undefined],
  [1_779_278_400_000, undefined],
  ['2026-05-20', undefined],
  [undefined, undefined],
])('the time %j is %j', (value, expected) => {
  expect(time(value)?.toISOString()).toBe(expected);
});
