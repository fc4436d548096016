import { type Amount, showAmount } from '../evidence/decimal';
import { floorOf } from './bill-floor';
import type { Line } from './bill-lines';
import { type CostRule, type CostSign, costSign } from './cost/signs';

/** Below a tenth of the sum that is worth a look it is cents: every new use of a product begins so. */
const CENTS = 10n;
const MOST_NAMED = 8;

export const isNewLine = (line: Line, before: readonly string[]): boolean =>
  before.every((day) => (line.days.get(day) ?? 0n) === 0n);

/** Products, and products by currency, that were billed before. */
export interface Known {
  readonly products: ReadonlySet<string>;
  readonly inCurrency: ReadonlySet<string>;
}

export function knownOf(lines: readonly Line[], before: readonly string[]): Known {
  const known = lines.filter((line) => !isNewLine(line, before));
  return {
    products: new Set(known.map(({ product }) => product)),
    inCurrency: new Set(known.map(({ product, currency }) => `${product}\n${currency}`)),
  };
}

/** What is new about a line that was never billed. */
export function newRule({ product, currency }: Line, { products, inCurrency }: Known): CostRule {
  if (!products.has(product)) return 'bill-new';
  return inCurrency.has(`${product}\n${currency}`) ? 'bill-new-region' : 'bill-new-currency';
}

/**
 * New lines that are each too small to be told by themselves, together, a sign a currency: many small ones are one
 * large bill. Low while their worst day is too small as well, medium above. `lines`: no others than those.
 */
export function smallNews(lines: readonly Line[], judged: readonly string[]): CostSign[] {
  return [...new Set(lines.map(({ currency }) => currency))].flatMap((currency) => {
    const of = lines.filter((line) => line.currency === currency);
    const days = judged
      .map((day) => ({ day, sum: of.reduce((sum, line) => sum + (line.days.get(day) ?? 0n), 0n) }))
      .filter(({ sum }) => sum > 0n);
    const worst = days.reduce((most, { sum }) => (sum > most ? sum : most), 0n);
    if (worst <= floorOf(currency) / CENTS) return [];
    const total = days.reduce((sum, one) => sum + one.sum, 0n);
    const costly = bySum(of, judged);
    const products = new Set(costly.map(({ product }) => product));
    const place = { product: products.size === 1 ? [...products].join('') : '', region: '', currency };
    return [
      costSign('bill-new-small', place, {
        severity: worst > floorOf(currency) ? 'medium' : 'low',
        amount: showAmount(total),
        days: days.map(({ day }) => day),
        detail: namesOf(costly),
      }),
    ];
  });
}

/** Those that cost something, the dearest first. */
function bySum(lines: readonly Line[], judged: readonly string[]): Line[] {
  return lines
    .map((line) => ({ line, sum: judged.reduce((sum, day) => sum + (line.days.get(day) ?? 0n), 0n) }))
    .filter(({ sum }) => sum > 0n)
    .sort((a, b) => compared(b.sum, a.sum))
    .map(({ line }) => line);
}

const compared = (a: Amount, b: Amount): number => (a < b ? -1 : a > b ? 1 : 0);

/** `ecs us-west-1, ecs eu-west-1 (+18)`: read in either language. */
function namesOf(lines: readonly Line[]): string {
  const named = lines.slice(0, MOST_NAMED).map(({ product, region }) => `${product} ${region}`.trim());
  const left = lines.length - named.length;
  return `${named.join(', ')}${left > 0 ? ` (+${left})` : ''}`;
}
