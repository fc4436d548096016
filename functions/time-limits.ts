import { type Clock, within } from '../shared/clock';
import { messageOf } from '../shared/identity/looked';
import type { Looked } from '../shared/identity/types';

/** The look's result if it comes in time; else why not. The look itself goes on. */
export function inTime<T>(clock: Pick<Clock, 'after'>, look: Promise<T>, ms: number, what: string): Promise<Looked<T>> {
  const done = look.then(
    (value): Looked<T> => ({ value }),
    (error: unknown): Looked<T> => ({ couldNotCheck: `${what}: ${messageOf(error)}` }),
  );
  return within(clock, ms, done, (): Looked<T> => ({ couldNotCheck: `${what}: no answer within ${ms} ms` }));
}
