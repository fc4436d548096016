import fc from 'fast-check';
import {
  fenceDocument,
  isSamePolicy,
  NO_POLICY,
  parseKeyPolicy,
  restoringText,
  stillFences,
} from '../../../../shared/containment/fence/document';
import { readPlan } from '../../../../shared/containment/fence/handed';
import { canonical, isWithin, parseNetwork, summarised } from '../../../../shared/containment/fence/networks';

const NONE = { active: false, statements: [] };
const policy = (Status: string, ...Statements: object[]) => JSON.stringify({ Version: 1, Status, Statements });
const office = { Type: 'ClassicWhiteList', IPList: ['203.0.113.7'] };
const vpc = { Type: 'VPCWhiteList', Value: 'vpc-bp1', IPList: ['10.0.0.0/8'] };

test.each([
  [null, NONE],
  ['', NONE],
  ['{}', NONE],
  [NO_POLICY, NONE],
  [
    '{"Status":"Inactive","Statements":[{"Value":"AllowAllVPC","Type":"VPCWhiteList","IPList":["::/0","0.0.0.0/0"]}]}',
    { active: false, statements: [{ Type: 'VPCWhiteList', Value: 'AllowAllVPC', IPList: ['::/0', '0.0.0.0/0'] }] },
  ],
  [policy('Active', office, vpc), { active: true, statements: [office, vpc] }],
  ['[]', undefined],
  ['{"Version":2,"Status":"Active","Statements":[]}', undefined],
  [policy('On'), undefined],
  [policy('Active', { Type: 'Other', IPList: [] }), undefined],
  [policy('Active', { ...office, IPList: [7] }), undefined],
  ['{"Status"', undefined],
])('%s is read as what it says, or not at all', (text, read) => expect(parseKeyPolicy(text)).toEqual(read));

test('the same policy in other words is the same', () => {
  const one = policy('Active', { ...office, IPList: ['203.0.113.7', '198.51.100.0/24'] }, vpc);
  const other = JSON.stringify({
    Statements: [vpc, { IPList: ['198.51.100.0/24', '203.0.113.7/32'], Type: 'ClassicWhiteList' }],
    Status: 'Active',
  });
  expect(isSamePolicy(one, other)).toBe(true);
  expect(isSamePolicy(one, policy('Inactive', ...[office, vpc]))).toBe(false);
  expect(isSamePolicy(null, NO_POLICY)).toBe(true);
  expect(isSamePolicy('broken', NO_POLICY)).toBe(false);
});

const anyVpc = { ...vpc, Value: 'AllowAllVPC' };
test.each<[string, string | null, boolean | undefined]>([
  ['ours', policy('Active', vpc, office), true],
  ['a part of it', policy('Active', office), true],
  ['a smaller block of it', policy('Active', { ...vpc, IPList: ['10.3.0.0/16'] }), true],
  ['a wider block', policy('Active', { ...office, IPList: ['203.0.113.0/24'] }), false],
  ['one more', policy('Active', office, vpc, { ...office, IPList: ['198.51.100.7'] }), false],
  ['what cannot be read beside it', policy('Active', { ...office, IPList: ['203.0.113.7', 'all'] }), false],
  ['another VPC', policy('Active', { ...vpc, Value: 'vpc-bp2' }), false],
  ['every VPC', policy('Active', anyVpc), false],
  ['it, and inactive', policy('Inactive', office, vpc), false],
  ['active, and without statements', policy('Active'), false],
  ['active, and without addresses', policy('Active', { ...office, IPList: [] }), false],
  ['none', null, false],
  ['something unknown', policy('Paused', office), undefined],
])('whether %s still fences in', (_, now, expected) => {
  expect(stillFences(now, policy('Active', office, vpc))).toBe(expected);
});

test('one VPC is tighter than all of them', () => {
  expect(stillFences(policy('Active', vpc), policy('Active', anyVpc))).toBe(true);
});

test('what was there goes back byte for byte; where nothing was, what counts as none', () => {
  const odd = `  ${policy('Inactive', office)}\n`;
  expect(restoringText(odd)).toBe(odd);
  expect([null, '', ' ', '{}'].map(restoringText)).toEqual([NO_POLICY, NO_POLICY, NO_POLICY, NO_POLICY]);
});

test("the owner's VPC statements stand as they are, in place of every VPC", () => {
  const networks = [
    { scope: 'internet', block: '203.0.113.7' },
    { scope: 'vpc', block: '10.0.0.0/8' },
  ] as const;
  const statements = (former: object) => JSON.parse(fenceDocument(networks, former as never) ?? '{}').Statements;
  expect(statements(NONE)).toEqual([office, { Type: 'VPCWhiteList', Value: 'AllowAllVPC', IPList: ['10.0.0.0/8'] }]);
  expect(statements({ active: true, statements: [office, vpc] })).toEqual([office, vpc]);
  expect(statements({ active: false, statements: [vpc] })).toHaveLength(2);
  expect(fenceDocument([], NONE)).toBeUndefined();
  const nine = Array.from({ length: 9 }, (_, i) => ({ ...vpc, Value: `vpc-${i}` }));
  expect(fenceDocument(networks, { active: true, statements: nine } as never)).toBeUndefined();
});

test('no text makes the parser throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseKeyPolicy(text)));
});

test.each([
  {},
  { verdict: 'fence', networks: [], kept: [], left: [] },
  { verdict: 'fence', networks: [{ scope: 'internet', block: '0.0.0.0/0' }], kept: [], left: [] },
  { verdict: 'fence', networks: [{ scope: 'internet', block: 'example.com' }], kept: [], left: [] },
  { verdict: 'fence', networks: [{ scope: 'all', block: '203.0.113.7' }], kept: [], left: [] },
  {
    verdict: 'fence',
    networks: [{ scope: 'internet', block: '203.0.113.7' }],
    kept: [{ address: 'x', reason: 'toString' }],
    left: [],
  },
  {
    verdict: 'fence',
    networks: Array.from({ length: 51 }, (_, i) => ({ scope: 'internet', block: `203.0.113.${i}` })),
    kept: [],
    left: [],
  },
  { verdict: 'none', kept: [], left: [] },
])('a plan that is none is not read: %j', (data) => expect(readPlan(data)).toBeUndefined());

test('whatever stands in the schedule, a plan is read whole or not', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => void readPlan(data)));
});

describe('addresses', () => {
  test('have one spelling', () => {
    expect(
      ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '::FFFF:203.0.113.7', '::', '::1', '1::', 'x', '10.0.0.01'].map(
        canonical,
      ),
    ).toEqual(['2001:db8::1:0:0:1', '2001:db8::1:0:0:1', '203.0.113.7', '::', '::1', '1::', undefined, undefined]);
  });
  test('every spelling that we write is one that we read as the same address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const once = canonical(text) ?? '';
        expect(canonical(once)).toBe(once);
        expect(isWithin(text, once)).toBe(true);
      }),
    );
  });
  test.each(['203.0.113.7/33', '203.0.113.7/', '203.0.113.7/-1', '2001:db8::/129', '/8', '::ffff:10.0.0.1/104', 'a/8'])(
    '%s is no network',
    (text) => expect(parseNetwork(text)).toBeUndefined(),
  );
  test('that do not fit are said not to', () => expect(summarised(['1.1.1.1', '2.2.2.2'], [], 1)).toBeUndefined());
});
