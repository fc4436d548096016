import { type Address, parseAddress } from '../../ram-policy/addresses';

/** Of which kind a statement of an AccessKey network policy is: addresses of the internet, or of VPCs. */
export type Scope = 'internet' | 'vpc';

/** A CIDR block in its shortest spelling; a single address bears no prefix. */
export interface Network {
  readonly scope: Scope;
  readonly block: string;
}

interface Block {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly prefix: number;
}

/**
 * Networks that calls from inside the cloud come from: the private ranges (RFC 1918, RFC 4193, link-local), and
 * 100.64.0.0/10, in which the cloud's own endpoints lie. An application changes its address there with each instance.
 */
const INSIDE: readonly Block[] = (
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fe80::/10'] as const
).map((text) => parseNetwork(text) as Block);

/** The first step wider than a single address: an office, a cluster or a NAT gateway has neighbours. */
const WIDER = { 32: 24, 128: 64 } as const;

/** One spelling for one address: IPv6 in lower case without gaps in meaning, IPv4-mapped as IPv4; undefined for none. */
export function canonical(text: string): string | undefined {
  const address = parseAddress(text);
  return address && spelled({ ...address, prefix: address.bits });
}

export function scopeOf(address: string): Scope {
  return insideOf(address) === undefined ? 'internet' : 'vpc';
}

/** Whether `network` lies within `around` whole; false for what cannot be read. Both as text, with or without prefix. */
export function isWithin(network: string, around: string): boolean {
  const [inner, outer] = [parseNetwork(network), parseNetwork(around)];
  return inner !== undefined && outer !== undefined && covers(outer, inner);
}

/**
 * The fewest changes that make `addresses` fit in `most` blocks: first as they are, private ones by their whole network,
 * then neighbours together (/24, IPv6 /64). No block that is wider than what was seen holds an address of `avoid`.
 * Undefined: they do not fit. Every address must be readable.
 */
export function summarised(
  addresses: readonly string[],
  avoid: readonly string[],
  most: number,
): readonly Network[] | undefined {
  const shunned = avoid.flatMap((text) => parseAddress(text) ?? []);
  const isFree = (block: Block): boolean =>
    !shunned.some((address) => covers(block, { ...address, prefix: address.bits }));
  const seen = [...new Set(addresses)].flatMap((text) => {
    const address = parseAddress(text);
    if (address === undefined) return [];
    const inside = insideOf(text);
    const scope: Scope = inside === undefined ? 'internet' : 'vpc';
    const single: Block = { ...address, prefix: address.bits };
    return [{ scope, block: inside !== undefined && isFree(inside) ? inside : single }];
  });
  const narrow = unique(seen);
  if (narrow.length <= most) return narrow;
  const groups = new Map<string, number>();
  const widened = (block: Block): Block => masked({ ...block, prefix: Math.min(block.prefix, WIDER[block.bits]) });
  for (const { block } of seen) groups.set(spelled(widened(block)), (groups.get(spelled(widened(block))) ?? 0) + 1);
  const wide = unique(
    seen.map(({ scope, block }) => {
      const wider = widened(block);
      return { scope, block: (groups.get(spelled(wider)) ?? 0) > 1 && isFree(wider) ? wider : block };
    }),
  );
  return wide.length <= most ? wide : undefined;
}

/** Undefined for what is no CIDR block: the prefix is decimal and within the family's bits. */
export function parseNetwork(text: string): Block | undefined {
  const [, spelledAddress = '', length] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = parseAddress(spelledAddress);
  if (address === undefined) return undefined;
  const prefix = length === undefined ? address.bits : Number(length);
  // An IPv4-mapped block counts its prefix in 128 bits: nobody writes one, and half-read it would be another network.
  if (prefix > address.bits || (length !== undefined && address.bits === 32 && spelledAddress.includes(':')))
    return undefined;
  return masked({ ...address, prefix });
}

function insideOf(text: string): Block | undefined {
  const address = parseAddress(text);
  return address && INSIDE.find((block) => covers(block, { ...address, prefix: address.bits }));
}

function unique(networks: readonly { readonly scope: Scope; readonly block: Block }[]): Network[] {
  const known = new Map(networks.map(({ scope, block }) => [spelled(block), { scope, block: spelled(block) }]));
  return [...known.values()].sort((a, b) => (a.block < b.block ? -1 : a.block > b.block ? 1 : 0));
}

function covers(outer: Block, inner: Block): boolean {
  if (outer.bits !== inner.bits || inner.prefix < outer.prefix) return false;
  const shift = BigInt(outer.bits - outer.prefix);
  return outer.value >> shift === inner.value >> shift;
}

function masked({ bits, value, prefix }: Block): Block {
  const shift = BigInt(bits - prefix);
  return { bits, prefix, value: (value >> shift) << shift };
}

function spelled({ bits, value, prefix }: Block): string {
  return `${spelledAddress({ bits, value })}${prefix === bits ? '' : `/${prefix}`}`;
}

/** IPv6 as RFC 5952 writes it: lower case, the longest run of zero groups left out. */
function spelledAddress({ bits, value }: Address): string {
  const size = bits === 32 ? 8n : 16n;
  const count = bits === 32 ? 4 : 8;
  const parts = Array.from(
    { length: count },
    (_, i) => (value >> (size * BigInt(count - 1 - i))) & ((1n << size) - 1n),
  );
  if (bits === 32) return parts.join('.');
  const text = parts.map((part) => part.toString(16)).join(':');
  const runs = text.match(/\b0(:0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(^|:)${longest}(:|$)`));
  const before = text.slice(0, at);
  const after = text.slice(at + longest.length + (text[at] === ':' ? 1 : 0)).replace(/^:/, '');
  return `${before}::${after}`;
}
