import type { Entry, LookPart } from './entries';

/** How the looks of one round went that did not come to its end. */
export interface LookCourse {
  /** So many died: they began, and nothing of theirs says that they ended. */
  readonly deaths: number;
  /** What the last of them was at; undefined: none died. */
  readonly diedIn: LookPart | undefined;
}

/** What a look that is begun again goes without: named as a cut of what it tells. */
export type Less = 'the key alone' | 'no calls';

/** A crash may happen once, and a machine may be lost twice; what dies a third time dies of what it reads. */
const MOST_DEATHS = 3;

/**
 * The looks of a round that died, counted from the last one that came further. A claim that a run has not given up has died
 * with it, once its lease has passed or another run has claimed. Entries of before tell no round, and count for none. Pure.
 */
export function courseOf(entries: readonly Entry[], round: number, now: Date): LookCourse {
  let course: LookCourse = { deaths: 0, diedIn: undefined };
  let begun: { readonly run: string; readonly part: LookPart; readonly until: string } | undefined;
  const died = (): void => {
    if (begun !== undefined) course = { deaths: course.deaths + 1, diedIn: begun.part };
    begun = undefined;
  };
  for (const entry of entries)
    switch (entry.type) {
      case 'look-claim':
        // Each begins with reading, and a delivery that the platform repeats bears the name of the one that died. A renewal
        // tells no part: it is at what it was at.
        if (entry.run !== begun?.run || entry.part === 'reading') died();
        if (entry.round === round || begun !== undefined)
          begun = { run: entry.run, part: entry.part ?? begun?.part ?? 'reading', until: entry.leaseUntil };
        break;
      case 'look-end':
        if (entry.run !== begun?.run) break;
        begun = undefined;
        // What goes on with less must not go back to what it died of.
        if (entry.end === 'goes on' && lessAfter(course.deaths) === undefined)
          course = { deaths: 0, diedIn: undefined };
        break;
      case 'investigated':
        if (entry.round !== round) break;
        begun = undefined;
        course = { deaths: 0, diedIn: undefined };
        break;
    }
  if (begun !== undefined && Date.parse(begun.until) <= now.getTime()) died();
  return course;
}

/** What the next look of a round goes without, where so many have died. Pure. */
export function lessAfter(deaths: number): Less | undefined {
  if (deaths >= 2 * MOST_DEATHS) return 'no calls';
  return deaths >= MOST_DEATHS ? 'the key alone' : undefined;
}

/** Whether a look came further since then: it goes on in another run. Entries of before do not tell how a look ended. Pure. */
export function cameFurther(entries: readonly Entry[], since: string): boolean {
  return entries.some(
    (entry) => entry.type === 'look-end' && entry.at >= since && (entry.end === undefined || entry.end === 'goes on'),
  );
}
