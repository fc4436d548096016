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
 * The looks of this containment that are still to come behind its first one, the nearest first; counted from the decision,
 * so that repeats meet in one object of the schedule. Pure.
 */
export function laterLooks({ entries, state }: Pick<Incident, 'entries' | 'state'>): readonly LaterLook[] {
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
  })).filter(({ round }) => round > state.rounds);
}
