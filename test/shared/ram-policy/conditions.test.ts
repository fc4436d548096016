import fc from 'fast-check';
import {
  compileCondition,
  isOperator,
  OPERATOR_NAMES,
  type Operator,
  operandProblem,
  type RequestContext,
} from '../../../shared/ram-policy/conditions';

function met(operator: Operator, values: readonly string[], context: RequestContext): boolean {
  return compileCondition({ operator, key: 'k', values })(context);
}

const NOW = '2026-03-01T08:00:00Z';

describe('condition operators', () => {
  test('are the 21 of the RAM documents and no others', () => {
    expect(OPERATOR_NAMES).toHaveLength(21);
    for (const foreign of [
      'Null',
      'ArnLike',
      'StringEqualsIfExists',
      'ForAnyValue:StringLike',
      'toString',
      '__proto__',
    ]) {
      expect(isOperator(foreign)).toBe(false);
    }
  });

  test.each<[Operator, string[], RequestContext['k'], boolean]>([
    ['StringEquals', ['a'], 'a', true],
    ['StringEquals', ['a'], 'A', false],
    ['StringEquals', ['a*'], 'ab', false],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', ['a', 'b'], ['x', 'b'], true],
    ['StringEquals', ['5'], 5, true],
    ['StringEquals', ['true'], true, true],
    ['StringNotEquals', ['a'], 'b', true],
    ['StringNotEquals', ['a'], 'a', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', ['a', 'b'], ['c', 'b'], false],
    ['StringEqualsIgnoreCase', ['vpc-A'], 'VPC-a', true],
    ['StringEqualsIgnoreCase', ['vpc-A'], 'vpc-b', false],
    ['StringNotEqualsIgnoreCase', ['vpc-A'], 'VPC-a', false],
    ['StringNotEqualsIgnoreCase', ['vpc-A'], 'vpc-b', true],
    ['StringLike', ['logs/*'], 'logs/2026/03', true],
    ['StringLike', ['logs/??'], 'logs/03', true],
    ['StringLike', ['logs/*'], 'LOGS/2026', false],
    ['StringLike', ['x', '*'], '', true],
    ['StringNotLike', ['logs/*'], 'logs/1', false],
    ['StringNotLike', ['logs/*'], 'data/1', true],
    ['StringNotLike', ['logs/*', 'data/*'], 'data/1', false],
    ['NumericEquals', ['10'], 10, true],
    ['NumericEquals', ['10'], '10.0', true],
    ['NumericEquals', ['1e1'], '10', true],
    ['NumericEquals', ['10'], 'ten', false],
    ['NumericEquals', ['10'], '', false],
    ['NumericEquals', ['10'], '0x0a', false],
    ['NumericNotEquals', ['10'], '11', true],
    ['NumericNotEquals', ['10'], '10', false],
    ['NumericNotEquals', ['10', '11'], '11', false],
    ['NumericNotEquals', ['10'], 'ten', true],
    ['NumericLessThan', ['10'], '9.5', true],
    ['NumericLessThan', ['10'], '10', false],
    ['NumericLessThan', ['10'], '-3', true],
    ['NumericLessThan', ['10'], 'ten', false],
    ['NumericLessThanEquals', ['10'], '10', true],
    ['NumericLessThanEquals', ['10'], '10.1', false],
    ['NumericGreaterThan', ['10'], '9', false],
    ['NumericGreaterThan', ['10'], '100', true],
    ['NumericGreaterThanEquals', ['10'], '10', true],
    ['NumericGreaterThanEquals', ['10', '5'], '6', true],
    ['NumericGreaterThanEquals', ['10'], '9.99', false],
    ['DateEquals', [NOW], '2026-03-01T16:00:00+08:00', true],
    ['DateEquals', [NOW], '2026-03-01T08:00:00.000Z', true],
    ['DateEquals', [NOW], '2026-03-01T08:00:01Z', false],
    ['DateEquals', ['2026-03-01'], '2026-03-01T00:00:00Z', true],
    ['DateNotEquals', [NOW], '2026-03-01T16:00:00+0800', false],
    ['DateNotEquals', [NOW], 'yesterday', true],
    ['DateLessThan', [NOW], '2026-03-01T15:59:59+08:00', true],
    ['DateLessThan', [NOW], NOW, false],
    ['DateLessThan', [NOW], '2026-02-30T00:00:00Z', false],
    ['DateLessThanEquals', [NOW], NOW, true],
    ['DateLessThanEquals', [NOW], '2026-03-01T08:00:00.001Z', false],
    ['DateGreaterThan', [NOW], '2026-03-01T08:00:00.001Z', true],
    ['DateGreaterThan', [NOW], NOW, false],
    ['DateGreaterThanEquals', [NOW], NOW, true],
    ['DateGreaterThanEquals', [NOW], '2026-03-01', false],
    ['Bool', ['true'], true, true],
    ['Bool', ['true'], 'true', true],
    ['Bool', ['true'], 'TRUE', true],
    ['Bool', ['false'], false, true],
    ['Bool', ['true'], 'false', false],
    ['Bool', ['true'], 1, false],
    ['Bool', ['false'], 'no', false],
    ['IpAddress', ['203.0.113.7'], '203.0.113.7', true],
    ['IpAddress', ['203.0.113.7'], '203.0.113.8', false],
    ['IpAddress', ['203.0.113.0/24'], '203.0.113.255', true],
    ['IpAddress', ['203.0.113.9/24'], '203.0.113.1', true],
    ['IpAddress', ['203.0.113.0/24'], '203.0.114.0', false],
    ['IpAddress', ['0.0.0.0/0'], '8.8.8.8', true],
    ['IpAddress', ['0.0.0.0/0'], '2001:db8::1', false],
    ['IpAddress', ['::/0'], '2001:db8::1', true],
    ['IpAddress', ['::/0'], '8.8.8.8', false],
    ['IpAddress', ['2001:db8::/32'], '2001:0DB8:0:0::7', true],
    ['IpAddress', ['2001:db8::/32'], '2001:db9::7', false],
    ['IpAddress', ['2001:db8::1'], '2001:db8:0:0:0:0:0:1', true],
    ['IpAddress', ['fe80::/10'], 'febf::1', true],
    ['IpAddress', ['203.0.113.0/24'], '::ffff:203.0.113.7', true],
    ['IpAddress', ['::ffff:203.0.113.0/120'], '203.0.113.7', true],
    ['IpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '192.168.3.4', true],
    ['IpAddress', ['10.0.0.0/8'], 'ecs.aliyuncs.com', false],
    ['IpAddress', ['10.0.0.0/8'], '10.0.0.01', false],
    ['IpAddress', ['10.0.0.0/8'], '10.0.0.1%eth0', false],
    ['IpAddress', ['10.0.0.0/8'], '', false],
    ['NotIpAddress', ['10.0.0.0/8'], '10.1.2.3', false],
    ['NotIpAddress', ['10.0.0.0/8'], '11.1.2.3', true],
    ['NotIpAddress', ['10.0.0.0/8', '11.0.0.0/8'], '11.1.2.3', false],
    ['NotIpAddress', ['10.0.0.0/8'], '2001:db8::1', true],
    ['NotIpAddress', ['2001:db8::/32'], '2001:db8::1', false],
    ['NotIpAddress', ['10.0.0.0/8'], 'Internal', true],
  ])('%s %j, the request says %j: %s', (operator, values, value, expected) => {
    expect(met(operator, values, value === undefined ? {} : { k: value })).toBe(expected);
  });

  test.each(OPERATOR_NAMES.map((operator): [Operator, boolean] => [operator, operator.includes('Not')]))(
    '%s with the key absent, or present without a value: %s',
    (operator, expected) => {
      const value = ['1', '2026-03-01', 'true', '10.0.0.1'].find((v) => !operandProblem(operator, v)) ?? '';
      expect(met(operator, [value], {})).toBe(expected);
      expect(met(operator, [value], { k: [] })).toBe(expected);
      expect(met(operator, [value], { K: value })).toBe(expected);
    },
  );

  test('a key named like an inherited member is absent', () => {
    expect(compileCondition({ operator: 'StringLike', key: 'toString', values: ['*'] })({})).toBe(false);
    expect(compileCondition({ operator: 'StringNotLike', key: '__proto__', values: ['*'] })({})).toBe(true);
  });

  test.each<[Operator, string]>([
    ['NumericEquals', 'ten'],
    ['NumericLessThan', ''],
    ['NumericLessThan', ' 1'],
    ['NumericGreaterThan', '1e9999'],
    ['NumericEquals', 'Infinity'],
    ['DateEquals', '1767225600'],
    ['DateLessThan', '2026-02-30'],
    ['DateLessThan', '2026-1-1'],
    ['DateLessThan', '2026-01-01T25:00:00Z'],
    ['DateGreaterThan', '2026-01-01T00:00:00+99:00'],
    ['Bool', 'yes'],
    ['IpAddress', '10.0.0.0/33'],
    ['IpAddress', '10.0.0.0/-1'],
    ['IpAddress', '10.0.0.0/'],
    ['IpAddress', '10.0.0'],
    ['IpAddress', '10.0.0.*'],
    ['NotIpAddress', '2001:db8::/129'],
    ['NotIpAddress', '2001:db8::1::2'],
    ['NotIpAddress', 'example.com'],
  ])('%s cannot compare %j, so no policy may hold it', (operator, operand) => {
    expect(operandProblem(operator, operand)).toMatch(/^(a|an|true) /);
  });

  test('no request value makes an operator throw, and a negated operator is its sibling turned round', () => {
    const pairs: readonly [Operator, Operator, string][] = [
      ['StringEquals', 'StringNotEquals', 'a'],
      ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'a'],
      ['StringLike', 'StringNotLike', 'a*?'],
      ['NumericEquals', 'NumericNotEquals', '0'],
      ['DateEquals', 'DateNotEquals', '1970-01-01'],
      ['IpAddress', 'NotIpAddress', '10.0.0.0/8'],
    ];
    const scalar = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.double(),
      fc.boolean(),
      fc.constantFrom('a', 'A', '0'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.oneof(scalar, fc.array(scalar)), ([plain, negated, operand], value) => {
        expect(met(negated, [operand], { k: value })).toBe(!met(plain, [operand], { k: value }));
      }),
      { numRuns: 1000 },
    );
  });

  test('a block holds what shares its first bits and nothing that differs in one of them', () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 128 }), fc.nat(), (base, other, prefix, bit) => {
        const hostBits = 128n - BigInt(prefix);
        const network = (base >> hostBits) << hostBits;
        const inside = network | (other & (2n ** hostBits - 1n));
        const outside = inside ^ (1n << (hostBits + BigInt(bit % prefix)));
        const [block, within, beyond] = [`${written(base)}/${prefix}`, written(inside), written(outside)];
        fc.pre(![base, inside, outside].some((address) => address >> 32n === 0xffffn));
        expect(met('IpAddress', [block], { k: within })).toBe(true);
        expect(met('IpAddress', [block], { k: beyond })).toBe(false);
      }),
    );
  });
});

/** The eight groups of an IPv6 address, the first run of zeros as `::`. */
function written(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}
