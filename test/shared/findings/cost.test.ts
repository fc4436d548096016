import fc from 'fast-check';
import { parseAmount, showAmount } from '../../../shared/evidence/decimal';
import type { AuditEvent, BillDay } from '../../../shared/evidence/types';
import { readBills } from '../../../shared/findings/bill-lines';
import { type BalanceSeen, watchBalance } from '../../../shared/findings/cost/balance';
import { judgeCost } from '../../../shared/findings/cost/judge';
import { isProtectionPage, protectionsOf } from '../../../shared/findings/cost/protections';
import { resourcesMade } from '../../../shared/findings/cost/resources';

const NOW = '2026-05-21T04:00:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const seen = (amount: string, at = NOW, currency = 'CNY'): BalanceSeen => ({ amount, currency, at });
const yuan = (amount: string) => parseAmount(amount);

describe('the balance', () => {
  test.each<[string, BalanceSeen, string | undefined, BalanceSeen[], object]>([
    ['a month of spend', seen('3000.00'), '100', [], { state: 'fine', daysLeft: 30 }],
    ['exactly three days', seen('300.00'), '100', [], { state: 'fine', daysLeft: 3 }],
    ['a cent below three days', seen('299.99'), '100', [], { state: 'low', daysLeft: 2 }],
    ['below zero', seen('-0.01'), undefined, [], { state: 'low' }],
    ['no usual day', seen('10'), undefined, [], { state: 'unknown' }],
    ['an amount that is none', seen('lots'), '100', [], { state: 'unknown' }],
    [
      'falling ten times faster',
      seen('2000'),
      '100',
      [seen('2100', hoursAgo(2))],
      { state: 'falling', fallPerDay: '1200.00' },
    ],
    ['falling as usual', seen('2000'), '100', [seen('2008', hoursAgo(2))], { state: 'fine' }],
    ['falling for minutes only', seen('2000'), '100', [seen('2100', hoursAgo(0.5))], { state: 'fine' }],
    ['of another currency', seen('2000'), '100', [seen('9000', hoursAgo(2), 'USD')], { state: 'fine' }],
    [
      'a slow day before does not hide the fall',
      seen('2000'),
      '100',
      [seen('2010', hoursAgo(48)), seen('2100', hoursAgo(2))],
      { state: 'falling' },
    ],
    ['topped up', seen('5000'), '100', [seen('400', hoursAgo(2))], { state: 'fine' }],
    ['nothing is usually spent', seen('5000'), '0', [seen('5100', hoursAgo(2))], { state: 'fine' }],
  ])('%s', (_, now, usual, earlier, expected) => {
    const { watch, sign } = watchBalance(now, usual === undefined ? undefined : yuan(usual), earlier);
    expect(watch).toMatchObject(expected);
    const isCritical = watch.state === 'low' || watch.state === 'falling';
    expect(sign?.fact.severity).toBe(isCritical ? 'critical' : undefined);
  });

  test('is low exactly where three days cost more than there is', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 18n), fc.bigInt(0n, 10n ** 19n), (usual, left) => {
        const { watch } = watchBalance(seen(showAmount(left)), usual, []);
        expect(watch.state).toBe(left < usual * 3n ? 'low' : 'fine');
      }),
    );
  });
});

const dayOf = (n: number) => new Date(Date.parse('2026-05-01T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10);
const total = (n: number, amount: string): BillDay => ({
  day: dayOf(n),
  currency: 'CNY',
  total: amount,
  byProduct: [],
});
const past = Array.from({ length: 19 }, (_, n) => total(n, '100.00'));
const bills = (...days: BillDay[]) => ({ asked: [], days: [...past, ...days], failures: [], ordersFrom: dayOf(17) });
const order = (type: string, at: string, status = 'Paid') => ({
  id: `o-${type}`,
  at,
  product: 'ecs',
  type,
  status,
  amount: '3600.00',
  currency: 'CNY',
});
const given = { lines: readBills({}), resources: [], since: '2026-05-20T12:00:00Z', earlier: [] };

describe('the cost of an incident', () => {
  test('each day stands beside what such a day costs; only days since the suspicion stand out', () => {
    const hot = [total(19, '104.00'), total(20, '900.00')];
    const { answer } = judgeCost({ ...given, bills: { ...bills(...hot), days: [total(-1, '5000'), ...past, ...hot] } });
    expect(answer.days.filter(({ isAbove }) => isAbove).map(({ day }) => day)).toEqual([dayOf(20)]);
    expect(answer.days.at(-1)).toMatchObject({ usual: '100.00', ceiling: '150.00' });
    expect(answer.upTo).toBe(dayOf(20));
  });

  test('a day that the chart shows above the usual is told, whatever it is spread over', () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ ProductCode: 'ecs', Region: `r-${i}`, PretaxAmount: 49 }));
    const of = (n: number, ...more: object[]) => ({
      BillingDate: dayOf(n),
      response: { Data: { Items: [{ ProductCode: 'ecs', Region: 'cn-hangzhou', PretaxAmount: 100 }, ...more] } },
    });
    const lines = readBills({ days: [...Array.from({ length: 20 }, (_, n) => of(n)), of(20, ...rows)] });
    const { answer } = judgeCost({ ...given, lines, bills: bills(total(19, '100.00'), total(20, '1080.00')) });
    expect(answer.days.at(-1)).toMatchObject({ isAbove: true });
    expect(answer.facts.map(({ rule, amount, currency }) => `${rule} ${amount} ${currency}`)).toEqual([
      'bill-day 1080.00 CNY',
      'bill-new-small 980.00 CNY',
    ]);
  });

  test("the account's own bill is told where its lines could not be read", () => {
    const { answer } = judgeCost({ ...given, bills: bills(total(19, '100.00'), total(20, '1080.00')) });
    expect(answer.facts.map(({ rule }) => rule)).toEqual(['bill-day']);
  });

  test('days in another currency are no part of the usual day, of the chart or of the balance', () => {
    const dollars = { ...total(19, '900.00'), currency: 'USD' };
    const balance = { amount: '2000.00', currency: 'USD', at: NOW };
    const { answer } = judgeCost({ ...given, bills: { ...bills(dollars, total(20, '100.00')), balance } });
    expect(answer).toMatchObject({ currency: 'CNY', usual: { amount: '100.00', days: 18 } });
    expect(answer.days.map(({ day }) => day)).not.toContain(dayOf(19));
    expect(answer.balance).toMatchObject({ state: 'unknown' });
    expect(answer.notes).toContainEqual(expect.stringContaining('amounts in CNY, USD'));
  });

  test('the usual day leaves out the days before the first bill', () => {
    const late = Array.from({ length: 19 }, (_, n) => total(n, n < 12 ? '0' : '71.38'));
    const { answer } = judgeCost({ ...given, bills: { ...bills(), days: late } });
    expect(answer.usual).toEqual({ amount: '71.38', days: 6 });
  });

  test('what a resource cost in two currencies has two prices', () => {
    const one = (currency: string, amount: bigint) => ({ currency, days: new Map([[dayOf(20), amount]]) });
    const lines = {
      ...given.lines,
      resources: new Map([['i-thief', [one('CNY', yuan('10') ?? 0n), one('USD', yuan('2') ?? 0n)]]]),
    };
    const made = { id: 'i-thief', region: 'cn-beijing', at: NOW, how: 'Ecs RunInstances' };
    const { answer } = judgeCost({ ...given, lines, bills: bills(), resources: [made] });
    expect(answer.resources).toMatchObject([
      { total: '10.00', currency: 'CNY' },
      { total: '2.00', currency: 'USD' },
    ]);
  });

  test('without days before there is no measure, and nothing is called usual', () => {
    const { answer } = judgeCost({ ...given, bills: { ...bills(), days: [total(20, '900.00')] } });
    expect(answer.days).toEqual([{ day: dayOf(20), total: '900.00', isAbove: false }]);
  });

  test('orders since the suspicion are signs, each by its id; older and cancelled ones are none', () => {
    const orders = [
      order('New', '2026-05-20T13:00:00.000Z'),
      order('Refund', '2026-05-20T14:00:00.000Z'),
      order('Renew', '2026-05-20T11:00:00.000Z'),
      order('Upgrade', '2026-05-20T15:00:00.000Z', 'Cancelled'),
    ];
    const { signs, answer } = judgeCost({ ...given, bills: { ...bills(), orders } });
    expect(signs.map(({ id }) => id)).toEqual([
      'order-made ecs New Paid o-New',
      'order-refund ecs Refund Paid o-Refund',
    ]);
    expect(answer.facts.every(({ text }) => text.en !== '' && text.zh !== '' && text.en !== text.zh)).toBe(true);
  });

  test('what the key made is priced by the bill; what the bill does not name has no price', () => {
    const row = { ProductCode: 'ecs', Region: 'cn-beijing', InstanceID: 'i-thief', PretaxAmount: '10.10' };
    const lines = readBills({
      days: [0, 1, 2].map((n) => ({ BillingDate: dayOf(19 + n), response: { Data: { Items: [row] } } })),
    });
    expect(lines.resources.size).toBe(0);
    const made = (id: string) => ({ id, region: 'cn-beijing', at: NOW, how: 'Ecs RunInstances' });
    const priced = {
      ...lines,
      resources: new Map([
        ['i-thief', [{ currency: 'CNY', days: new Map([0, 1, 2].map((n) => [dayOf(19 + n), yuan('10.10') ?? 0n])) }]],
      ]),
    };
    const { answer } = judgeCost({
      ...given,
      lines: priced,
      bills: bills(),
      resources: [made('i-thief'), made('i-other')],
    });
    expect(answer.resources).toMatchObject([
      { id: 'i-thief', total: '30.30', currency: 'CNY', days: 3 },
      { id: 'i-other', days: 0 },
    ]);
    expect(answer.resources[1]).not.toHaveProperty('total');
  });
});

describe('what a key made', () => {
  const event = (name: string, raw: object, errorCode?: string) =>
    ({ service: 'Ecs', name, region: 'cn-beijing', at: NOW, errorCode, raw }) as unknown as AuditEvent;
  test.each<[string, AuditEvent, string[]]>([
    ['the names of the resource', event('RunInstances', { resourceName: 'i-1234;i-2345' }), ['i-1234', 'i-2345']],
    [
      'ids of the answer, and not those of the call',
      event('RunInstances', {
        responseElements: { RequestId: 'r-12345', InstanceIdSets: { InstanceIdSet: ['i-1234'] } },
      }),
      ['i-1234'],
    ],
    [
      'an answer as JSON text',
      event('CreateContainerGroup', { responseElements: '{"ContainerGroupId":"eci-123"}' }),
      ['eci-123'],
    ],
    ['a call that failed', event('RunInstances', { resourceName: 'i-1234' }, 'NoPermission'), []],
    ['a call that makes nothing', event('DescribeInstances', { resourceName: 'i-1234' }), []],
    ['no object', event('RunInstances', { responseElements: ['i-1234'], resourceName: 7 }), []],
  ])('%s', (_, one, expected) => {
    expect(resourcesMade([one]).map(({ id }) => id)).toEqual(expected);
  });

  test('is found in no answer for ever, however deep', () => {
    fc.assert(
      fc.property(fc.anything(), (responseElements) =>
        expect(resourcesMade([event('RunInstances', { responseElements })]).length).toBeLessThanOrEqual(500),
      ),
    );
  });
});

test('every product has a protection of its own or the budget, in both languages; links lead to Alibaba Cloud', () => {
  expect(protectionsOf('dysms').map(({ id }) => id)).toEqual(['sms-limits', 'budget']);
  expect(protectionsOf('ecs').map(({ id }) => id)).toEqual(['compute-release', 'release-protection', 'budget']);
  expect(protectionsOf('oss').map(({ id }) => id)).toEqual(['oss-public-access', 'budget']);
  expect(protectionsOf('<nobody knows>').map(({ id }) => id)).toEqual(['budget']);
  for (const { text, link } of ['dysms', 'ecs', 'oss', 'rds'].flatMap(protectionsOf)) {
    expect(text.en).not.toBe(text.zh);
    for (const url of link ? [link.en, link.zh] : []) {
      expect(url).toMatch(/^https:\/\/(help\.aliyun\.com|www\.alibabacloud\.com)\//);
      expect(isProtectionPage(url)).toBe(true);
    }
  }
  expect(isProtectionPage('https://help.aliyun.com/other')).toBe(false);
});
