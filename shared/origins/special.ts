import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { SpecialRange } from './model';

/**
 * Ranges that no registry gives away (IANA special-purpose address registries), and 100.64.0.0/10, which stands for
 * carriers' inner networks and in Alibaba Cloud for the cloud's own services.
 */
const RANGES: readonly (readonly [SpecialRange, string, number])[] = [
  ['private', '10.0.0.0', 8],
  ['private', '172.16.0.0', 12],
  ['private', '192.168.0.0', 16],
  ['private', '169.254.0.0', 16],
  ['private', 'fc00::', 7],
  ['private', 'fe80::', 10],
  ['cloud-internal', '100.64.0.0', 10],
  ['reserved', '0.0.0.0', 8],
  ['reserved', '127.0.0.0', 8],
  ['reserved', '192.0.2.0', 24],
  ['reserved', '198.51.100.0', 24],
  ['reserved', '203.0.113.0', 24],
  ['reserved', '198.18.0.0', 15],
  ['reserved', '224.0.0.0', 3],
  ['reserved', '::', 127],
  ['reserved', '2001:db8::', 32],
  ['reserved', 'ff00::', 8],
];

const LISTS = RANGES.map(([kind, net, prefix]) => {
  const list = new BlockList();
  list.addSubnet(net, prefix, isIPv4(net) ? 'ipv4' : 'ipv6');
  return [kind, list] as const;
});

/** Undefined: an address of the internet, or none at all. Pure. */
export function specialRange(ip: string): SpecialRange | undefined {
  if (!isIPv4(ip) && !isIPv6(ip)) return undefined;
  const family = isIPv4(ip) ? 'ipv4' : 'ipv6';
  return LISTS.find(([, list]) => list.check(ip, family))?.[0];
}
