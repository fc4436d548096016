import type { Config } from '../../config/types';
import type { IdleKeyTask } from '../../hygiene/ladder/model';
import { excludedName, type NamesLastNight } from '../../identity/excluded';
import type { KeyState, LastUse, Looked } from '../../identity/types';
import type { UserName } from '../../ids';
import type { IncidentState } from '../../incident/state';
import { stageOf } from '../../rotation/stage';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What a night decided is that night's: after an outage the next one decides anew, under its own cap. */
const GOOD_FOR_MS = 12 * HOUR_MS;

export type IdleRules = Pick<Config, 'mode' | 'unusedDays' | 'idleKeys' | 'exclude'>;

/** A key that a night wants switched off, as the journal and live calls have just shown it. */
export interface IdleKeyFacts {
  readonly task: IdleKeyTask;
  readonly now: Date;
  /** What the user is called now; undefined: he was deleted. */
  readonly userName: UserName | undefined;
  /** Undefined: it is none of his any more. */
  readonly key: KeyState | undefined;
  /** The ids of all his keys, and whom the exclusion list means by them, where names have changed since last night. */
  readonly keys: readonly string[];
  readonly namesLastNight?: Looked<NamesLastNight>;
  readonly lastUse: LastUse;
  /** Whether the owner has excepted it from being told of as unused, by his list of now. */
  readonly spared: Looked<boolean>;
  readonly state: Pick<IncidentState, 'isContaining' | 'held' | 'signals' | 'release' | 'closed' | 'rotation' | 'idle'>;
}

export type IdleDecision =
  | { readonly act: true; readonly reason: string }
  | { readonly act: false; readonly reason: string };

/**
 * Whether an unused key is switched off now. Every doubt leaves it on: nothing is lost by another night. Pure.
 */
export function decideIdleKey(facts: IdleKeyFacts, rules: IdleRules): IdleDecision {
  const why = whyNot(facts, rules);
  if (why !== undefined) return { act: false, reason: why };
  const { first, second } = facts.task;
  return { act: true, reason: `unused for ${rules.unusedDays} days or longer, warned of at ${first} and ${second}` };
}

function whyNot(
  { task, now, userName, key, keys, namesLastNight, lastUse, spared, state }: IdleKeyFacts,
  rules: IdleRules,
): string | undefined {
  const { idleKeys, mode, exclude, unusedDays } = rules;
  const at = (time: string): number => Date.parse(time);
  if (idleKeys.action !== 'disable') return 'TOURNIQUET_IDLE_KEYS does not say disable any more';
  if (mode !== 'enforce') return 'observe mode switches nothing off';
  if (state.idle?.night === task.night) return 'this night has tried it before, and did not come to its end';
  if (isTooOld(task, now)) return 'what the night decided is too old by now';
  const apartMs = idleKeys.warnDays * DAY_MS;
  const isWarned = at(task.second) - at(task.first) >= apartMs && at(task.announced) - at(task.second) >= apartMs;
  if (!isWarned || at(task.announced) >= at(task.night)) return 'it was not warned of twice, far enough apart';
  if (userName === undefined || key === undefined) return 'it is gone';
  if (key.status !== 'Active') return 'it is off already';
  // Another key of his that is excluded loses nothing: the switch is this key's, and nothing is put on the user.
  const lastNight = namesLastNight && 'value' in namesLastNight ? namesLastNight.value : undefined;
  const isNamed = excludedName(keys, userName, exclude.users, lastNight) !== undefined;
  if (isNamed || exclude.keys.has(key.id as never)) return 'it is on the exclusion list';
  if (namesLastNight && 'couldNotCheck' in namesLastNight)
    return `who is excluded is not known: ${namesLastNight.couldNotCheck}`;
  if ('couldNotCheck' in spared) return `what is excepted could not be checked (${spared.couldNotCheck})`;
  if (spared.value) return 'an exception lets it stay unused';
  if (isIncidentOpen(state)) return 'an incident of it is open';
  if (lastUse.kind !== 'known')
    return `the last use could not be checked (${lastUse.kind === 'unknown' ? lastUse.why : 'it was not asked'})`;
  const since = now.getTime() - unusedDays * DAY_MS;
  if (key.createdAt === null || !(at(key.createdAt) <= since)) return 'it is younger than that';
  // The nights' own memory of it may be lost. With no leak known, an idle key is all that a release can have been of.
  const { release, signals } = state;
  if (release?.complete === true && signals.length === 0 && at(release.at) > since)
    return `${release.by} has wanted it back at ${release.at}`;
  if (!isUnusedSince(lastUse, since)) return `it is in use (last ${lastUse.at})`;
  return undefined;
}

/** Where it is, another night has decided meanwhile, or will. */
export function isTooOld({ night }: IdleKeyTask, now: Date): boolean {
  return !(Math.abs(now.getTime() - Date.parse(night)) <= GOOD_FOR_MS);
}

/** Both sources show no use since then (ms). */
export function isUnusedSince(lastUse: LastUse, since: number): boolean {
  return lastUse.kind === 'known' && (lastUse.at === null || Date.parse(lastUse.at) <= since);
}

/** A leak, a hold or a rotation has the key: what becomes of it is decided there. */
export function isIncidentOpen({
  isContaining,
  held,
  signals,
  release,
  closed,
  rotation,
}: IdleKeyFacts['state']): boolean {
  const isOver = release?.complete === true || closed !== null;
  return isContaining || held !== null || (signals.length > 0 && !isOver) || isRotating(rotation);
}

const isRotating = (rotation: IncidentState['rotation']): boolean => !['none', 'deleted'].includes(stageOf(rotation));
