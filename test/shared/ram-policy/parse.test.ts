import fc from 'fast-check';
import { PolicyInvalid } from '../../../shared/errors';
import { parsePolicy } from '../../../shared/ram-policy/parse';

const statement = { Effect: 'Allow', Action: 'oss:*', Resource: '*' };
const withStatement = (changes: object) => ({ Version: '1', Statement: [statement, { ...statement, ...changes }] });
const withCondition = (Condition: unknown) => withStatement({ Condition });

describe('parsePolicy', () => {
  test('reads single values as lists, one statement as a list of one', () => {
    expect(parsePolicy({ Version: '1', Statement: statement })).toEqual({
      statements: [
        { effect: 'Allow', actions: { negated: false, patterns: ['oss:*'] }, resources: ['*'], conditions: [] },
      ],
    });
  });

  test('reads the text of a document as the document', () => {
    const document = withCondition({ Bool: { 'acs:SecureTransport': true }, NumericLessThan: { n: [1, '2'] } });
    expect(parsePolicy(JSON.stringify(document, null, 2))).toEqual(parsePolicy(document));
    expect(parsePolicy(document).statements[1]?.conditions).toEqual([
      { operator: 'Bool', key: 'acs:SecureTransport', values: ['true'] },
      { operator: 'NumericLessThan', key: 'n', values: ['1', '2'] },
    ]);
  });

  test('takes the empty Condition that the console writes', () => {
    expect(parsePolicy(withCondition({})).statements[1]?.conditions).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'it is not a JSON object'],
    ['null', null, 'it is not a JSON object'],
    ['a number', 7, 'it is not a JSON object'],
    ['a list', [withStatement({})], 'it is not a JSON object'],
    ['empty text', '', 'it is not JSON'],
    ['cut text', '{"Version":"1","Statement":[', 'it is not JSON'],
    ['text in text', JSON.stringify(JSON.stringify(withStatement({}))), 'it is not a JSON object'],
    ['no version', { Statement: [statement] }, 'Version: it must be "1"'],
    ['another version', { Version: '2', Statement: [statement] }, 'Version: it must be "1"'],
    ["another cloud's version", { Version: '2012-10-17', Statement: [statement] }, 'Version: it must be "1"'],
    ['a version as number', { Version: 1, Statement: [statement] }, 'Version: it must be "1"'],
    ['no statement', { Version: '1' }, 'Statement: it must be an object'],
    ['an empty list of statements', { Version: '1', Statement: [] }, 'Statement: a policy has at least one statement'],
    ['an unknown element', { Version: '1', Statement: [statement], Id: 'x' }, 'Id: a policy has no such element'],
    ['a statement that is text', { Version: '1', Statement: ['x'] }, 'Statement[0]: it must be an object'],
    ['a hole', { Version: '1', Statement: new Array(1) }, 'Statement[0]: it must be an object'],
    ['another effect', withStatement({ Effect: 'allow' }), 'Statement[1].Effect: it must be "Allow" or "Deny"'],
    ['both Action and NotAction', withStatement({ NotAction: 'ram:*' }), 'either Action or NotAction, not both'],
    ['neither', { Version: '1', Statement: { Effect: 'Deny', Resource: '*' } }, 'Statement: a statement has either'],
    ['NotResource', withStatement({ NotResource: '*' }), 'Statement[1].NotResource: RAM defines no NotResource'],
    ['Principal', withStatement({ Principal: { RAM: '*' } }), 'Statement[1].Principal: a Principal stands in resource'],
    ['NotPrincipal', withStatement({ NotPrincipal: '*' }), 'NotPrincipal: a statement has no such element'],
    ['Sid', withStatement({ Sid: 'a' }), 'Statement[1].Sid: a statement has no such element'],
    ['lower-case elements', withStatement({ action: 'a:b' }), 'Statement[1].action: a statement has no such element'],
    ['an empty action', withStatement({ Action: '' }), 'Statement[1].Action: it is empty'],
    ['an empty list of actions', withStatement({ Action: [] }), 'Statement[1].Action: the list is empty'],
    ['a number for an action', withStatement({ Action: ['a:b', 1] }), 'Statement[1].Action[1]: it must be a string'],
    ['a list in a list', withStatement({ Action: [['a:b']] }), 'Statement[1].Action[0]: it must be a string'],
    ['no resource', { Version: '1', Statement: { Effect: 'Deny', Action: '*' } }, 'Statement.Resource: it is missing'],
    ['an empty list of resources', withStatement({ Resource: [] }), 'Statement[1].Resource: the list is empty'],
    ['a condition list', withCondition([]), 'Statement[1].Condition: it must be an object'],
    ['an unknown operator', withCondition({ Null: { a: 'true' } }), 'Condition.Null: no such condition operator'],
    ['an operator in lower case', withCondition({ bool: { a: 'true' } }), 'Condition.bool: no such condition operator'],
    ['IfExists', withCondition({ StringLikeIfExists: { a: '*' } }), 'no such condition operator'],
    ['ForAnyValue', withCondition({ 'ForAnyValue:StringLike': { a: '*' } }), 'Condition["ForAnyValue:StringLike"]'],
    ['an operator without keys', withCondition({ Bool: {} }), 'Condition.Bool: the operator has no condition key'],
    ['an empty key', withCondition({ Bool: { '': 'true' } }), 'Condition.Bool[""]: the condition key is empty'],
    ['a key without values', withCondition({ Bool: { a: [] } }), 'Condition.Bool.a: the list is empty'],
    [
      'null for a value',
      withCondition({ Bool: { a: [null] } }),
      'Bool.a[0]: it must be a string, a number or a boolean',
    ],
    [
      'an address that is none',
      withCondition({ IpAddress: { 'acs:SourceIp': ['10.0.0.1', '10.0.0.300'] } }),
      'Statement[1].Condition.IpAddress["acs:SourceIp"][1]: "10.0.0.300" must be an IPv4 or IPv6 address or CIDR block',
    ],
    [
      'a date that is none',
      withCondition({ DateLessThan: { t: 'soon' } }),
      'DateLessThan.t: "soon" must be an ISO 8601',
    ],
    ['a number too long', withStatement({ Action: `a:${'b'.repeat(9000)}` }), 'a text is longer than'],
    ['a huge object', withStatement({ Action: new Array(200).fill(`a:${'b'.repeat(8000)}`) }), 'it is longer than'],
    ['huge text', `{"Version":"1","Statement":"${'x'.repeat(1_000_000)}"}`, 'it is longer than 262144 characters'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'it is nested too deeply'],
    [
      'a member twice',
      '{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Effect":"Allow"}]}',
      'Statement[0].Effect: the member stands twice',
    ],
    [
      'a member twice, once escaped',
      '{"Version":"1","Statement":[],"\\u0056ersion":"1"}',
      'Version: the member stands twice',
    ],
    ['a prototype', '{"Version":"1","Statement":[],"__proto__":{"a":1}}', '__proto__: a policy has no such element'],
  ])('refuses %s and says where', (_, document, message) => {
    expect(() => parsePolicy(document)).toThrow(PolicyInvalid);
    expect(() => parsePolicy(document)).toThrow(message);
  });

  test('the same name in two different objects is no repeat, and a brace in a string is none', () => {
    const text =
      '{"Version":"1","Statement":[{"Effect":"Deny","Action":"a:{\\"}","Resource":["*","]"]},{"Effect":"Deny","Action":"b:*","Resource":"*"}]}';
    expect(parsePolicy(text).statements).toHaveLength(2);
  });

  test('control characters of a document do not reach the message', () => {
    const document = { Version: '1', Statement: [statement], '\u001b[2J\u009b\n': 1 };
    expect(() => parsePolicy(document)).toThrow('["\\u001b[2J?\\n"]: a policy has no such element');
  });

  test('throws nothing but PolicyInvalid, whatever it is handed', () => {
    const near = fc.record(
      {
        Version: fc.constantFrom('1', 1, null),
        Statement: fc.array(
          fc.record(
            {
              Effect: fc.constantFrom('Allow', 'Deny', 'x'),
              Action: fc.oneof(fc.string(), fc.array(fc.string()), fc.jsonValue()),
              NotAction: fc.string(),
              Resource: fc.oneof(fc.string(), fc.jsonValue()),
              Condition: fc.dictionary(fc.constantFrom('StringLike', 'IpAddress', 'Bool', 'x'), fc.jsonValue()),
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    );
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue(),
      fc.anything(),
      near,
      near.map((d) => JSON.stringify(d)),
    );
    fc.assert(
      fc.property(anything, (document) => {
        try {
          parsePolicy(document);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyInvalid);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
