import { judgeBills } from '../../../shared/findings/bills';

const KEY = 'LTAI5tLeakedKeyOfCiBot01';
const SINCE = '2026-05-20T12:00:00Z';
const dayOf = (n: number) => new Date(Date.parse('2026-05-01T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10);
const item = (ProductCode: string, PretaxAmount: unknown, Region = 'cn-hangzhou') => ({
  ProductCode,
  PretaxAmount,
  Region,
});
const day = (BillingDate: string, ...items: object[]) => ({
  BillingDate,
  response: { Code: 'Success', Success: true, Data: { Items: items } },
});
const usual = (n: number) => day(dayOf(n), item('ecs', 100 + (n % 3)), item('oss', '1.10'));
const past = Array.from({ length: 19 }, (_, n) => usual(n));
const judge = (...days: object[]) => judgeBills({ days: [...past, ...days] }, KEY, SINCE);
const rules = (...days: object[]) => judge(...days).findings.map(({ rule, severity }) => `${rule} ${severity}`);

test.each<[string, object[], string[]]>([
  ['days like the ones before', [usual(19), usual(20)], []],
  ['a product that was never billed', [day(dayOf(20), item('ecs', 101), item('eci', '900.00'))], ['bill-new medium']],
  ['a region that was never billed', [day(dayOf(20), item('ecs', 700, 'us-east-1'))], ['bill-new-region medium']],
  ['a jump, with thousands separated', [day(dayOf(20), item('ecs', '10,000.00'))], ['bill-jump medium']],
  ['money given back', [day(dayOf(20), item('ecs', -300))], ['bill-refund medium']],
  [
    'money given back on one day, and a jump on another',
    [day(dayOf(20), item('ecs', -300)), day(dayOf(21), item('ecs', 9000))],
    ['bill-jump medium', 'bill-refund medium'],
  ],
  [
    'the fee of a year, paid in one day',
    [day(dayOf(20), { ...item('ecs', 3600), SubscriptionType: 'Subscription' }, item('ecs', 101))],
    ['bill-order low'],
  ],
  [
    'a day in two pages',
    [
      { BillingDate: dayOf(20), response: { Data: { NextToken: 't', Items: [item('ecs', 60)] } } },
      day(dayOf(20), item('ecs', 41)),
    ],
    [],
  ],
  ['a little more, and a few cents of something new', [day(dayOf(20), item('ecs', 140), item('kms', '0.30'))], []],
])('%s', (_, days, expected) => {
  expect(rules(...days)).toEqual(expected);
});

test('a product that is young is measured since it began: days before it are no days of nothing', () => {
  const young = (n: number) => day(dayOf(n), item('ecs', 100), ...(n >= 15 ? [item('rds', '80.00')] : []));
  const days = Array.from({ length: 21 }, (_, n) => young(n));
  expect(judgeBills({ days }, KEY, SINCE).findings).toEqual([]);
});

test('amounts are exact', () => {
  const days = Array.from({ length: 3 }, () => item('eci', '100.10'));
  expect(judge(day(dayOf(20), ...days)).findings[0]?.title).toContain('300.30');
});

test.each<[string, unknown, RegExp]>([
  ['no bills', {}, /no "days"/],
  [
    'a refusal in a 200',
    { days: [...past, { BillingDate: dayOf(20), response: { Success: false, Code: 'NotAuthorized' } }] },
    /NotAuthorized.*not checked/,
  ],
  ['an amount that is none', { days: [...past, day(dayOf(20), item('ecs', 'free'))] }, /no number: not counted/],
  ['a day without answer', { days: [...past, { BillingDate: dayOf(20) }] }, /has no answer/],
  [
    'a day of which a page is missing',
    { days: [...past, { BillingDate: dayOf(20), response: { Data: { NextToken: 't', Items: [item('ecs', 101)] } } }] },
    /NextToken.*not checked whole/,
  ],
  ['no day since', { days: past.slice(0, 10) }, /no day since/],
  ['a day that is none', { days: [...past, usual(20), day('2026-05-99')] }, /2026-05-99 is no day/],
  ['an empty list', { days: [] }, /no "days"/],
  ['no day before', { days: [day(dayOf(25), item('ecs', 1))] }, /no day before/],
])('%s is said, and never taken for a day of nothing', (_, given, note) => {
  expect(judgeBills(given, KEY, SINCE)).toEqual({ findings: [], notes: [expect.stringMatching(note)] });
});
