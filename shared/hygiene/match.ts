import type { AccessKey } from '../aliyun/ram';
import type { ReportedKey } from './credential-report';
import type { RememberedKey } from './memory';

/**
 * Which key of the report is which key of RAM: the report has no ids, so they are told by when they were made. Two that
 * were made in the same second cannot be told apart, and then neither is matched: one key's use must never be taken for
 * the other's.
 */
export function matchKeys(
  live: readonly AccessKey[],
  reported: readonly ReportedKey[],
): ReadonlyMap<string, ReportedKey> {
  const matches = new Map<string, ReportedKey>();
  for (const key of live) {
    const at = secondOf(key.createdAt);
    const same = reported.filter(({ createdAt }) => 'value' in createdAt && secondOf(createdAt.value) === at);
    const [only] = same;
    const isAlone = live.filter((other) => secondOf(other.createdAt) === at).length === 1;
    if (at !== undefined && only && same.length === 1 && isAlone) matches.set(key.id, only);
  }
  return matches;
}

/** The ids of the report's keys as an earlier night learnt them, by the same rule. */
export function idsBySecond(
  reported: readonly ReportedKey[],
  remembered: readonly RememberedKey[],
): ReadonlyMap<ReportedKey, string> {
  const known = remembered.flatMap(({ id, createdAt }) =>
    id === undefined ? [] : [{ id, status: 'Active' as const, createdAt: new Date(createdAt) }],
  );
  return new Map([...matchKeys(known, reported)].map(([id, key]) => [key, id]));
}

export function secondOf(time: Date | undefined): number | undefined {
  return time && Math.floor(time.getTime() / 1000);
}
