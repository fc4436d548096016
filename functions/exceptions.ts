import { HygieneExceptionsInvalid } from '../shared/errors';
import { type Exception, readExceptions as read } from '../shared/hygiene/exceptions';
import { messageOf } from '../shared/identity/looked';
import { isUnread, openStored } from '../shared/incident/stored';
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
  const failed = (why: string): Excepted => ({ ...none, failures: [`the list of exceptions${why}`] });
  try {
    const stored = await openStored(run.cloud.evidence, run.seal, key);
    if (stored === 'gone') return none;
    if (stored === 'strange') return failed(' was written by somebody else');
    if (isUnread(stored)) return failed(` could not be read: ${messageOf(stored.unread.error)}`);
    return { ...none, exceptions: read(stored.content, now) };
  } catch (error) {
    if (error instanceof HygieneExceptionsInvalid)
      return { ...none, failures: error.problems.map((problem) => `the list of exceptions: ${problem}`) };
    return failed(` could not be read: ${messageOf(error)}`);
  }
}
