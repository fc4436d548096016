import { type Amount, median, parseAmount, showAmount } from '../../evidence/decimal';
import type { BillDay, BillOrder, BillResult } from '../../evidence/types';
import { type AccountBill, accountBills, LEAST_DAYS, usualDay } from '../bill-account';
import { ceilingOf, expected, isAbove, sinceFirst } from '../bill-baseline';
import { inCurrencies } from '../bill-currencies';
import { windowOf } from '../bill-days';
import type { BillLines } from '../bill-lines';
import { judgeLines } from '../bills';
import { type BalanceSeen, watchBalance } from './balance';
import type { CostAnswer, CostDay, PricedResource } from './model';
import type { MadeResource } from './resources';
import { type CostSign, costSign } from './signs';

export interface CostCase {
  readonly bills: BillResult;
  readonly lines: BillLines;
  readonly resources: readonly MadeResource[];
  /** When the suspicion began, ISO 8601 UTC. */
  readonly since: string;
  /** Balances that earlier looks saw. */
  readonly earlier: readonly BalanceSeen[];
}

/** What bills, orders and balance say, each by its own measure. Pure. */
export function judgeCost({ bills, lines: read, resources, since, earlier }: CostCase): {
  readonly answer: CostAnswer;
  readonly signs: readonly CostSign[];
} {
  const lines = inCurrencies(
    read,
    bills.days.map(({ currency }) => currency),
  );
  const account = accountBills(lines, since, bills.days);
  const { signs, notes } = judgeLines(lines, account, since);
  const balance = watched(bills, since, earlier);
  const all = [
    ...(balance?.sign === undefined ? [] : [balance.sign]),
    ...signs,
    ...(bills.orders ?? []).flatMap((order) => orderSign(order, since)),
  ];
  const last = bills.days.at(-1);
  const currency = mainCurrency(bills);
  const usual = usualSpend(bills.days, since, currency);
  return {
    signs: all,
    answer: {
      currency,
      ...(last === undefined ? {} : { upTo: last.day }),
      days: daily(bills.days, since, ownBill(account, bills.days, currency)),
      ...(usual === undefined ? {} : { usual: { amount: showAmount(usual.amount), days: usual.days } }),
      facts: all.map(({ fact, text }) => ({ ...fact, text })),
      resources: resources.flatMap((one) => priced(one, lines)),
      ...(balance === undefined ? {} : { balance: balance.watch }),
      notes,
    },
  };
}

function watched({ balance, days }: BillResult, since: string, earlier: readonly BalanceSeen[]) {
  if (balance === undefined) return undefined;
  // A balance in one currency says nothing of a spend in another.
  return watchBalance(balance, usualSpend(days, since, balance.currency)?.amount, earlier);
}

/** What most of the days are billed in, the balance's where there is no day. */
function mainCurrency({ days, balance }: BillResult): string {
  const counts = new Map<string, number>();
  for (const { currency } of days) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? balance?.currency ?? '';
}

/** What a day cost as a rule before the suspicion. Undefined when there are too few days to tell. */
export function usualSpend(
  days: readonly BillDay[],
  since: string,
  currency: string,
): { readonly amount: Amount; readonly days: number } | undefined {
  const { days: own, costs } = ownBill([], days, currency);
  const before = sinceFirst(costs, windowOf(own, since).before);
  const amount = median(before.map((day) => costs.get(day) ?? 0n));
  return before.length < LEAST_DAYS || amount === undefined ? undefined : { amount, days: before.length };
}

/** The account's own days of one currency, as it answered them. */
function ownBill(account: readonly AccountBill[], days: readonly BillDay[], currency: string): AccountBill {
  const of = days.filter((one) => one.currency === currency);
  return {
    currency,
    days: of.map(({ day }) => day),
    costs: new Map(of.map(({ day, total }) => [day, parseAmount(total) ?? 0n])),
    ofLines: account.find((bill) => bill.currency === currency)?.ofLines ?? new Map(),
  };
}

function daily(days: readonly BillDay[], since: string, bill: AccountBill): CostDay[] {
  const window = windowOf(bill.days, since);
  return days.flatMap(({ day, total, currency }) => {
    if (currency !== bill.currency) return [];
    const usual = usualDay(bill, window, day);
    if (usual === undefined) return { day, total, isAbove: false };
    return {
      day,
      total,
      usual: showAmount(expected(usual)),
      ceiling: showAmount(ceilingOf(usual)),
      // A day that is part of the measure is told apart by nothing.
      isAbove: window.judged.includes(day) && isAbove(bill.costs.get(day) ?? 0n, usual),
    };
  });
}

function orderSign(order: BillOrder, since: string): CostSign[] {
  const { product, type, status, amount, currency, at, id } = order;
  if (at < since || /^cancelled$/i.test(status)) return [];
  const rule = /^refund$/i.test(type) ? 'order-refund' : 'order-made';
  const detail = [type, status, id].filter((part) => part !== '').join(' ');
  return [costSign(rule, { product, region: '', currency }, { amount, days: [at.slice(0, 10)], detail })];
}

/** A row a currency: its amounts have no sum. */
function priced(resource: MadeResource, { resources }: BillLines): PricedResource[] {
  const billed = resources.get(resource.id);
  if (billed === undefined) return [{ ...resource, days: 0 }];
  return billed.map(({ currency, days }) => {
    const total = [...days.values()].reduce((sum, amount) => sum + amount, 0n);
    return { ...resource, total: showAmount(total), currency, days: days.size };
  });
}
