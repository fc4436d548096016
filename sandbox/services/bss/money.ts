/** Sums decimal strings exactly: bills are added up a thousand times, and cents must not be lost in doubles. */
const PLACES = 6;
const SCALE = 10n ** BigInt(PLACES);

function scaled(amount: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount.trim());
  if (!match) throw new RangeError(`Not an amount of money: ${amount}`);
  const fraction = (match[3] ?? '').slice(0, PLACES).padEnd(PLACES, '0');
  const value = BigInt(match[2] ?? '0') * SCALE + BigInt(fraction);
  return match[1] === '-' ? -value : value;
}

/** The sum as the bill calls print it: a JSON number. Throws RangeError for what is no decimal. */
export function sum(amounts: readonly string[]): number {
  return Number(amounts.reduce((total, amount) => total + scaled(amount), 0n)) / Number(SCALE);
}

/** `10,000.00`: QueryAccountBalance answers strings with thousands separators. */
export function grouped(amount: string): string {
  const cents = (scaled(amount) * 100n) / SCALE;
  const [whole, sign] = cents < 0n ? [-cents, '-'] : [cents, ''];
  const digits = String(whole).padStart(3, '0');
  return `${sign}${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
}
