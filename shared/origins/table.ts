import { isIPv4, isIPv6 } from 'node:net';

/** Beginnings of ranges, sorted, and the number of a name behind each; 0 is nobody's. */
export interface Table {
  readonly firsts: BigUint64Array;
  readonly values: Uint32Array;
}

/** The number of the range that holds the address (IPv6: its first 64 bits); 0: none. Pure. */
export function rangeOf({ firsts, values }: Table, address: bigint): number {
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firsts[middle] ?? 0n) <= address) low = middle + 1;
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
