import { type Amount, median, parseAmount, showAmount } from '../../evidence/decimal';
import type { BillDay, BillOrder, BillResult } from '../../evidence/types';
import { ceilingOf, isAbove, sinceFirst, usualOf } from '../bill-baseline';
import type { BillLines } from '../bill-lines';
import { dayBefore, judgeLines } from '../bills';
import { type BalanceSeen, watchBalance } from './balance';
import type { CostAnswer, CostDay, PricedResource } from './model';
import type { MadeResource } from './resources';
import { type CostSign, costSign } from './signs';

/** With fewer days nobody can say what is usual. */
const LEAST_DAYS = 3;

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
export function judgeCost({ bills, lines, resources, since, earlier }: CostCase): {
  readonly answer: CostAnswer;
  readonly signs: readonly CostSign[];
} {
  const { signs, notes } = judgeLines(lines, since);
  const usual = usualSpend(bills.days, since);
  const balance = bills.balance === undefined ? undefined : watchBalance(bills.balance, usual, earlier);
  const all = [
    ...(balance?.sign === undefined ? [] : [balance.sign]),
    ...signs,
    ...(bills.orders ?? []).flatMap((order) => orderSign(order, since)),
  ];
  const last = bills.days.at(-1);
  return {
    signs: all,
    answer: {
      currency: last?.currency ?? bills.balance?.currency ?? '',
      ...(last === undefined ? {} : { upTo: last.day }),
      days: daily(bills.days, since),
      facts: all.map(({ fact, text }) => ({ ...fact, text })),
      resources: resources.map((one) => priced(one, lines)),
      ...(balance === undefined ? {} : { balance: balance.watch }),
      notes,
    },
  };
}

/** What a day cost as a rule before the suspicion. Undefined when there are too few days to tell. */
export function usualSpend(days: readonly BillDay[], since: string): Amount | undefined {
  const from = dayBefore(since);
  const totals = totalsOf(days);
  const before = sinceFirst(
    totals,
    days.flatMap(({ day }) => (day < from ? [day] : [])),
  );
  return before.length >= LEAST_DAYS ? median(before.map((day) => totals.get(day) ?? 0n)) : undefined;
}

const totalsOf = (days: readonly BillDay[]): ReadonlyMap<string, Amount> =>
  new Map(days.map(({ day, total }) => [day, parseAmount(total) ?? 0n]));

function daily(days: readonly BillDay[], since: string): CostDay[] {
  const from = dayBefore(since);
  const totals = totalsOf(days);
  const before = days.flatMap(({ day }) => (day < from ? [day] : []));
  return days.map(({ day, total }) => {
    if (before.length < LEAST_DAYS) return { day, total, isAbove: false };
    const usual = usualOf(totals, before, day);
    return {
      day,
      total,
      usual: showAmount(usual.middle),
      ceiling: showAmount(ceilingOf(usual)),
      // A day that is part of the measure is told apart by nothing.
      isAbove: day >= from && isAbove(totals.get(day) ?? 0n, usual),
    };
  });
}

function orderSign(order: BillOrder, since: string): CostSign[] {
  const { product, type, status, amount, currency, at, id } = order;
  if (at < since || /^cancelled$/i.test(status)) return [];
  const rule = /^refund$/i.test(type) ? 'order-refund' : 'order-made';
  const detail = [type, status, id].filter((part) => part !== '').join(' ');
  const sum = `${amount} ${currency}`.trim();
  return [costSign(rule, { product, region: '' }, { amount: sum, days: [at.slice(0, 10)], detail })];
}

function priced(resource: MadeResource, { resources }: BillLines): PricedResource {
  const days = resources.get(resource.id);
  if (days === undefined) return { ...resource, days: 0 };
  const total = [...days.values()].reduce((sum, amount) => sum + amount, 0n);
  return { ...resource, total: showAmount(total), days: days.size };
}
