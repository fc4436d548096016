import { type Amount, parseAmount, showAmount } from '../evidence/decimal';
import type { BillDay } from '../evidence/types';
import { type Costs, expected, isAbove, type Usual, usualOf } from './bill-baseline';
import { type Window, windowOf } from './bill-days';
import { floorOf, max } from './bill-floor';
import type { BillLines, Line } from './bill-lines';
import { type CostSign, costSign } from './cost/signs';

/** With fewer days nobody can say what is usual. */
export const LEAST_DAYS = 3;

/** The account's whole days in one currency. */
export interface AccountBill {
  readonly currency: string;
  /** Days that were read, oldest first. */
  readonly days: readonly string[];
  readonly costs: Costs;
  /** What the lines of a judged day cost as a rule, each by its own days before. */
  readonly ofLines: Costs;
}

/**
 * The account's days, a series a currency: amounts of two currencies have no sum. `days`: the account's own bill
 * (QueryAccountBill), where it was read. The greater of the two says what a day cost, for either may be cut, and what
 * was given back is taken off the account's own.
 */
export function accountBills(
  bills: BillLines,
  since: string | undefined,
  days: readonly BillDay[] = [],
): AccountBill[] {
  const series = new Map<string, Map<string, Amount>>();
  const of = (currency: string) => {
    const costs = series.get(currency) ?? new Map<string, Amount>();
    series.set(currency, costs);
    return costs;
  };
  for (const line of bills.lines)
    for (const [day, amount] of line.days) of(line.currency).set(day, (of(line.currency).get(day) ?? 0n) + amount);
  for (const { day, currency, total } of days)
    of(currency).set(day, max(of(currency).get(day) ?? 0n, parseAmount(total) ?? 0n));
  const read = [...new Set([...bills.days, ...days.map(({ day }) => day)])].sort();
  const window = windowOf(bills.days, since);
  return [...series]
    .filter(([, costs]) => [...costs.values()].some((amount) => amount > 0n))
    .map(([currency, costs]) => {
      const lines = bills.lines.filter((line) => line.currency === currency);
      return { currency, days: read, costs, ofLines: summed(lines, window, usualOfLine) };
    });
}

/**
 * A day of the account beside what such a day costs; undefined where too few days were before. A product that began
 * shortly before the suspicion is not in the middle of the days, and yet no news: the lines' own usual counts as well.
 */
export function usualDay(
  { costs, ofLines, currency }: AccountBill,
  { before }: Window,
  day: string,
): Usual | undefined {
  if (before.length < LEAST_DAYS) return undefined;
  const usual = usualOf(costs, before, day, floorOf(currency));
  return { ...usual, middle: max(usual.middle, ofLines.get(day) ?? 0n) };
}

/**
 * A day of the whole account that is above the usual even without what the `told` lines cost above theirs: spread over
 * many products or regions, each is small. What the lines cost above the usual, `excess` says by day.
 */
export function judgeAccount(bill: AccountBill, since: string | undefined, excess: Costs): CostSign[] {
  const window = windowOf(bill.days, since);
  const total = (day: string) => bill.costs.get(day) ?? 0n;
  const rest: Costs = new Map(bill.days.map((day) => [day, max(total(day) - (excess.get(day) ?? 0n))]));
  const worst = window.judged
    .flatMap((day) => {
      const usual = usualDay({ ...bill, costs: rest }, window, day);
      const left = rest.get(day) ?? 0n;
      return usual !== undefined && isAbove(left, usual) ? [{ day, usual, above: left - expected(usual) }] : [];
    })
    .sort((a, b) => (a.above < b.above ? 1 : -1))[0];
  if (worst === undefined) return [];
  const place = { product: '', region: '', currency: bill.currency };
  return [
    costSign('bill-day', place, {
      amount: showAmount(total(worst.day)),
      days: [worst.day],
      usual: showAmount(expected(worst.usual)),
    }),
  ];
}

/** What lines that are told by themselves cost above their usual, by day. */
export const excessOf = (told: readonly Line[], window: Window): Costs =>
  summed(told, window, (line, window, day) => max((line.days.get(day) ?? 0n) - usualOfLine(line, window, day)));

/** What is paid in advance has no usual day. */
const usualOfLine = (line: Line, { before }: Window, day: string): Amount =>
  line.isSubscription ? 0n : expected(usualOf(line.days, before, day, floorOf(line.currency)));

function summed(
  lines: readonly Line[],
  window: Window,
  of: (line: Line, window: Window, day: string) => Amount,
): Costs {
  return new Map(window.judged.map((day) => [day, lines.reduce((sum, line) => sum + of(line, window, day), 0n)]));
}
