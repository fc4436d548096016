import Bss, {
  DescribeInstanceBillRequest,
  QueryAccountBillRequest,
  QueryBillOverviewRequest,
  QueryOrdersRequest,
} from '@alicloud/bssopenapi20171214';
import fc from 'fast-check';
import { grouped, sum } from '../../../sandbox/services/bss/money';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox } from '../../builders';
import { callRpc, sdkConfig } from '../../sdk-clients';

const DAY_MS = 86_400_000;
let sandbox: RunningSandbox;
let client: Bss;

/** A day of the bills, counted back from today in Beijing. */
function day(daysAgo: number): string {
  return new Date(sandbox.world.now().getTime() + 8 * 3_600_000 - daysAgo * DAY_MS).toISOString().slice(0, 10);
}

function addLine(
  date: string,
  instanceId: string,
  pretaxAmount: string,
  more: Partial<{ productCode: string; item: string }> = {},
): void {
  sandbox.world.bills.push({
    date,
    productCode: 'ecs',
    productName: 'Elastic Compute Service',
    subscriptionType: 'PayAsYouGo',
    instanceId,
    region: 'cn-hangzhou',
    item: 'instance',
    usage: '24',
    usageUnit: 'hour',
    pretaxAmount,
    ...more,
  });
}

beforeEach(async () => {
  sandbox = await aSandbox().withAccount({ balance: '12345678.9' }).start();
  client = new Bss(sdkConfig(sandbox, sandbox.identities.admin));
});
afterEach(() => sandbox.stop());

const daily = (billingDate: string, more: object = {}) =>
  new DescribeInstanceBillRequest({
    billingCycle: billingDate.slice(0, 7),
    granularity: 'DAILY',
    billingDate,
    ...more,
  });

test('a day by instance: amounts of its items are added up exactly', async () => {
  for (let n = 0; n < 10; n += 1) addLine(day(1), 'i-1', '0.1', { item: `item-${n}` });
  addLine(day(2), 'i-1', '99');
  const { body } = await client.describeInstanceBill(daily(day(1)));
  expect(body).toMatchObject({ success: true, code: 'Success', data: { totalCount: 1, nextToken: '' } });
  expect(body?.data?.items).toMatchObject([
    { instanceID: 'i-1', pretaxAmount: 1, currency: 'CNY', billingDate: day(1) },
  ]);
  const items = await client.describeInstanceBill(daily(day(1), { isBillingItem: true }));
  expect(items.body?.data?.items).toHaveLength(10);
});

test('pages with NextToken, which belongs to its query', async () => {
  for (let n = 0; n < 25; n += 1) addLine(day(1), `i-${n}`, '1');
  const first = await client.describeInstanceBill(daily(day(1)));
  expect(first.body?.data).toMatchObject({ totalCount: 25, maxResults: 20 });
  const nextToken = first.body?.data?.nextToken;
  const second = await client.describeInstanceBill(daily(day(1), { nextToken }));
  expect(second.body?.data?.items).toHaveLength(5);
  expect(second.body?.data?.nextToken).toBe('');
  const other = await client.describeInstanceBill(daily(day(2), { nextToken }));
  expect(other.body).toMatchObject({ success: false, code: 'InvalidParameter' });
});

test('a day appears once it is over', async () => {
  addLine(day(0), 'i-1', '1');
  const today = day(0);
  expect((await client.describeInstanceBill(daily(today))).body?.data?.totalCount).toBe(0);
  await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: DAY_MS }) });
  expect((await client.describeInstanceBill(daily(today))).body?.data?.totalCount).toBe(1);
});

test.each<[string, Record<string, string>]>([
  ['a page of more than 300', { MaxResults: '301' }],
  ['DAILY without a date', { Granularity: 'DAILY' }],
  ['a month of another form', { BillingCycle: '202401' }],
  ['a month too long ago', { BillingCycle: '2019-01' }],
])('answers %s with HTTP 200 and Success false', async (_what, parameters) => {
  const answer = await callRpc(sandbox, sandbox.identities.admin, 'bss', 'DescribeInstanceBill', {
    BillingCycle: day(1).slice(0, 7),
    ...parameters,
  });
  expect(answer).toMatchObject({ status: 200, body: { Success: false, Code: 'InvalidParameter' } });
});

test('an account by product, a month by product', async () => {
  addLine(day(1), 'i-1', '2.50');
  addLine(day(1), 'i-2', '2.50');
  addLine(day(1), 'bucket', '0.25', { productCode: 'oss' });
  const billingDate = day(1);
  const bill = await client.queryAccountBill(
    new QueryAccountBillRequest({
      billingCycle: billingDate.slice(0, 7),
      granularity: 'DAILY',
      billingDate,
      isGroupByProduct: true,
    }),
  );
  expect(bill.body?.data?.items?.item?.map((item) => [item.productCode, item.pretaxAmount])).toEqual([
    ['ecs', 5],
    ['oss', 0.25],
  ]);
  const overview = await client.queryBillOverview(
    new QueryBillOverviewRequest({ billingCycle: billingDate.slice(0, 7) }),
  );
  expect(overview.body?.data?.items?.item).toHaveLength(2);
});

test('orders are there at once: by default those of the last hour', async () => {
  const { world } = sandbox;
  const order = (orderId: string, agoMs: number) => ({
    orderId,
    createTime: new Date(world.now().getTime() - agoMs),
    productCode: 'ecs',
    orderType: 'New' as const,
    paymentStatus: 'Paid' as const,
    region: 'cn-hangzhou',
    amount: '128.00',
  });
  world.orders.push(order('1', 60_000), order('2', 2 * DAY_MS));
  const recent = await client.queryOrders(new QueryOrdersRequest({}));
  expect(recent.body?.data?.orderList?.order?.map((one) => one.orderId)).toEqual(['1']);
  const start = `${new Date(world.now().getTime() - 3 * DAY_MS).toISOString().slice(0, 19)}Z`;
  const all = await client.queryOrders(new QueryOrdersRequest({ createTimeStart: start }));
  expect(all.body?.data?.orderList?.order?.map((one) => [one.orderId, one.pretaxAmount])).toEqual([
    ['1', '128.00'],
    ['2', '128.00'],
  ]);
});

test('the balance is written with thousands separators', async () => {
  expect((await client.queryAccountBalance()).body).toMatchObject({
    success: true,
    code: '200',
    data: { availableAmount: '12,345,678.90', currency: 'CNY' },
  });
});

test('money: sums of cents are exact, grouping loses no digit', () => {
  const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const decimal = (value: number) =>
    `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`;
  fc.assert(
    fc.property(fc.array(cents, { maxLength: 50 }), (values) => {
      expect(Math.round(sum(values.map(decimal)) * 100)).toBe(values.reduce((total, value) => total + value, 0));
    }),
  );
  fc.assert(
    fc.property(cents, (value) => {
      expect(grouped(decimal(value)).replaceAll(',', '')).toBe(decimal(value));
      expect(grouped(decimal(value))).toMatch(/^-?\d{1,3}(,\d{3})*\.\d{2}$/);
    }),
  );
});
