import { type Amount, median } from '../evidence/decimal';

/** What a day may be above the usual: so many times the usual spread, a half of the usual, and a sum worth a look. */
const SPREADS = 6n;
export const LEAST: Amount = 50n * 10n ** 12n;
/** With so many days of the same weekday these are the measure: weekends are not like working days. */
const LEAST_WEEKDAYS = 3;

export interface Usual {
  readonly middle: Amount;
  readonly spread: Amount;
}

/** The middle of the days before and the middle of their distances from it: one bad day moves neither. */
export function usualOf(costs: ReadonlyMap<string, Amount>, before: readonly string[], day: string): Usual {
  const weekday = new Date(day).getUTCDay();
  const known = sinceFirst(costs, before);
  const alike = known.filter((other) => new Date(other).getUTCDay() === weekday);
  const measure = (alike.length >= LEAST_WEEKDAYS ? alike : known).map((other) => costs.get(other) ?? 0n);
  const middle = median(measure) ?? 0n;
  const spread = median(measure.map((amount) => (amount > middle ? amount - middle : middle - amount))) ?? 0n;
  return { middle: max(middle, monthly(costs, before, day)), spread };
}

/** Days before the first that cost anything were no use of it: a young account's, or a young product's, are no measure. */
export function sinceFirst(costs: ReadonlyMap<string, Amount>, days: readonly string[]): readonly string[] {
  const first = days.findIndex((day) => (costs.get(day) ?? 0n) !== 0n);
  return first < 0 ? days : days.slice(first);
}

/** The most that a day may cost without standing out. */
export function ceilingOf({ middle, spread }: Usual): Amount {
  return middle + max(SPREADS * spread, middle / 2n, LEAST);
}

export const isAbove = (amount: Amount, usual: Usual): boolean => amount > ceilingOf(usual);

/** What the same day of an earlier month cost: some fees fall due monthly. */
function monthly(costs: ReadonlyMap<string, Amount>, before: readonly string[], day: string): Amount {
  return max(0n, ...before.filter((other) => other.slice(8) === day.slice(8)).map((other) => costs.get(other) ?? 0n));
}

function max(...amounts: readonly Amount[]): Amount {
  return amounts.reduce((a, b) => (a > b ? a : b));
}
