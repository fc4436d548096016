import { CloudAlreadyThere } from '../../shared/errors';
import { readBeforeState } from '../../shared/identity/before-state';
import type { BeforeState, Owner } from '../../shared/identity/types';
import { isBeforeState } from '../../shared/incident/forms';
import type { Incident } from '../../shared/incident/journal';
import { isUnread, openStored } from '../../shared/incident/stored';
import type { Run } from '../platform';

type RamUser = Extract<Owner, { type: 'ram-user' }>;

/** The user as he is now, less what is ours, with his keys as the first look at this containment saw them. Never throws. */
export function readBefore(run: Run, { id, state: { keysBefore } }: Incident, user: RamUser): Promise<BeforeState> {
  return readBeforeState(run.cloud, user, id.accessKeyId, keysBefore ?? user.keys, run.clock);
}

/**
 * The user as he was. Kept once for each containment, by the first run that gets there: a later look would take our own
 * changes for the former state. What is not acted on after a release keeps nothing: the containment that may come later
 * has a state of its own. One that does not bear our seal is no word of ours: it is named in `forged`.
 */
export async function keepBefore(
  run: Run,
  { id, state: { containmentsOver } }: Incident,
  state: BeforeState,
  isContained: boolean,
  forged: string[],
): Promise<BeforeState> {
  const key = run.paths.before(id, containmentsOver);
  if (containmentsOver > 0 && !isContained) return state;
  try {
    await run.cloud.evidence.create(key, await run.seal.close(key, state));
    return state;
  } catch (error) {
    if (!(error instanceof CloudAlreadyThere)) throw error;
    const kept = await keptBefore(run, key);
    if (kept === undefined) throw error;
    if (kept === 'forged') forged.push(key);
    return kept === 'forged' ? state : kept;
  }
}

/** What an earlier run kept there; undefined: nothing. Errors: those of reading an object. */
export async function keptBefore(
  run: Pick<Run, 'cloud' | 'seal'>,
  key: string,
): Promise<BeforeState | 'forged' | undefined> {
  const read = await openStored<BeforeState>(run.cloud.evidence, run.seal, key, { isOfForm: isBeforeState });
  if (typeof read === 'string') return read === 'gone' ? undefined : 'forged';
  if (isUnread(read)) throw read.unread.error;
  return read.content;
}
