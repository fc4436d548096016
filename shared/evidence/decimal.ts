/** An amount of money as a whole number of 10^-12: sums of it are exact. */
export type Amount = bigint;

const PLACES = 12;
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * Reads an amount as BSS writes it: a JSON number, or text, perhaps with thousands separators. Undefined for what is no
 * amount: never zero. Digits beyond the twelfth place are cut.
 */
export function parseAmount(value: unknown): Amount | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  // No sum of money has so many digits, and reckoning with millions of them takes minutes.
  if (text.length > 100) return undefined;
  const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) ? text.replaceAll(',', '') : text;
  const match = SHAPE.exec(grouped);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') return undefined;
  const shift = PLACES - fraction.length + Number(exponent);
  if (shift > 60) return undefined;
  const digits = BigInt(whole + fraction);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -scaled : scaled;
}

/** A decimal string with at least two places and no needless zeros: `1234.50`, `0.000125`. */
export function showAmount(amount: Amount): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/0+$/, '').padEnd(2, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${fraction}`;
}

/** For a person: two places, rounded half away from zero, thousands separated. */
export function showMoney(text: string): string {
  const amount = parseAmount(text);
  if (amount === undefined) return text;
  const cent = 10n ** BigInt(PLACES - 2);
  const absolute = amount < 0n ? -amount : amount;
  const cents = ((absolute + cent / 2n) / cent).toString().padStart(3, '0');
  const whole = cents.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0n && !/^0+$/.test(cents) ? '-' : ''}${whole}.${cents.slice(-2)}`;
}

/** The middle of the amounts (the lower of two): a day that stands out does not move it. Undefined for none. */
export function median(amounts: readonly Amount[]): Amount | undefined {
  const sorted = [...amounts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
