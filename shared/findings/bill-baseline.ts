import { type Amount, median } from '../evidence/decimal';
import { max } from './bill-floor';

/** What a day may be above the usual: so many times the usual spread, a half of the usual, and a sum worth a look. */
const SPREADS = 6n;
/** With so many days of the same weekday these are the measure: weekends are not like working days. */
const LEAST_WEEKDAYS = 3;

export interface Usual {
  readonly middle: Amount;
  readonly spread: Amount;
  /** What falls due on this day of the month besides, and is in this day's amount. */
  readonly monthly: Amount;
  /** Of the currency. */
  readonly floor: Amount;
}

/** Amounts of one currency by day. */
export type Costs = ReadonlyMap<string, Amount>;

/** What the day costs as a rule, by the days before, and with a monthly charge where the day's amount bears one. */
export function usualOf(costs: Costs, before: readonly string[], day: string, floor: Amount): Usual {
  const plain = measured(costs, before, day, floor);
  const amount = costs.get(day) ?? 0n;
  return isAbove(amount, plain) ? { ...plain, monthly: monthly(costs, before, day, plain) } : plain;
}

/** The middle of the days before and the middle of their distances from it: one bad day moves neither. */
function measured(costs: Costs, before: readonly string[], day: string, floor: Amount): Usual {
  const weekday = new Date(day).getUTCDay();
  const known = sinceFirst(costs, before);
  const alike = known.filter((other) => new Date(other).getUTCDay() === weekday);
  const measure = (alike.length >= LEAST_WEEKDAYS ? alike : known).map((other) => costs.get(other) ?? 0n);
  const middle = median(measure) ?? 0n;
  const spread = median(measure.map((amount) => (amount > middle ? amount - middle : middle - amount))) ?? 0n;
  return { middle, spread, monthly: 0n, floor };
}

/** Days before the first that cost anything were no use of it: a young account's, or a young product's, are no measure. */
export function sinceFirst(costs: Costs, days: readonly string[]): readonly string[] {
  const first = days.findIndex((day) => (costs.get(day) ?? 0n) !== 0n);
  return first < 0 ? days : days.slice(first);
}

/** What such a day costs as a rule, as it is told. */
export const expected = ({ middle, monthly }: Usual): Amount => middle + monthly;

/** The most that a day may cost without standing out. */
export function ceilingOf(usual: Usual): Amount {
  const { middle, spread } = usual;
  return expected(usual) + max(SPREADS * spread, middle / 2n, slackOf(usual));
}

export const isAbove = (amount: Amount, usual: Usual): boolean => amount > ceilingOf(usual);

/** How far a charge may be from what it was a month ago and still be the same: fees by use differ by the month's days. */
const slackOf = ({ monthly, floor }: Pick<Usual, 'monthly' | 'floor'>): Amount => max(monthly / 4n, floor);

/**
 * The charge of an earlier month that falls due again today: it stood out on the same day of the month, and today's
 * amount bears about as much. What that day of the month cost as any day of its weekday is no charge: a Thursday's level
 * would hide a jump on the Saturday that has its number a month later.
 */
function monthly(costs: Costs, before: readonly string[], day: string, { middle, floor }: Usual): Amount {
  const amount = costs.get(day) ?? 0n;
  const charges = before
    .filter((other) => other.slice(8) === day.slice(8) && other !== day)
    .flatMap((other) => {
      const rest = before.filter((one) => one !== other);
      const usual = measured(costs, rest, other, floor);
      const paid = costs.get(other) ?? 0n;
      return isAbove(paid, usual) ? [paid - usual.middle] : [];
    });
  return max(...charges.filter((charge) => amount >= middle + charge - slackOf({ monthly: charge, floor })));
}
