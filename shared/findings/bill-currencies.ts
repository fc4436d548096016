import type { Amount } from '../evidence/decimal';
import type { Billed, BillLines, Line } from './bill-lines';

/** The only currency of all that are named; undefined where there are several, or none. */
function onlyOf(currencies: Iterable<string>): string | undefined {
  const named = new Set([...currencies].filter((currency) => currency !== ''));
  return named.size === 1 ? [...named][0] : undefined;
}

/**
 * The lines, each in its currency: one that names none is of the account's, where it has one. `others`: currencies that
 * the account's own bill names. Where there are several, what names none stays by itself.
 */
export function inCurrencies(bills: BillLines, others: readonly string[] = []): BillLines {
  const only = onlyOf([...bills.lines.map(({ currency }) => currency), ...others]);
  if (only === undefined || bills.lines.every(({ currency }) => currency !== '')) return bills;
  const lines = new Map<string, Line>();
  for (const line of bills.lines) {
    const key = [line.product, line.region, line.isSubscription].join('\n');
    const same = lines.get(key);
    lines.set(key, {
      ...{ ...line, currency: only },
      ...{ days: sumOf(line.days, same?.days), refunds: sumOf(line.refunds, same?.refunds) },
    });
  }
  const resources = [...bills.resources].map(([id, billed]): [string, readonly Billed[]] => [
    id,
    [{ currency: only, days: billed.reduce((days, one) => sumOf(one.days, days), new Map<string, Amount>()) }],
  ]);
  return { ...bills, lines: [...lines.values()], resources: new Map(resources) };
}

function sumOf(
  days: ReadonlyMap<string, Amount>,
  others: ReadonlyMap<string, Amount> = new Map(),
): Map<string, Amount> {
  const sum = new Map(others);
  for (const [day, amount] of days) sum.set(day, (sum.get(day) ?? 0n) + amount);
  return sum;
}

/** That no sum goes over several currencies is said: a jump in their sum alone would not be seen. */
export function currencyNotes(currencies: readonly string[]): string[] {
  if (currencies.length < 2) return [];
  const named = [...currencies].sort().map((currency) => (currency === '' ? 'no named currency' : currency));
  return [`bills: amounts in ${named.join(', ')}: each currency is measured by itself, no sum over them is checked`];
}
