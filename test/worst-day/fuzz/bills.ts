import fc from 'fast-check';
import { readDay, readOrders } from '../../../shared/evidence/bill-day';
import { parseAmount } from '../../../shared/evidence/decimal';
import { judgeBills } from '../../../shared/findings/bills';
import { junk, mutated } from './mutate';
import type { Target } from './target';

const dayOf = (n: number) => new Date(Date.parse('2026-05-01T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10);
const line = (n: number) => ({
  ProductCode: 'ecs',
  ProductName: 'ECS',
  PretaxAmount: 100 + (n % 3),
  Region: 'cn-hangzhou',
  Currency: 'CNY',
  InstanceID: 'i-1',
  SubscriptionType: 'PayAsYouGo',
});
const day = (n: number) => ({
  BillingDate: dayOf(n),
  response: {
    Code: 'Success',
    Success: true,
    Data: { TotalCount: 2, NextToken: '', Items: [line(n), { ...line(n), ProductCode: 'oss', PretaxAmount: '1.10' }] },
  },
});
const FILE = { days: Array.from({ length: 22 }, (_, n) => day(n)) };
const ACCOUNT = [
  {
    Success: true,
    Data: {
      TotalCount: 2,
      BillingCycle: '2026-05',
      Items: { Item: [line(1), { ...line(2), ProductName: 'OSS', PretaxAmount: '1,234.50' }] },
    },
  },
];
const ORDERS = [
  {
    Success: true,
    Data: {
      TotalCount: 1,
      OrderList: {
        Order: [
          {
            OrderId: 'o-1',
            CreateTime: '2026-05-20T12:00:00Z',
            PretaxAmount: '99.00',
            ProductCode: 'ecs',
            OrderType: 'New',
            PaymentStatus: 'Paid',
            Currency: 'CNY',
          },
        ],
      },
    },
  },
];

const isMoney = (text: string): boolean => /^-?\d+\.\d{2,12}$/.test(text);
const isBounded = (value: unknown, of: unknown): boolean =>
  (JSON.stringify(value) ?? '').length <= 20_000 + 20 * (JSON.stringify(of) ?? '').length;

export const bills: Target = {
  name: { en: 'bills: the file of many days, judged', zh: '账单：多日账单文件的判定' },
  holds: {
    en: 'no crash; every finding medium or lower, its sums amounts; what was not read is noted',
    zh: '不崩溃；每条发现不高于 medium，且金额有效；未读取的内容均有说明',
  },
  runs: [100, 20_000],
  property: () =>
    fc.property(
      fc.oneof({ weight: 9, arbitrary: mutated(fc.constant(FILE), 6) }, { weight: 1, arbitrary: junk }),
      (given) => {
        const { findings, notes } = judgeBills(given, 'LTAI5tLeakedKeyOfCiBot01', '2026-05-20T12:00:00Z');
        return (
          findings.every(
            ({ severity, title }) =>
              ['low', 'medium'].includes(severity) &&
              // A region that is called so is quoted.
              (title.match(/NaN|Infinity|undefined/g) ?? []).every((word) => JSON.stringify(given).includes(word)),
          ) &&
          notes.every((note) => typeof note === 'string' && note.length < 12_000) &&
          isBounded(findings, given)
        );
      },
    ),
};

export const answers: Target = {
  name: { en: 'bills: a day and the orders as answered', zh: '账单：单日账单与订单的应答' },
  holds: {
    en: '"could not check", or amounts whose sum is exact, and orders with id, time and amount',
    zh: '“无法检查”，或合计精确的金额，以及带编号、时间与金额的订单',
  },
  runs: [400, 40_000],
  property: () =>
    fc.property(mutated(fc.constant(ACCOUNT), 5), mutated(fc.constant(ORDERS), 5), (account, orders) => {
      const pages = (value: unknown) =>
        (Array.isArray(value) ? value : [value]).map((one) =>
          typeof one === 'object' && one !== null ? one : { Data: one },
        );
      const bill = readDay('2026-05-20', pages(account));
      const list = readOrders(pages(orders));
      const isSummed =
        'couldNotCheck' in bill ||
        (isMoney(bill.value.total) &&
          bill.value.byProduct.reduce((sum, { amount }) => sum + (parseAmount(amount) ?? (Number.NaN as never)), 0n) ===
            parseAmount(bill.value.total));
      return (
        isSummed &&
        ('couldNotCheck' in list ||
          list.value.every(({ id, at, amount }) => id !== '' && new Date(at).toISOString() === at && isMoney(amount)))
      );
    }),
};
