import type { RunningSandbox } from '../../../sandbox/start';
import { readDay, readOrders } from '../../../shared/evidence/bill-day';
import { BILL_DAYS, type BillOriginal, collectBills } from '../../../shared/evidence/billing';
import { parseAmount } from '../../../shared/evidence/decimal';
import { aSandbox } from '../../builders';
import { A_SERVER } from '../../functions/investigate/an-account';
import { aRun } from '../../run';

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});
type Odd = (usual: Record<string, unknown>) => Record<string, unknown>;

async function collected(odd: Readonly<Record<string, Odd>> = {}) {
  sandbox = await aSandbox().withAccount({ balance: '12345.60' }).withBills(31, A_SERVER).start();
  for (const [action, answer] of Object.entries(odd)) sandbox.kernel.faults.rewrite({ service: 'bss', action, answer });
  const run = await aRun(sandbox, {}, 'investigate');
  const kept: BillOriginal[] = [];
  const result = await collectBills(run.cloud, run.clock, async (one) => void kept.push(one), {
    stopAtMs: run.clock.elapsedMs() + 60_000,
    began: run.clock.now().toISOString(),
  });
  return { result, kept };
}

test('thirty days by product and by instance, the orders and the balance, as they came and as exact sums', async () => {
  const { result, kept } = await collected();
  expect(result.failures).toEqual([]);
  expect(result.asked).toHaveLength(BILL_DAYS);
  expect(BILL_DAYS).toBe(30);
  // Today has no bill yet.
  expect(result.days.map(({ day }) => day)).toEqual(result.asked.slice(0, -1));
  const billed = sandbox?.world.bills.find(({ date }) => date === result.asked[0]);
  expect(parseAmount(result.days[0]?.total)).toBe(parseAmount(billed?.pretaxAmount));
  expect(result.balance).toMatchObject({ amount: '12345.60', currency: 'CNY' });
  expect(result.orders).toEqual([]);
  expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(['orders', `${result.asked[0]}-account`]));
  expect(kept).toHaveLength(61);
});

test('a refusal in a 200 is "could not check", for each look by itself', async () => {
  const refusal: Odd = () => ({ Success: false, Code: 'NotAuthorized', Message: 'no' });
  const { result } = await collected({ QueryAccountBill: refusal, QueryOrders: refusal });
  expect(result.days).toEqual([]);
  expect(result.orders).toBeUndefined();
  expect(
    result.failures.filter((why) => why.includes('bill by product') && why.includes('NotAuthorized')),
  ).toHaveLength(30);
  expect(result.failures.filter((why) => why.startsWith('orders: '))).toHaveLength(1);
  expect(result.balance).toBeDefined();
});

test('a NextToken that comes again ends the look, and says so', async () => {
  const withToken = (usual: Record<string, unknown>, NextToken: string) => ({
    ...usual,
    Data: { ...(usual['Data'] as object), NextToken, Items: [] },
  });
  const { result } = await collected({ DescribeInstanceBill: () => withToken({ Success: true }, 'the-same') });
  expect(result.failures).toHaveLength(30);
  expect(result.failures[0]).toMatch(/bill by instance: .*SameToken/);
  expect(result.days).toHaveLength(29);
});

test('a NextToken that never ends is cut', async () => {
  sandbox = await aSandbox().withBills(3, A_SERVER).start();
  const run = await aRun(sandbox, {}, 'investigate');
  let page = 0;
  const answer: Odd = () => {
    page += 1;
    return { Success: true, Data: { NextToken: `t-${page}`, Items: [] } };
  };
  sandbox.kernel.faults.rewrite({ service: 'bss', action: 'DescribeInstanceBill', answer });
  const pages = await run.cloud.billing.describeInstanceBill(run.clock.now().toISOString().slice(0, 10), undefined, 4);
  expect(pages.map(({ Data }) => (Data as { NextToken: string }).NextToken)).toEqual(['t-1', 't-2', 't-3', 't-4']);
});

test.each<[string, object[], object]>([
  [
    'thousands separated',
    [{ Items: { Item: [{ ProductCode: 'ecs', PretaxAmount: '10,000.00', Currency: 'CNY' }] } }],
    { value: { total: '10000.00' } },
  ],
  [
    'rows as a list',
    [
      {
        Items: [
          { ProductCode: 'ecs', PretaxAmount: 0.1 },
          { ProductCode: 'ecs', PretaxAmount: 0.2 },
        ],
      },
    ],
    { value: { total: '0.30' } },
  ],
  ['an empty day', [{ Items: { Item: [] } }], { value: { total: '0.00', byProduct: [] } }],
  ['a day without a list of rows', [{ Items: {} }], { value: { byProduct: [] } }],
  ['no list', [{}], { couldNotCheck: expect.stringContaining('no list of bill lines') }],
  [
    'an amount that is none',
    [{ Items: [{ ProductCode: 'ecs', PretaxAmount: 'free' }] }],
    { couldNotCheck: expect.stringContaining('no amount') },
  ],
  [
    'two currencies',
    [
      {
        Items: [
          { PretaxAmount: 1, Currency: 'CNY' },
          { PretaxAmount: 1, Currency: 'USD' },
        ],
      },
    ],
    { couldNotCheck: expect.stringContaining('currencies') },
  ],
  [
    'more rows than pages',
    [{ Items: [], TotalCount: 90_000 }],
    { couldNotCheck: expect.stringContaining('cut after 1 pages') },
  ],
])('a day of the bill: %s', (_, pages, expected) => {
  expect(
    readDay(
      '2026-05-01',
      pages.map((Data) => ({ Data })),
    ),
  ).toMatchObject(expected);
});

test.each<[string, object[], object]>([
  [
    'twice the same, the later first',
    [
      { OrderId: '2', CreateTime: '2026-05-02T00:00:00Z', PretaxAmount: '1,000.00' },
      { OrderId: '1', CreateTime: '2026-05-01T00:00:00Z', PretaxAmount: '5', OrderType: 'New' },
      { OrderId: '2', CreateTime: '2026-05-02T00:00:00Z', PretaxAmount: '1,000.00' },
    ],
    {
      value: [
        { id: '1', amount: '5.00', type: 'New' },
        { id: '2', amount: '1000.00', type: '' },
      ],
    },
  ],
  ['without an id', [{ CreateTime: '2026-05-02T00:00:00Z', PretaxAmount: '1' }], { couldNotCheck: expect.any(String) }],
  ['without a time', [{ OrderId: '1', CreateTime: 'soon', PretaxAmount: '1' }], { couldNotCheck: expect.any(String) }],
])('orders: %s', (_, Order, expected) => {
  expect(readOrders([{ Data: { OrderList: { Order } } }])).toMatchObject(expected);
});
