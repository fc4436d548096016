import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import type { Origin, Origins, Source } from './model';

/** Addresses that are told one by one: the attack's and the newest in front. */
const MOST = 5_000;

/**
 * Every address of these calls with its origin, and whether its country and its network are new against the history: the
 * business's calls before `historyEndsAt` (ISO 8601 UTC; empty: no history, so nothing can be called new). An unknown
 * origin is not new, and neither is anything where a part of the history's own origins is all unknown. Pure.
 */
export function sourcesOf(
  events: Iterable<AuditEvent>,
  business: readonly AuditEvent[],
  historyEndsAt: string,
  origins: Origins,
): Source[] {
  const known = new Map<string, Origin>();
  const of = (ip: string): Origin => {
    const origin = known.get(ip) ?? origins.of(ip);
    known.set(ip, origin);
    return origin;
  };
  const countries = new Set<string>();
  const networks = new Set<number>();
  for (const { at, ip } of business) {
    if (at === '' || at >= historyEndsAt || !isAddress(ip)) continue;
    const { country, asn } = of(ip);
    if (country !== undefined) countries.add(country);
    if (asn !== undefined) networks.add(asn);
  }
  const sources = new Map<string, Source>();
  for (const { ip } of events) {
    if (sources.has(ip) || sources.size >= MOST || !isAddress(ip)) continue;
    const origin = of(ip);
    const { country, asn } = origin;
    sources.set(ip, {
      ip,
      ...origin,
      ...(country === undefined || countries.size === 0 ? {} : { isNewCountry: !countries.has(country) }),
      ...(asn === undefined || networks.size === 0 ? {} : { isNewNetwork: !networks.has(asn) }),
    });
  }
  return [...sources.values()];
}
