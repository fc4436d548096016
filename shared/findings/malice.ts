import { detail, isRefusal } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import type { Baseline } from './baseline';
import { type Sign, signOf } from './signs';

const HOUR_MS = 3_600_000;
/** Around a call that is an attack in itself, from the business's own machine, what else is new belongs to it. */
const AROUND_MS = 12 * HOUR_MS;
/** A look around: so many calls that the key never made, within so long, and some of them refused. */
const BURST = { calls: 8, withinMs: 15 * 60_000, refused: 3 } as const;
/** So many of one call in an hour, and so many times more than on the busiest day before, are a flood. */
const FLOOD = { calls: 20, times: 3 } as const;

/** A call that tells something, and whether it is unlike the key's history. */
export interface Telling {
  readonly event: AuditEvent;
  readonly sign: Sign;
  readonly isNew: boolean;
}

/** What all calls of one source tell together: whose work is it. */
export interface Source {
  /** The key was never used from this address. */
  readonly isNew: boolean;
  readonly events: readonly AuditEvent[];
  readonly telling: readonly Telling[];
  /** Calls that belong to the attack; empty: nothing says that this is not the business. */
  readonly attack: readonly AuditEvent[];
  /** The look around, when there was one. */
  readonly burst: readonly AuditEvent[];
  readonly floods: readonly (readonly AuditEvent[])[];
}

/**
 * Judges the calls of the key and its sessions since the history's end, source by source: an address that the key was
 * never used from is a thief's as soon as it does what the key never did; the business's own address only by calls that
 * are nobody's ordinary work with this key. Pure.
 */
export function judgeSources(events: readonly AuditEvent[], baseline: Baseline, ownUser: string | undefined): Source[] {
  const sources = new Map<string, AuditEvent[]>();
  for (const event of events) {
    if (event.at === '' || event.at < baseline.endsAt) continue;
    const standing = baseline.standing(event);
    if (standing === 'service') continue;
    // The same address with two tools: each is judged by its own calls.
    const key = standing === 'new' ? event.ip : `${event.ip} ${standing}`;
    const of = sources.get(key);
    if (of) of.push(event);
    else sources.set(key, [event]);
  }
  return [...sources.values()].map((of) => judge(of, baseline, ownUser));
}

function judge(events: readonly AuditEvent[], baseline: Baseline, ownUser: string | undefined): Source {
  const isNewSource = events[0] !== undefined && baseline.standing(events[0]) === 'new';
  const telling = events.flatMap((event): Telling[] => {
    const sign = signOf(event);
    // A successor that is made elsewhere is the thief's way to stay.
    if (sign === undefined || (!isNewSource && isRotation(event, ownUser))) return [];
    const isNew =
      baseline.isNewCall(event) ||
      (sign.kind === 'compute' && baseline.isNewPlace(event)) ||
      (sign.rule === 'session-taken' && baseline.isNewRole(event));
    return [{ event, sign, isNew }];
  });
  const base = { isNew: isNewSource, events, telling, burst: [], floods: [] };
  if (!isNewSource || isSteady(telling)) return { ...base, attack: fromOwnMachine(telling) };
  const burst = lookAround(events, baseline);
  const floods = floodsOf(events, baseline);
  const isAttack = telling.some(({ isNew }) => isNew) || burst.length > 0 || floods.length > 0;
  return { ...base, burst, floods, attack: isAttack ? events : [] };
}

/**
 * From a source that is the business's own: one grave call that the key never made, and what is new around it. Deleting,
 * buying, or a new user alone are what owners do.
 */
function fromOwnMachine(telling: readonly Telling[]): AuditEvent[] {
  const fresh = telling.filter(({ isNew }) => isNew);
  const grave = [...fresh.filter(isGrave), ...spread(fresh), ...sending(fresh)]
    .map(({ event }) => Date.parse(event.at))
    .sort((a, b) => a - b);
  // Both by time: the next grave call of one event is not before that of the event before it.
  let next = 0;
  return fresh
    .map(({ event }) => event)
    .filter(({ at }) => {
      const ms = Date.parse(at);
      while (next < grave.length && (grave[next] ?? 0) < ms) next += 1;
      const distances = [grave[next - 1], grave[next]].map((time) => Math.abs((time ?? Number.NaN) - ms));
      return distances.some((distance) => distance <= AROUND_MS);
    });
}

/**
 * A job that clears up: the same deletions at the same time of day, on so many days. Whatever else comes every night may
 * be a thief's clock.
 */
const STEADY = { days: 3, withinMs: HOUR_MS } as const;

function isSteady(telling: readonly Telling[]): boolean {
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

/** Grants of all power, by the names of Alibaba Cloud's own policies. */
const ALL_POWER = /^(AdministratorAccess|AliyunRAMFullAccess|AliyunSTSAssumeRoleAccess)$/;
const GRAVE =
  /^(log-tampering|logs-removed|alarms-silenced|deny-taken-off|federation-made|data-opened|data-shared|mfa-taken-off)$/;
/** One new region is a decision of the business; so many within an hour are a miner's. */
const MANY_REGIONS = 3;

function isGrave({ event, sign }: Telling): boolean {
  if (event.errorCode !== undefined) return false;
  if (GRAVE.test(sign.rule)) return true;
  // A new colleague gets a first password; another one's password is nobody's to set with a key.
  if (event.name === 'UpdateLoginProfile') return true;
  if (sign.rule === 'persistence-role' || sign.rule === 'database-opened')
    return sign.weight === 'own' && sign.trust === true;
  return sign.rule === 'privilege-granted' && ALL_POWER.test(detail(event, 'requestParameters', 'PolicyName') ?? '');
}

/** Computing power in many regions that the key never used, within an hour. */
function spread(fresh: readonly Telling[]): Telling[] {
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
function sending(fresh: readonly Telling[]): Telling[] {
  const sent = fresh.filter(({ sign, event }) => sign.kind === 'messages' && event.errorCode === undefined);
  return sent.length >= FLOOD.calls ? sent : [];
}

/** The key makes its own successor, or switches its predecessor: what the owner of a leaked key is told to do. */
function isRotation(event: AuditEvent, ownUser: string | undefined): boolean {
  if (!/^(Create|Update|Delete)AccessKey$/.test(event.name)) return false;
  const of = detail(event, 'requestParameters', 'UserName') ?? detail(event, 'requestParameters', 'UserPrincipalName');
  return of === undefined || of.split('@')[0] === ownUser;
}

function lookAround(events: readonly AuditEvent[], baseline: Baseline): AuditEvent[] {
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
function floodsOf(events: readonly AuditEvent[], baseline: Baseline): AuditEvent[][] {
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
