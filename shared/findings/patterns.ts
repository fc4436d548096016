import { isRefusal } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import type { Baseline } from './baseline';
import type { Telling } from './signs';

const HOUR_MS = 3_600_000;
/** A look around: so many calls that the key never made, within so long, and some of them refused. */
const BURST = { calls: 8, withinMs: 15 * 60_000, refused: 3 } as const;
/** So many of one call in an hour, and so many times more than on the busiest day before, are a flood. */
const FLOOD = { calls: 20, times: 3 } as const;

/** One new region is a decision of the business; so many within an hour are a miner's. */
const MANY_REGIONS = 3;

/**
 * A job that clears up: the same deletions at the same time of day, on so many days. Whatever else comes every night may
 * be a thief's clock.
 */
const STEADY = { days: 3, withinMs: HOUR_MS } as const;

export function isSteady(telling: readonly Telling[]): boolean {
  if (telling.some(({ sign }) => sign.kind !== 'destruction')) return false;
  const days = new Map<string, { names: Set<string>; from: number; to: number }>();
  for (const { event } of telling) {
    const at = Date.parse(event.at);
    const ofDay = at % (24 * HOUR_MS);
    const day = days.get(event.at.slice(0, 10)) ?? { names: new Set<string>(), from: ofDay, to: ofDay };
    day.names.add(`${event.service} ${event.name}`);
    days.set(event.at.slice(0, 10), { ...day, from: Math.min(day.from, ofDay), to: Math.max(day.to, ofDay) });
  }
  const all = [...days.values()];
  const alike = new Set(all.map(({ names }) => [...names].sort().join()));
  const from = Math.min(...all.map((day) => day.from));
  const to = Math.max(...all.map((day) => day.to));
  return all.length >= STEADY.days && alike.size === 1 && to - from <= STEADY.withinMs;
}

/** Computing power in many regions that the key never used, within an hour. */
export function spread(fresh: readonly Telling[]): Telling[] {
  const compute = fresh.filter(({ sign, event }) => sign.kind === 'compute' && event.errorCode === undefined);
  const regions = new Counter();
  let from = 0;
  let to = 0;
  return compute.filter(({ event: { at } }) => {
    const ms = Date.parse(at);
    for (; to < compute.length && timeOf(compute[to]) <= ms + HOUR_MS; to += 1) regions.add(compute[to]?.event.region);
    for (; timeOf(compute[from]) < ms - HOUR_MS; from += 1) regions.remove(compute[from]?.event.region);
    return regions.size >= MANY_REGIONS;
  });
}

const timeOf = (telling: Telling | undefined): number => Date.parse(telling?.event.at ?? '');

/** How many different words a window over many holds. */
class Counter {
  private readonly counts = new Map<string, number>();

  get size(): number {
    return this.counts.size;
  }

  add(word = ''): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  remove(word = ''): void {
    const left = (this.counts.get(word) ?? 0) - 1;
    if (left > 0) this.counts.set(word, left);
    else this.counts.delete(word);
  }
}

/** Messages by the dozen from a key that never sent one. */
export function sending(fresh: readonly Telling[]): Telling[] {
  const sent = fresh.filter(({ sign, event }) => sign.kind === 'messages' && event.errorCode === undefined);
  return sent.length >= FLOOD.calls ? sent : [];
}

/** Reads that the key never made, many in few minutes and some of them refused; the first such stretch. */
export function lookAround(events: readonly AuditEvent[], baseline: Baseline): AuditEvent[] {
  const reads = events.filter((event) => event.rw !== 'Write' && baseline.isNewCall(event));
  const nameOf = (event: AuditEvent | undefined) => `${event?.service} ${event?.name}`;
  const names = new Counter();
  let refused = 0;
  let to = 0;
  for (const [from, first] of reads.entries()) {
    const until = Date.parse(first.at) + BURST.withinMs;
    for (; to < reads.length && Date.parse(reads[to]?.at ?? '') <= until; to += 1) {
      names.add(nameOf(reads[to]));
      if (isRefused(reads[to])) refused += 1;
    }
    if (names.size >= BURST.calls && refused >= BURST.refused) return reads.slice(from, to);
    names.remove(nameOf(first));
    if (isRefused(first)) refused -= 1;
  }
  return [];
}

const isRefused = (event: AuditEvent | undefined): boolean => event !== undefined && isRefusal(event);

/** Calls of one name that came in an hour as never before: messages, reads of objects, deletions. */
export function floodsOf(events: readonly AuditEvent[], baseline: Baseline): AuditEvent[][] {
  const hours = new Map<string, AuditEvent[]>();
  for (const event of events) {
    if (!/^(Send|GetObject$|Delete|Release)/.test(event.name) || event.errorCode !== undefined) continue;
    const key = `${event.service} ${event.name} ${event.at.slice(0, 13)}`;
    const of = hours.get(key);
    if (of) of.push(event);
    else hours.set(key, [event]);
  }
  return [...hours.values()].filter(
    (of) => of.length >= FLOOD.calls && of[0] !== undefined && of.length > FLOOD.times * baseline.mostADay(of[0]),
  );
}
