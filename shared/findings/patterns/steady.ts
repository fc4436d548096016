import { callOf } from '../calls';
import type { Telling } from './model';

const HOUR_MS = 3_600_000;
const DAYS = 3;

/**
 * A job that clears up: the same deletions at the same hour of three days or more. Whatever else comes every night may be
 * a thief's clock.
 */
export function isSteady(telling: readonly Telling[]): boolean {
  if (telling.some(({ sign }) => sign.rule.kind !== 'destruction')) return false;
  const days = new Map<string, { names: Set<string>; from: number; to: number }>();
  for (const { event } of telling) {
    const ofDay = Date.parse(event.at) % (24 * HOUR_MS);
    const day = days.get(event.at.slice(0, 10)) ?? { names: new Set<string>(), from: ofDay, to: ofDay };
    day.names.add(callOf(event));
    day.from = Math.min(day.from, ofDay);
    day.to = Math.max(day.to, ofDay);
    days.set(event.at.slice(0, 10), day);
  }
  const all = [...days.values()];
  const alike = new Set(all.map(({ names }) => [...names].sort().join()));
  const from = all.reduce((least, day) => Math.min(least, day.from), Number.POSITIVE_INFINITY);
  const to = all.reduce((most, day) => Math.max(most, day.to), 0);
  return all.length >= DAYS && alike.size === 1 && to - from <= HOUR_MS;
}
