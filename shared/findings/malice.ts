import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import type { Baseline } from './baseline';
import { floodsOf, isSteady, lookAround, sending, spread } from './patterns';
import { signOf, type Telling } from './signs';

const HOUR_MS = 3_600_000;
/** Around a call that is an attack in itself, from the business's own machine, what else is new belongs to it. */
const AROUND_MS = 12 * HOUR_MS;

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

/** Grants of all power, by the names of Alibaba Cloud's own policies. */
const ALL_POWER = /^(AdministratorAccess|AliyunRAMFullAccess|AliyunSTSAssumeRoleAccess)$/;
const GRAVE =
  /^(log-tampering|logs-removed|alarms-silenced|deny-taken-off|federation-made|data-opened|data-shared|mfa-taken-off)$/;
function isGrave({ event, sign }: Telling): boolean {
  if (event.errorCode !== undefined) return false;
  if (GRAVE.test(sign.rule)) return true;
  // A new colleague gets a first password; another one's password is nobody's to set with a key.
  if (event.name === 'UpdateLoginProfile') return true;
  if (sign.rule === 'persistence-role' || sign.rule === 'database-opened') return sign.trust === true;
  return sign.rule === 'privilege-granted' && ALL_POWER.test(detail(event, 'requestParameters', 'PolicyName') ?? '');
}

/** The key makes its own successor, or switches its predecessor: what the owner of a leaked key is told to do. */
function isRotation(event: AuditEvent, ownUser: string | undefined): boolean {
  if (!/^(Create|Update|Delete)AccessKey$/.test(event.name)) return false;
  const of = detail(event, 'requestParameters', 'UserName') ?? detail(event, 'requestParameters', 'UserPrincipalName');
  return of === undefined || of.split('@')[0] === ownUser;
}
