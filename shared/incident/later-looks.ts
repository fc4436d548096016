import type { Incident } from './journal';
import type { TaskName } from './schedule-order';

/** A look of an investigation that follows its first one. */
export interface LaterLook {
  readonly task: TaskName;
  readonly round: number;
  readonly due: Date;
}

/** Minutes after the decision: ActionTrail is late by about ten, and bills by a day or two. */
const LATER = [
  ['investigate-12m', 2, 12],
  ['investigate-30m', 3, 30],
  ['investigate-2h', 4, 120],
  ['investigate-24h', 5, 24 * 60],
  ['investigate-48h', 6, 48 * 60],
] as const;

/** The round that an investigation of this containment begins with. */
export const firstRound = ({ roundsBefore }: Pick<Incident['state'], 'roundsBefore'>): number => roundsBefore + 1;

/**
 * The looks of this containment behind its first one, the nearest first; counted from the decision, so that repeats meet in
 * one object of the schedule. Pure.
 */
export function plannedLooks({ entries, state }: Pick<Incident, 'entries' | 'state'>): readonly LaterLook[] {
  const first = firstRound(state);
  // What was decided behind the first look's record was decided on what that look found.
  const record = entries.findIndex((entry) => entry.type === 'investigated' && entry.round === first);
  const known = record < 0 ? entries : entries.slice(0, record);
  const decided = known.findLast((entry) => entry.type === 'decision')?.at;
  if (decided === undefined) return [];
  return LATER.map(([task, of, minutes]) => ({
    task,
    round: state.roundsBefore + of,
    due: new Date(Date.parse(decided) + minutes * 60_000),
  }));
}

/** Those of them that are still to come. Pure. */
export function laterLooks(incident: Pick<Incident, 'entries' | 'state'>): readonly LaterLook[] {
  return plannedLooks(incident).filter(({ round }) => round > incident.state.rounds);
}

/** The schedule's times have whole seconds, and two machines tell the time. */
const APART_MS = 60_000;

/**
 * The round that an invocation counts for. Whoever may invoke may name any: one that the journal knows of, and whose time
 * has come, is taken; for every other one the last is looked at again, which takes no number of a look that is to come. Pure.
 */
export function roundOf(asked: number | undefined, incident: Pick<Incident, 'entries' | 'state'>, now: Date): number {
  const last = Math.max(1, incident.state.rounds);
  if (asked === undefined || asked <= last || asked === firstRound(incident.state)) return asked ?? last;
  const planned = plannedLooks(incident).find(({ round }) => round === asked);
  return planned !== undefined && planned.due.getTime() <= now.getTime() + APART_MS ? asked : last;
}
