import fc from 'fast-check';
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
    { days: [...past, usual(19), { BillingDate: dayOf(20), response: { Success: false, Code: 'NotAuthorized' } }] },
    /NotAuthorized.*not checked/,
  ],
  [
    'an amount that is none',
    { days: [...past, usual(19), day(dayOf(20), item('ecs', 'free'))] },
    /no number: not counted/,
  ],
  ['a day without answer', { days: [...past, usual(19), { BillingDate: dayOf(20) }] }, /has no answer/],
  [
    'a day of which a page is missing',
    {
      days: [
        ...past,
        usual(19),
        { BillingDate: dayOf(20), response: { Data: { NextToken: 't', Items: [item('ecs', 101)] } } },
      ],
    },
    /NextToken.*not checked whole/,
  ],
  ['no day since', { days: past.slice(0, 10) }, /no day since/],
  ['bills that end the day before', { days: past }, /no day since .*2026-05-20.* reach until 2026-05-19: not checked/],
  [
    'a day since that has no row yet',
    { days: [...past, day(dayOf(19)), day(dayOf(20))] },
    /no day since .* reach until 2026-05-19: not checked/,
  ],
  ['a day since that is missing', { days: [...past, usual(19), usual(21)] }, /not in them: 1, the first 2026-05-21/],
  ['a day that is none', { days: [...past, usual(19), day('2026-05-99')] }, /2026-05-99 is no day/],
  ['a day that no month has', { days: [...past, usual(19), day('2026-02-30')] }, /2026-02-30 is no day/],
  ['an empty list', { days: [] }, /no "days"/],
  ['no day before', { days: [day(dayOf(25), item('ecs', 1))] }, /no day before/],
])('%s is said, and never taken for a day of nothing', (_, given, note) => {
  expect(judgeBills(given, KEY, SINCE)).toEqual({ findings: [], notes: [expect.stringMatching(note)] });
});

test("the day of the suspicion is the bill's: late in the evening of UTC it is the next", () => {
  const days = [...past, usual(19)];
  expect(judgeBills({ days }, KEY, '2026-05-20T15:59:00Z').notes).toEqual([]);
  expect(judgeBills({ days }, KEY, '2026-05-20T16:00:00Z').notes).toEqual([
    expect.stringContaining('(2026-05-21, UTC+8)'),
  ]);
});

describe('currencies', () => {
  const paid = (Currency: string, amount: unknown, product = 'ecs', region = 'cn-hangzhou') => ({
    ...item(product, amount, region),
    Currency,
  });
  const since = (before: (n: number) => object[], ...items: object[]) =>
    judgeBills(
      { days: [...Array.from({ length: 19 }, (_, n) => day(dayOf(n), ...before(n))), day(dayOf(19), ...items)] },
      KEY,
      SINCE,
    );
  const titles = (answer: ReturnType<typeof judgeBills>) => answer.findings.map(({ title }) => title);

  test('a bill in another currency is no part of the usual one, and both are named', () => {
    const answer = since(() => [paid('CNY', 700)], paid('CNY', 700), paid('USD', 200));
    expect(titles(answer)).toEqual(['ecs in cn-hangzhou was never billed in USD before: 200.00 USD on 2026-05-20']);
    expect(answer.notes).toEqual([expect.stringMatching(/amounts in CNY, USD: .* no sum over them is checked/)]);
  });

  test.each<[string, string, number, number]>([
    ['CNY', 'cny', 50, 51],
    ['USD', 'USD', 7, 8],
    ['JPY', 'JPY', 1000, 1001],
    ['one that is not known', 'XTS', 7, 8],
  ])('a new product is told above what is worth a look in %s', (_, currency, silent, told) => {
    const rules = (amount: number) =>
      since(() => [paid(currency, 100)], paid(currency, 100), paid(currency, amount, 'eci')).findings.map(
        ({ rule }) => rule,
      );
    expect(rules(silent)).not.toContain('bill-new');
    expect(rules(told)).toEqual(['bill-new']);
  });

  test("a line that names no currency is of the account's, where it has one", () => {
    const answer = since((n) => [n % 2 ? item('ecs', 100) : paid('CNY', 100)], item('ecs', 900));
    expect(titles(answer)).toEqual(['ecs in cn-hangzhou cost 900.00 CNY on 2026-05-20, usually 100.00 CNY']);
    expect(answer.notes).toEqual([]);
  });

  test('two currencies in one bill are judged as each alone', () => {
    const amounts = fc.array(fc.nat(2000), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(amounts, amounts, (yuan, dollars) => {
        const cny = (n: number) => paid('CNY', yuan[n], 'ecs');
        const usd = (n: number) => paid('USD', dollars[n], 'oss');
        const alone = [cny, usd].flatMap((one) => titles(since((n) => [one(n)], one(19))));
        const both = titles(since((n) => [cny(n), usd(n)], cny(19), usd(19)));
        expect([...both].sort()).toEqual([...alone].sort());
      }),
    );
  });
});

describe('what no single line explains', () => {
  const regions = (count: number, amount: number) =>
    Array.from({ length: count }, (_, i) => ({ ...item('ecs', amount, `r-${i}`), Currency: 'CNY' }));

  test('a cost spread over regions is told as the whole day, and as what is new', () => {
    const { findings } = judge(usual(19), day(dayOf(20), item('ecs', 100), item('oss', '1.10'), ...regions(20, 49)));
    expect(findings.map(({ rule, severity, title }) => `${rule} ${severity} ${title}`)).toEqual([
      'bill-day medium The whole account cost 1081.10 CNY on 2026-05-21, usually 102.10 CNY: more than single products in single regions explain',
      'bill-new-small medium New on the bill, each a small sum, together 980.00 CNY on 2026-05-21: ecs r-0, ecs r-1, ecs r-2, ecs r-3, ecs r-4, ecs r-5, ecs r-6, ecs r-7 (+12)',
    ]);
  });

  test.each<[string, object[], string[]]>([
    ['a line that is told explains the day', [item('ecs', 900)], ['bill-jump medium']],
    [
      'a line that is told does not hide the rest',
      [item('ecs', 400), ...regions(30, 6)],
      ['bill-day medium', 'bill-jump medium', 'bill-new-small medium'],
    ],
    [
      'what was bought in advance explains the day',
      [item('ecs', 101), { ...item('rds', 3600), SubscriptionType: 'Subscription' }],
      ['bill-order low'],
    ],
    [
      'many small purchases do not',
      [
        item('ecs', 101),
        ...regions(30, 6).map((one) => ({ ...one, ProductCode: 'eip', SubscriptionType: 'Subscription' })),
      ],
      ['bill-day medium'],
    ],
    ['a new product of a small sum is low', [item('ecs', 101), item('dysms', 6)], ['bill-new-small low']],
    ['cents are silent', [item('ecs', 101), item('kms', '0.30')], []],
  ])('%s', (_, items, expected) => {
    expect(rules(usual(19), day(dayOf(20), ...items))).toEqual(expected);
  });

  test('lines that each stay within their usual make no day that stands out', () => {
    const steady = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(steady, fc.integer({ min: 3, max: 17 }), (amounts, youngSince) => {
        const of = (n: number) =>
          day(
            dayOf(n),
            item('ecs', 100),
            ...(n >= youngSince ? amounts.map((one, i) => item('ecs', one, `r-${i}`)) : []),
          );
        const days = Array.from({ length: 20 }, (_, n) => of(n));
        expect(judgeBills({ days }, KEY, SINCE).findings).toEqual([]);
      }),
    );
  });
});
