import { DAY_MS, type World } from './world';

export interface Charge {
  /** Days before the last billed day, 0 the last. */
  daysAgo: number;
  product: string;
  name: string;
  region: string;
  amount: number;
}

/** A month of daily bills as DescribeInstanceBill answers them (BssOpenApi 2017-12-14), with extra charges on some days. */
export function bills(world: World, extra: readonly Charge[]): unknown {
  const { dice } = world;
  const base = dice.int(80, 400);
  const days: unknown[] = [];
  for (let ago = 29; ago >= 0; ago--) {
    const BillingDate = new Date(world.now - ago * DAY_MS).toISOString().slice(0, 10);
    const wobble = () => 1 + (dice.next() - 0.5) * 0.2;
    const items = [
      item(world, BillingDate, {
        product: 'ecs',
        name: '云服务器 ECS',
        region: world.regions[0] ?? world.home,
        amount: base * wobble(),
      }),
      item(world, BillingDate, {
        product: 'rds',
        name: '云数据库RDS版',
        region: world.regions[0] ?? world.home,
        amount: 40 * wobble(),
      }),
      item(world, BillingDate, {
        product: 'oss',
        name: '对象存储',
        region: world.regions[0] ?? world.home,
        amount: 6 * wobble(),
      }),
      ...extra.filter((charge) => charge.daysAgo === ago).map((charge) => item(world, BillingDate, charge)),
    ];
    days.push({
      BillingDate,
      response: {
        Code: 'Success',
        Success: true,
        Message: 'Successful!',
        RequestId: dice.uuid(),
        Data: {
          BillingCycle: BillingDate.slice(0, 7),
          AccountID: world.account,
          TotalCount: items.length,
          MaxResults: 300,
          NextToken: '',
          Items: items,
        },
      },
    });
  }
  return { days };
}

function item(world: World, BillingDate: string, charge: Omit<Charge, 'daysAgo'>): unknown {
  const amount = Number(charge.amount.toFixed(2));
  return {
    BillingDate,
    ProductCode: charge.product,
    ProductName: charge.name,
    ProductType: charge.product,
    SubscriptionType: 'PayAsYouGo',
    InstanceID: charge.product === 'ecs' ? `i-bp1${world.dice.text(17)}` : `${charge.product}-${world.dice.text(10)}`,
    PretaxAmount: amount,
    PretaxGrossAmount: amount,
    PaymentAmount: amount,
    OutstandingAmount: 0,
    Currency: 'CNY',
    Region: charge.region,
    OwnerID: world.account,
    Item: 'PayAsYouGoBill',
  };
}
