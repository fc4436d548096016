import type { AuditEvent } from '../evidence/types';
import { type Baseline, type Standing, toolOf } from './baseline';
import { sessionsHandedOut } from './handed-out';
import { userNamed } from './parameters';
import { readAtDesk } from './patterns/desk';
import { bursts, spread } from './patterns/hours';
import type { Pattern, Telling } from './patterns/model';
import { isSteady } from './patterns/steady';
import { surges } from './patterns/surge';
import { swaps } from './patterns/swap';
import { sweep } from './patterns/sweep';
import { trickles } from './patterns/trickle';
import { tries } from './patterns/tries';
import type { Signs } from './rules';

/**
 * Around a call that is an attack in itself, from the business's own machine, what else is new belongs to it: the more it
 * says, the farther. What businesses do every day has to come in the same breath.
 */
const AROUND_MS = { grave: 2 * 3_600_000, strong: 2 * 3_600_000, weak: 10 * 60_000 } as const;
/** So many points make a call the attack's; see `pointsOf`. No single doubt about where a call came from reaches it. */
const ENOUGH = 3;
const WEIGHTS = { grave: 3, strong: 2, weak: 1 } as const;

/** What all calls of one source tell together: whose work is it. */
export interface Source {
  readonly standing: Standing;
  readonly events: readonly AuditEvent[];
  readonly telling: readonly Telling[];
  /** Calls that belong to the attack; empty: nothing says that this is not the business. */
  readonly attack: readonly AuditEvent[];
  /** What only many calls together show, where it is the attack's. */
  readonly patterns: readonly Pattern[];
}

/**
 * Judges the calls of the key and its sessions that are no history, source by source. A call is the attack's by its own
 * weight and by independent signs together: where it came from, with what program, and whether it came as never before.
 * An address that was never used alone condemns nothing. Pure.
 */
export function judgeSources(
  events: readonly AuditEvent[],
  baseline: Baseline,
  signs: Signs,
  ownUser: string | undefined,
): Source[] {
  const sources = new Map<string, { standing: Standing; events: AuditEvent[] }>();
  for (const event of events) {
    if (baseline.holds(event)) continue;
    const standing = baseline.standing(event);
    // A stranger's calls are all his; at a known address each program is judged by its own.
    const key = standing === 'stranger' ? event.ip : `${event.ip} ${toolOf(event.userAgent)}`;
    const of = sources.get(key);
    if (of) of.events.push(event);
    else sources.set(key, { standing, events: [event] });
  }
  const handedOut = sessionsHandedOut(events, baseline);
  return [...sources.values()].map((of) => judge(of.standing, of.events, { baseline, signs, ownUser, handedOut }));
}

interface Measures {
  readonly baseline: Baseline;
  readonly signs: Signs;
  readonly ownUser: string | undefined;
  readonly handedOut: ReadonlySet<string>;
}

function judge(
  standing: Standing,
  events: readonly AuditEvent[],
  { baseline, signs, ownUser, handedOut }: Measures,
): Source {
  const telling = events.flatMap((event): Telling[] => {
    const sign = signs.of(event);
    // A successor that is made elsewhere is the thief's way to stay.
    if (sign === undefined || (standing !== 'stranger' && isRotation(event, ownUser))) return [];
    return [{ event, sign, isNew: baseline.isNew(event, sign), isSame: baseline.isSameWork(event) }];
  });
  const isElsewhere = standing === 'stranger' || standing === 'unmeasured';
  const doubt = (event: AuditEvent | undefined) =>
    (isElsewhere ? 1 : 0) + (event !== undefined && baseline.isNewTool(event) ? 1 : 0);
  const seen = { events, telling, standing, baseline };
  // Whoever is handed a session has a program of his own.
  const isGuest = events.every(({ accessKeyId }) => handedOut.has(accessKeyId ?? ''));
  const patterns = [
    ...sweep(seen).filter(({ events: [first], points }) => points + doubt(isGuest ? undefined : first) >= ENOUGH),
    ...[...surges(seen), ...trickles(seen), ...swaps(seen), ...readAtDesk(seen), ...tries(seen)].filter(
      ({ events: [first], points }) => points + doubt(first) >= ENOUGH,
    ),
  ];
  const condemned = telling.filter((one) => {
    // Who asks does not change with the answer; of an address that is the business's, only what was done counts.
    if (one.event.errorCode !== undefined && standing !== 'stranger') return false;
    // At the business's address, what people do by hand now and then is judged by how often.
    const isByHand = !isElsewhere && one.sign.rule.burst !== undefined;
    return pointsOf(one) + (isByHand ? 0 : doubt(one.event)) >= ENOUGH;
  });
  const base = { standing, events, telling, patterns };
  if (standing === 'stranger') {
    const isAttack = patterns.length > 0 || (condemned.length > 0 && !isSteady(telling));
    return { ...base, attack: isAttack ? events : [] };
  }
  // Without a history weak calls are all that an ordinary key makes.
  const fresh = telling.filter(({ isNew, sign }) => isNew && (standing !== 'unmeasured' || sign.weight !== 'weak'));
  const anchors = new Set(
    [...condemned, ...bursts(fresh, baseline), ...spread(telling)]
      .map(({ event }) => event)
      .concat(patterns.flatMap((one) => one.events)),
  );
  return { ...base, attack: attackAround(anchors, standing === 'unmeasured' ? [] : fresh, events) };
}

/** What the call says by itself: less when the key is known to do it, nothing when it did just the same. */
function pointsOf({ sign, isNew, isSame }: Telling): number {
  if (sign.rule.isNobodysWork) return ENOUGH;
  if (isSame) return 0;
  if (isNew) return WEIGHTS[sign.weight];
  return sign.weight === 'weak' ? 0 : 1;
}

/**
 * From a source that is the business's own: what is an attack in itself, and what is new around it. Deleting, buying, or
 * a new user alone are what owners do.
 */
function attackAround(
  anchors: ReadonlySet<AuditEvent>,
  fresh: readonly Telling[],
  events: readonly AuditEvent[],
): AuditEvent[] {
  if (anchors.size === 0) return [];
  const near = new Map(fresh.map(({ event, sign }) => [event, AROUND_MS[sign.weight]]));
  const times = [...anchors].map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
  // Both by time: the next anchor of one event is not before that of the event before it.
  let next = 0;
  return events.filter((event) => {
    if (anchors.has(event)) return true;
    const aroundMs = near.get(event);
    if (aroundMs === undefined) return false;
    const ms = Date.parse(event.at);
    while (next < times.length && (times[next] ?? 0) < ms) next += 1;
    const distances = [times[next - 1], times[next]].map((time) => Math.abs((time ?? Number.NaN) - ms));
    return distances.some((distance) => distance <= aroundMs);
  });
}

/** The key makes its own successor, or switches its predecessor: what the owner of a leaked key is told to do. */
function isRotation(event: AuditEvent, ownUser: string | undefined): boolean {
  if (!/^(Create|Update|Delete)AccessKey$/.test(event.name)) return false;
  const user = userNamed(event);
  return user === undefined || user === ownUser;
}
