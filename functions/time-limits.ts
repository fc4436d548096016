import { type Clock, within } from '../shared/clock';
import { messageOf } from '../shared/identity/looked';
import type { Looked } from '../shared/identity/types';
import { inLanes } from '../shared/lanes';
import type { Run } from './platform';

/**
 * How much of an invocation's time must be left for a thing to be begun: each leaves what comes behind it the time that it
 * may need. A storm is more work than one invocation has time for; what is not begun stands in the schedule, or in the list
 * that it came from, and a run that the platform cuts off in its midst tells nobody.
 */
const LEFT_MS = { contain: 45_000, follow: 35_000, due: 30_000, send: 10_000 } as const;

/** `clock.elapsedMs()` from which on none of these is begun any more. */
export function beginUntilMs({ deadlineMs }: Pick<Run, 'deadlineMs'>, what: keyof typeof LEFT_MS): number {
  return deadlineMs - LEFT_MS[what];
}

/**
 * `items`, so many at a time, until `untilMs`: what fails keeps no other from its turn. Resolves with those that were not
 * begun. Throws, behind the last, what the first that failed threw.
 */
export async function eachInTime<T>(
  { clock }: Pick<Run, 'clock'>,
  items: readonly T[],
  atOnce: number,
  untilMs: number,
  act: (item: T) => Promise<void>,
): Promise<readonly T[]> {
  const failures: unknown[] = [];
  const tried = (item: T): Promise<void> => act(item).catch((error: unknown) => void failures.push(error));
  const left = await inLanes(items, atOnce, tried, () => clock.elapsedMs() < untilMs);
  if (failures.length > 0) throw failures[0];
  return left;
}

/** The look's result if it comes in time; else why not. The look itself goes on. */
export function inTime<T>(clock: Pick<Clock, 'after'>, look: Promise<T>, ms: number, what: string): Promise<Looked<T>> {
  const done = look.then(
    (value): Looked<T> => ({ value }),
    (error: unknown): Looked<T> => ({ couldNotCheck: `${what}: ${messageOf(error)}` }),
  );
  return within(clock, ms, done, (): Looked<T> => ({ couldNotCheck: `${what}: no answer within ${ms} ms` }));
}
