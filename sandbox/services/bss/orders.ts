import type { OrderRecord } from '../../world/entities';
import { count, invalid, type Parameters } from './parameters';
import type { BillSource } from './service';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Orders are there at once, unlike bills. Without times: those of the last hour. */
export function queryOrders(source: BillSource, parameters: Parameters): Record<string, unknown> {
  const now = source.now();
  const end = timeOf(parameters, 'CreateTimeEnd') ?? now;
  const start = timeOf(parameters, 'CreateTimeStart') ?? new Date(end.getTime() - 3_600_000);
  if (start > end) throw invalid('CreateTimeStart must not be later than CreateTimeEnd.');
  const size = count(parameters, 'PageSize', 20, 300);
  const page = count(parameters, 'PageNum', 1, 1_000_000);
  const matches = (name: string, value: string) => !parameters[name] || parameters[name] === value;
  const found = source.orders
    .filter((order) => order.createTime >= start && order.createTime <= end)
    .filter(
      (order) =>
        matches('OrderType', order.orderType) &&
        matches('PaymentStatus', order.paymentStatus) &&
        matches('ProductCode', order.productCode) &&
        matches('SubscriptionType', 'Subscription'),
    )
    .sort((a, b) => b.createTime.getTime() - a.createTime.getTime());
  return {
    HostName: '',
    PageNum: page,
    PageSize: size,
    TotalCount: found.length,
    OrderList: {
      Order: found.slice((page - 1) * size, page * size).map((order) => row(order, source.balance.currency)),
    },
  };
}

function row(order: OrderRecord, currency: string): Record<string, unknown> {
  const createTime = `${order.createTime.toISOString().slice(0, 19)}Z`;
  return {
    OrderId: order.orderId,
    RelatedOrderId: '',
    OrderType: order.orderType,
    PaymentStatus: order.paymentStatus,
    CreateTime: createTime,
    PaymentTime: order.paymentStatus === 'Paid' ? createTime : '',
    ProductCode: order.productCode,
    ProductType: order.productCode,
    CommodityCode: order.productCode,
    SubscriptionType: 'Subscription',
    Currency: currency,
    PaymentCurrency: currency,
    PretaxGrossAmount: order.amount,
    PretaxAmount: order.amount,
    PretaxAmountLocal: order.amount,
    AfterTaxAmount: order.amount,
    Tax: '0',
  };
}

function timeOf(parameters: Parameters, name: string): Date | undefined {
  const text = parameters[name];
  if (!text) return undefined;
  if (!TIME.test(text) || Number.isNaN(Date.parse(text))) throw invalid(`${name} must be YYYY-MM-DDThh:mm:ssZ.`);
  return new Date(text);
}
