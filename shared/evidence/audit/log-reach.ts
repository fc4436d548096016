import { isoOf } from '../../moment';
import { timeOfRow } from './log-rows';
import { Problems } from './problems';

/** A trail delivers to Log Service within minutes; see the bucket's source for why silence means that it was stopped. */
const SILENT_S = 45 * 60;
/** A quiet account may have nothing to tell of a day. */
const QUIET_S = 86_400;

type Row = Readonly<Record<string, unknown>> | undefined;

/**
 * What a logstore cannot tell of a time, by its oldest and its newest log in it: the time before the one (logs are kept
 * for as long as the logstore is set to) and behind the other. Seconds since 1970. Pure.
 */
export function reachProblems(oldest: Row, newest: Row, from: number, to: number): string[] {
  const problems = new Problems();
  const [first, last] = [oldest, newest].map(timeOfRow);
  if (first === undefined || last === undefined) return ['the logstore has no log of this time'];
  if (first > from + QUIET_S)
    problems.add(`the logstore has nothing before ${iso(first)}: earlier calls are not in it`);
  if (last < to - SILENT_S)
    problems.add(`the logstore has received nothing since ${iso(last)}: later calls are not in it`);
  return problems.told();
}

export const iso = (seconds: number): string => (isoOf(seconds * 1000) ?? 'no time').replace('.000', '');
