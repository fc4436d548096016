import type { BillLine } from '../../world/entities';
import { sum } from './money';
import { beijingDay, flag, type Parameters, type Period } from './parameters';

/** Products without a price in the call: nothing was paid by card, coupon or plan in this account. */
const NOT_PAID = {
  AdjustAmount: 0,
  CashAmount: 0,
  DeductedByCashCoupons: 0,
  DeductedByCoupons: 0,
  DeductedByPrepaidCard: 0,
  InvoiceDiscount: 0,
  PaymentAmount: 0,
} as const;

/**
 * The lines that a call can see. A day's bill appears once that day is over in Beijing: BSS is about a day late
 * (DescribeInstanceBill, "The data of the previous day").
 */
export function linesOf(bills: readonly BillLine[], period: Period, parameters: Parameters, now: Date): BillLine[] {
  const today = beijingDay(now);
  const matches = (name: string, value: string) => !parameters[name] || parameters[name] === value;
  return bills.filter(
    (line) =>
      line.date < today &&
      (period.day === undefined ? line.date.startsWith(`${period.cycle}-`) : line.date === period.day) &&
      matches('ProductCode', line.productCode) &&
      matches('PipCode', line.productCode) &&
      matches('ProductType', line.productCode) &&
      matches('SubscriptionType', line.subscriptionType) &&
      matches('InstanceID', line.instanceId) &&
      !(flag(parameters, 'IsHideZeroCharge') && sum([line.pretaxAmount]) === 0),
  );
}

/** Lines put together by a key, in the order in which the keys first appear. */
export function groupBy(lines: readonly BillLine[], key: (line: BillLine) => string): BillLine[][] {
  const groups = new Map<string, BillLine[]>();
  for (const line of lines) groups.set(key(line), [...(groups.get(key(line)) ?? []), line]);
  return [...groups.values()];
}

/** The amounts of some lines, as every bill call names them. Pay-as-you-go is unsettled until the month ends. */
export function amounts(lines: readonly BillLine[], currency: string): Record<string, unknown> {
  const total = sum(lines.map((line) => line.pretaxAmount));
  return { ...NOT_PAID, PretaxGrossAmount: total, PretaxAmount: total, OutstandingAmount: total, Currency: currency };
}

export function itemType(line: BillLine): string {
  return line.subscriptionType === 'Subscription' ? 'SubscriptionOrder' : 'PayAsYouGoBill';
}
