import { isIPv4, isIPv6 } from 'node:net';

/**
 * Beginnings of ranges, sorted, and the number of a name behind each; 0 is nobody's. Each beginning is 64 bits in two
 * halves: whole, it would be a BigInt, and to open a million of those takes longer than to unpack them.
 */
export interface Table {
  readonly highs: Uint32Array;
  readonly lows: Uint32Array;
  readonly values: Uint32Array;
}

const HALF = 2 ** 32;

/** `rows` beginnings, each as the distance from the one before (8 bytes), and behind them as many values (4 bytes). Pure. */
export function readTable(bytes: DataView, rows: number): Table {
  const [highs, lows, values] = [new Uint32Array(rows), new Uint32Array(rows), new Uint32Array(rows)];
  let [high, low] = [0, 0];
  for (let i = 0; i < rows; i += 1) {
    low += bytes.getUint32(i * 8, true);
    high = (high + bytes.getUint32(i * 8 + 4, true) + (low < HALF ? 0 : 1)) % HALF;
    low %= HALF;
    highs[i] = high;
    lows[i] = low;
    values[i] = bytes.getUint32(rows * 8 + i * 4, true);
  }
  return { highs, lows, values };
}

/** A table of these beginnings, sorted, by which each is told by its place: 1 for the first. Pure. */
export function beginningsAt(firsts: readonly bigint[]): Table {
  return {
    highs: Uint32Array.from(firsts, (first) => Number(first >> 32n)),
    lows: Uint32Array.from(firsts, (first) => Number(first & 0xffff_ffffn)),
    values: Uint32Array.from(firsts, (_, at) => at + 1),
  };
}

/** The number of the range that holds the address (IPv6: its first 64 bits); 0: none. Pure. */
export function rangeOf({ highs, lows, values }: Table, address: bigint): number {
  const [addressHigh, addressLow] = [Number(address >> 32n), Number(address & 0xffff_ffffn)];
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const half = highs[middle] ?? 0;
    const begins = half < addressHigh || (half === addressHigh && (lows[middle] ?? 0) <= addressLow);
    if (begins) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (values[low - 1] ?? 0);
}

/** The address as a number, IPv6 by its first 64 bits, IPv4 within IPv6 as IPv4. Undefined: no address. Pure. */
export function addressOf(given: string): { readonly version: 4 | 6; readonly number: bigint } | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(given)?.[1];
  const ip = (mapped ?? given).split('%')[0] ?? '';
  if (isIPv4(ip)) return { version: 4, number: ip.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  if (!isIPv6(ip)) return undefined;
  const [head = '', tail] = ip.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  // The dotted end of an address is two groups.
  const count = (all: readonly string[]): number => all.reduce((sum, one) => sum + (one.includes('.') ? 2 : 1), 0);
  const front = groups(head);
  const back = groups(tail ?? '');
  const missing = tail === undefined ? 0 : 8 - count(front) - count(back);
  const whole = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  return { version: 6, number: whole.slice(0, 4).reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}
