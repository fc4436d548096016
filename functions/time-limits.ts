import { messageOf } from '../shared/identity/looked';
import type { Looked } from '../shared/identity/types';

/** The look's result if it comes in time; else why not. The look itself goes on. */
export async function inTime<T>(look: Promise<T>, ms: number, what: string): Promise<Looked<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Looked<T>>((resolve) => {
    timer = setTimeout(() => resolve({ couldNotCheck: `${what}: no answer within ${ms} ms` }), ms);
  });
  const done = look.then(
    (value): Looked<T> => ({ value }),
    (error: unknown): Looked<T> => ({ couldNotCheck: `${what}: ${messageOf(error)}` }),
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
