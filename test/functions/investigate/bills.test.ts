import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { CostAnswer } from '../../../shared/findings/cost/model';
import type { Finding } from '../../../shared/findings/model';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, read, stolen, usual } from './an-account';
import { handOver, incidentOf, recordIncident } from './an-incident';

const ONE_REGION = { ...ENV, TOURNIQUET_REGIONS: 'cn-hangzhou' };
const DAY_MS = 86_400_000;
const MINER = 'i-2ze8miner0001';

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

/** An account with 15 days of bills, whose key was used to start an instance. */
async function begun(balance = '5000.00') {
  const account = await anAccount(
    aSandbox().withAccount({ balance }).withEvents(usual(5), stolen('RunInstances', 'ecs')),
  );
  sandbox = account;
  // A past event is told without its answer; this one names what it made.
  const ran = account.world.events.all().find(({ eventName }) => eventName === 'RunInstances');
  Object.assign(ran ?? {}, { responseElements: { InstanceIdSets: { InstanceIdSet: [MINER] } } });
  const run = await aRun(account, ONE_REGION, 'investigate');
  const id = incidentOf(account, 'ci');
  await recordIncident(run, id, 'ci-bot');
  const look = async (round: number) => {
    const now = await aRun(account, ONE_REGION, 'investigate');
    const result = await investigate((await handOver(now, id, round)).event, now);
    const file = async (name: string) => JSON.parse(String(await read(account, run.paths.incident(id))(name)));
    const report = (await file('report.json')) as { cost: CostAnswer };
    const { findings } = (await file('findings.json')) as { findings: Finding[] };
    return { result, cost: report.cost, bills: findings.flatMap(({ kind, rule }) => (kind === 'bill' ? [rule] : [])) };
  };
  return { account, look };
}

/** A day has passed, and the bill of it has come with the miner on it. */
function billTheMiner({ world, clock }: RunningSandbox, pretaxAmount = '1893.42'): void {
  const date = new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  world.bills.push({
    date,
    productCode: 'ecs',
    productName: 'Elastic Compute Service',
    subscriptionType: 'PayAsYouGo',
    instanceId: MINER,
    region: 'cn-beijing',
    item: 'ecs',
    usage: '24',
    usageUnit: 'h',
    pretaxAmount,
  });
  clock.advance(DAY_MS);
}

test('the bill that comes a day later is found, prices what the key made, and is told once', async () => {
  const { account, look } = await begun();
  const first = await look(1);
  expect(first.bills).toEqual([]);
  expect(first.cost.resources).toEqual([expect.objectContaining({ id: MINER, days: 0 })]);
  expect(first.cost.balance).toMatchObject({ state: 'fine' });
  const mails = account.inbox.mail.length;

  billTheMiner(account);
  const second = await look(5);
  expect(second.bills).toEqual(['bill-new-region']);
  expect(second.cost.resources).toEqual([expect.objectContaining({ id: MINER, total: '1893.42' })]);
  expect(second.result).toMatchObject({ state: 'finished', alert: 'sent' });
  expect(account.inbox.mail).toHaveLength(mails + 1);
  expect(account.inbox.mail.at(-1)?.text).toContain('ecs was never billed in cn-beijing before: 1893.42 CNY');

  account.clock.advance(DAY_MS);
  const third = await look(6);
  expect(third.bills).toEqual(['bill-new-region']);
  expect(third.result.alert).toBe('no news');
  expect(account.inbox.mail).toHaveLength(mails + 1);
});

test('a balance that ends within three days of usual spend is critical, and an order since the leak is told', async () => {
  const { account, look } = await begun('30.00');
  account.world.orders.push({
    orderId: '2000001',
    createTime: account.clock.now(),
    productCode: 'ecs',
    orderType: 'New',
    paymentStatus: 'Paid',
    region: 'cn-beijing',
    amount: '3600.00',
  });
  account.clock.advance(5_000);
  const { bills, cost } = await look(1);
  expect(bills).toEqual(['balance-low', 'order-made']);
  expect(cost.balance).toMatchObject({ state: 'low', amount: '30.00' });
  expect(cost.facts[0]).toMatchObject({ rule: 'balance-low', severity: 'critical' });
});

test('a cost that has grown by an order is told once more, a little more of it is not', async () => {
  const { account, look } = await begun();
  await look(1);
  const mails = () => account.inbox.mail.length;
  const told: number[] = [];
  for (const [round, amount] of [
    [2, '60.00'],
    [3, '110.00'],
    [4, '190.00'],
    [5, '190.00'],
  ] as const) {
    const before = mails();
    billTheMiner(account, amount);
    const { bills } = await look(round);
    expect(bills).toEqual(['bill-new-region']);
    told.push(mails() - before);
  }
  // 110 is less than twice 60; 190 is more than three times what was told, though not twice what was seen last.
  expect(told).toEqual([1, 0, 1, 0]);
});

test('the alert and the report name one usual day, and days before the first bill are none of it', async () => {
  const { account, look } = await begun();
  const { cost } = await look(1);
  expect(cost.usual?.amount).toMatch(/^1\d\.\d\d$/);
  expect(cost.days.filter(({ total }) => total === '0.00').length).toBeGreaterThan(10);
  expect(account.inbox.mail.at(-1)?.text).toContain(
    `usually ${cost.usual?.amount} CNY a day (over ${cost.usual?.days} days)`,
  );
});

test('bills that end before the leak are no answer to what it cost: the report says so', async () => {
  const { account, look } = await begun();
  const { cost } = await look(1);
  expect(cost.notes).toEqual([expect.stringMatching(/no day since the suspicion .* reach until .*: not checked/)]);
  billTheMiner(account);
  account.clock.advance(DAY_MS);
  expect((await look(5)).cost.notes).toEqual([]);
});
