import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number, and how many bits its family has. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A CIDR block; a single address is a block of its own. */
export interface Block {
  contains(address: string): boolean;
}

/** The longest spelling of an address (IPv6 with an IPv4 tail) has 45 characters; longer text is not looked at. */
const LONGEST = 45;
const MAPPED_PREFIX = 0xffffn;

/**
 * `203.0.113.7`, `203.0.113.0/24`, `2001:db8::1`, `2001:db8::/32`. Undefined for anything else: host names, ranges,
 * zones (`fe80::1%eth0`), octets with leading zeros. Host bits behind the prefix are ignored.
 */
export function parseBlock(text: string): Block | undefined {
  const slash = text.indexOf('/');
  const spelled = slash < 0 ? text : text.slice(0, slash);
  const raw = readRaw(spelled);
  if (!raw) return undefined;
  let prefix: number = raw.bits;
  if (slash >= 0) {
    const length = text.slice(slash + 1);
    if (!/^(0|[1-9][0-9]{0,2})$/.test(length) || Number(length) > raw.bits) return undefined;
    prefix = Number(length);
  }
  const network = prefix >= 96 ? unmapped(raw) : raw;
  const shift = BigInt(raw.bits - prefix);
  return {
    contains(address) {
      const asked = parseAddress(address);
      return asked !== undefined && asked.bits === network.bits && asked.value >> shift === network.value >> shift;
    },
  };
}

/** IPv4-mapped IPv6 addresses (`::ffff:203.0.113.7`) are the IPv4 address that they carry. */
export function parseAddress(text: string): Address | undefined {
  const raw = readRaw(text);
  return raw && unmapped(raw);
}

function unmapped(address: Address): Address {
  if (address.bits === 32 || address.value >> 32n !== MAPPED_PREFIX) return address;
  return { bits: 32, value: address.value & 0xffffffffn };
}

function readRaw(text: string): Address | undefined {
  if (text.length > LONGEST) return undefined;
  if (isIPv4(text)) return { bits: 32, value: octets(text) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [front = '', back] = text.split('::');
  const before = groups(front);
  const after = back === undefined ? [] : groups(back);
  const gap = new Array<bigint>(8 - before.length - after.length).fill(0n);
  const value = [...before, ...gap, ...after].reduce((sum, group) => (sum << 16n) | group, 0n);
  return { bits: 128, value };
}

function groups(text: string): bigint[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const value = octets(group);
    return [value >> 16n, value & 0xffffn];
  });
}

function octets(text: string): bigint {
  return text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}
