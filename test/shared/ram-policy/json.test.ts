import { JsonProblem, parseStrictJson, pathText, quoted } from '../../../shared/ram-policy/json';

function problemOf(text: string): { readonly at: string; readonly why: string; readonly path: readonly unknown[] } {
  try {
    parseStrictJson(text);
  } catch (error) {
    if (error instanceof JsonProblem) return { at: pathText(error.path), why: error.why, path: error.path };
  }
  throw new Error(`it was taken: ${text.slice(0, 80)}`);
}
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

test.each<readonly [string, string]>([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"b":[1,{"c":0,"c":0}]}}', 'a.b[1].c'],
  ['[{"a":1},[2],{"b":1,"c":2,"b":3}]', '[2].b'],
  ['[[0,0,{"x":1,"x":1}]]', '[0][2].x'],
  ['{"a-b":{"c":1,"c":1}}', '["a-b"].c'],
  ['{"a":"x,\\"a\\":1","b":1,"b":2}', 'b'],
  ['{"\\u0061":1,"a":2}', 'a'],
])('%s has a member twice at %s', (text, at) => {
  expect(problemOf(text)).toMatchObject({ at, why: 'the member stands twice' });
});

test.each(['{"a":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":["a","a"]}', '{"a":"a","b":"a"}', '"{"', '{"a":"\\\\"}', '[]'])(
  '%s is taken as JSON.parse takes it',
  (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  },
);

test('nesting has an end, told by the first four steps', () => {
  expect(parseStrictJson(nested(32, '[', ']'))).toBeDefined();
  expect(problemOf(nested(33, '[', ']'))).toEqual({
    at: '[0][0][0][0]',
    path: [0, 0, 0, 0],
    why: 'it is nested too deeply',
  });
  expect(problemOf(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)).toMatchObject({ at: 'a.a.a.a' });
});

test.each([
  ['lists', '['],
  ['objects', '{"":'],
])('an abyss of %s is refused before it is read', (_, open) => {
  expect(problemOf(open.repeat(10_001))).toEqual({ at: '', path: [], why: 'it is nested too deeply' });
  // So many are read, and refused for what they are: no whole document, or one that is too deep.
  expect(problemOf(open.repeat(10_000))).toMatchObject({ why: 'it is not JSON' });
  expect(parseStrictJson(JSON.stringify(open.repeat(20_000)))).toBe(open.repeat(20_000));
});

test.each([
  ['lists', `[${nested(20, '[', ']')},`],
  ['objects', `{"a":${'{"b":'.repeat(20)}0${'}'.repeat(20)},`],
])('%s that are closed again lead no deeper', (_, open) => {
  expect(problemOf(open.repeat(600)).why).toBe('it is not JSON');
});

test('a problem says that it is one, and why', () => {
  const cause = (() => {
    try {
      parseStrictJson('{');
    } catch (error) {
      return error as JsonProblem;
    }
    return undefined;
  })();
  expect(cause).toMatchObject({ name: 'JsonProblem', message: 'it is not JSON', path: [] });
  expect(cause?.cause).toBeInstanceOf(SyntaxError);
});

test('a path is written as a program would write it', () => {
  expect(pathText(['Statement', 2, 'Condition', 'IpAddress', 'acs:SourceIp'])).toBe(
    'Statement[2].Condition.IpAddress["acs:SourceIp"]',
  );
  expect([pathText([]), pathText([0]), pathText(['a.']), pathText(['_a1']), pathText(['1a'])]).toEqual([
    '',
    '[0]',
    '["a."]',
    '_a1',
    '["1a"]',
  ]);
});

test('a text from a document is cut, and breaks out of no line', () => {
  expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`);
  expect(quoted('a\n"\u2028\u0085')).toBe('"a\\n\\"??"');
});
