import { createHash } from 'node:crypto';
import type { BillLine } from '../../world/entities';
import { amounts, groupBy, itemType, linesOf } from './lines';
import { sum } from './money';
import { count, flag, invalid, type Parameters, periodOf } from './parameters';
import type { BillSource } from './service';

export function describeInstanceBill(source: BillSource, parameters: Parameters): Record<string, unknown> {
  const period = periodOf(parameters, source.now());
  const most = count(parameters, 'MaxResults', 20, 300);
  const byItem = flag(parameters, 'IsBillingItem');
  const lines = linesOf(source.bills, period, parameters, source.now());
  const groups = groupBy(lines, (line) =>
    [line.productCode, line.instanceId, line.region, line.subscriptionType, byItem ? line.item : ''].join('\n'),
  );
  const fingerprint = fingerprintOf(parameters);
  const from = readToken(parameters.NextToken, fingerprint);
  const next = from + most < groups.length ? writeToken(from + most, fingerprint) : '';
  const items = groups.slice(from, from + most).flatMap((group) => {
    const [line] = group;
    return line ? [instanceItem(source, line, group, { day: period.day, byItem })] : [];
  });
  return {
    BillingCycle: period.cycle,
    AccountID: source.accountId,
    AccountName: accountName(source),
    MaxResults: most,
    TotalCount: groups.length,
    NextToken: next,
    Items: items,
  };
}

function instanceItem(
  source: BillSource,
  line: BillLine,
  group: readonly BillLine[],
  how: { day: string | undefined; byItem: boolean },
): Record<string, unknown> {
  return {
    ...(how.day ? { BillingDate: how.day } : {}),
    ...amounts(group, source.balance.currency),
    AfterDiscountAmount: sum(group.map((one) => one.pretaxAmount)),
    InstanceID: line.instanceId,
    NickName: '',
    InstanceSpec: '',
    InternetIP: '',
    IntranetIP: '',
    Region: line.region,
    Zone: '',
    ProductCode: line.productCode,
    ProductType: line.productCode,
    PipCode: line.productCode,
    CommodityCode: line.productCode,
    ProductName: line.productName,
    ProductDetail: line.productName,
    SubscriptionType: line.subscriptionType,
    Item: itemType(line),
    BizType: '',
    Tag: '',
    ...(how.byItem
      ? {
          BillingItem: line.item,
          BillingItemCode: line.item,
          Usage: String(sum(group.map((one) => one.usage || '0'))),
          UsageUnit: line.usageUnit,
        }
      : {}),
    ...ownerFields(source),
  };
}

export function queryAccountBill(source: BillSource, parameters: Parameters): Record<string, unknown> {
  const period = periodOf(parameters, source.now());
  const size = count(parameters, 'PageSize', 20, 300);
  const page = count(parameters, 'PageNum', 1, 1_000_000);
  const byProduct = flag(parameters, 'IsGroupByProduct');
  const lines = linesOf(source.bills, period, parameters, source.now());
  const groups = groupBy(lines, (line) => (byProduct ? `${line.productCode}\n${line.subscriptionType}` : 'account'));
  const items = groups.slice((page - 1) * size, page * size).map((group) => ({
    ...(period.day ? { BillingDate: period.day } : {}),
    ...amounts(group, source.balance.currency),
    ...(byProduct
      ? {
          ProductCode: group[0]?.productCode,
          PipCode: group[0]?.productCode,
          ProductName: group[0]?.productName,
          SubscriptionType: group[0]?.subscriptionType,
        }
      : {}),
    BizType: '',
    CostUnit: '未分配',
    OwnerName: accountName(source),
    ...ownerFields(source),
  }));
  return {
    BillingCycle: period.cycle,
    AccountID: source.accountId,
    AccountName: accountName(source),
    PageNum: page,
    PageSize: size,
    TotalCount: groups.length,
    Items: { Item: items },
  };
}

export function queryBillOverview(source: BillSource, parameters: Parameters): Record<string, unknown> {
  const { Granularity: _granularity, ...rest } = parameters;
  const period = periodOf(rest, source.now());
  const lines = linesOf(source.bills, period, rest, source.now());
  const items = groupBy(lines, (line) => `${line.productCode}\n${line.subscriptionType}`).flatMap((group) => {
    const [line] = group;
    if (!line) return [];
    return [
      {
        ...amounts(group, source.balance.currency),
        AfterTaxAmount: 0,
        Tax: 0,
        PretaxAmountLocal: 0,
        PaymentCurrency: source.balance.currency,
        RoundDownDiscount: '0',
        Item: itemType(line),
        ProductCode: line.productCode,
        ProductType: line.productCode,
        PipCode: line.productCode,
        CommodityCode: line.productCode,
        ProductName: line.productName,
        ProductDetail: line.productName,
        SubscriptionType: line.subscriptionType,
        BizType: '',
        ...ownerFields(source),
      },
    ];
  });
  return {
    BillingCycle: period.cycle,
    AccountID: source.accountId,
    AccountName: accountName(source),
    Items: { Item: items },
  };
}

function accountName(source: BillSource): string {
  return `sandbox-${source.accountId}`;
}

function ownerFields(source: BillSource): Record<string, unknown> {
  return { BillAccountID: source.accountId, BillAccountName: accountName(source), OwnerID: source.accountId };
}

/** A token belongs to its query: with other parameters it is refused. */
function fingerprintOf(parameters: Parameters): string {
  const rest = Object.entries(parameters).filter(([name]) => name !== 'NextToken' && name !== 'MaxResults');
  return createHash('sha256').update(JSON.stringify(rest.sort())).digest('hex').slice(0, 16);
}

function writeToken(from: number, fingerprint: string): string {
  return Buffer.from(`${fingerprint}:${from}`).toString('base64url');
}

function readToken(token: string | undefined, fingerprint: string): number {
  if (!token) return 0;
  const [of, from] = Buffer.from(token, 'base64url').toString().split(':');
  if (of !== fingerprint || !/^\d+$/.test(from ?? '')) {
    throw invalid('NextToken must be empty or the value of the last answer to the same query.');
  }
  return Number(from);
}
