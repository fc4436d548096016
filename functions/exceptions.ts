import { CloudNotFound, HygieneExceptionsInvalid } from '../shared/errors';
import { type Exception, readExceptions as read } from '../shared/hygiene/exceptions';
import { messageOf } from '../shared/identity/looked';
import type { Run } from './platform';

export interface Excepted {
  readonly exceptions: readonly Exception[];
  /** What is wrong with the list: a night fails by it, after all of it was done, and nobody acts by it. */
  readonly failures: readonly string[];
}

/**
 * What the owner has decided to live with. A list that cannot be read, does not validate, or does not bear our seal
 * (whoever may write objects could hide behind it) excepts nothing, and that is told. Never throws.
 */
export async function readExceptions(run: Run, now: Date): Promise<Excepted> {
  const key = run.paths.hygieneExceptions;
  const none = { exceptions: [], failures: [] };
  try {
    const list = await run.seal.open(key, (await run.cloud.evidence.get(key)).body.toString());
    if (list === undefined) return { ...none, failures: ['the list of exceptions was written by somebody else'] };
    return { ...none, exceptions: read(list, now) };
  } catch (error) {
    if (error instanceof CloudNotFound) return none;
    if (error instanceof HygieneExceptionsInvalid)
      return { ...none, failures: error.problems.map((problem) => `the list of exceptions: ${problem}`) };
    if (error instanceof SyntaxError) return { ...none, failures: ['the list of exceptions: it is no JSON'] };
    return { ...none, failures: [`the list of exceptions could not be read: ${messageOf(error)}`] };
  }
}
