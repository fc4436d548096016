import type { Amount } from '../evidence/decimal';

/**
 * What a day must be above the usual to be worth a look, by the currency of the bill (BSS bills in these three:
 * DescribeInstanceBill, `Currency`). The same number means seven times as much in USD as in CNY: 50 CNY, 7 USD and 1,000
 * JPY are each about what a small server costs a day. They hold the order of magnitude and need no rate; nothing is
 * converted by them.
 */
const FLOORS: Readonly<Record<string, bigint>> = { CNY: 50n, USD: 7n, JPY: 1_000n };
/** Of another currency, or of none that was named, the smallest: rather a look too many than a leak too dear. */
const UNKNOWN = 7n;
const ONE = 10n ** 12n;

export const floorOf = (currency: string): Amount =>
  (Object.hasOwn(FLOORS, currency) ? (FLOORS[currency] ?? UNKNOWN) : UNKNOWN) * ONE;

/** `900.00 CNY`; the amount alone where the bill names no currency. */
export const withCurrency = (amount: string, currency: string): string => `${amount} ${currency}`.trim();

export const max = (...amounts: readonly Amount[]): Amount => amounts.reduce((a, b) => (a > b ? a : b), 0n);
