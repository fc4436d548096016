import { messageOf } from '../../shared/identity/looked';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';

/** Beyond the time limit of the function a claim holds this long: then the platform has surely ended the run. */
const GRACE_MS = 60_000;

/**
 * Does `work` unless another run is at this incident: two looks at once would write over each other's objects, and the
 * manifest of one would name hashes of the other. The claim is a journal entry with a lease: a run that dies keeps it no
 * longer than its time limit. Resolves with undefined when another run holds it. Throws what the journal and `work` throw.
 */
export async function onlyOne<T>(run: Run, id: IncidentId, work: () => Promise<T>): Promise<T | undefined> {
  const leaseMs = Math.max(0, run.deadlineMs - run.clock.elapsedMs()) + GRACE_MS;
  const { written } = await run.journal.append(id, ({ state }) => {
    const now = run.clock.now().getTime();
    if (state.look !== null && Date.parse(state.look.leaseUntil) > now) return undefined;
    return { type: 'look-claim', leaseUntil: new Date(now + leaseMs).toISOString(), run: run.runId };
  });
  if (!written) return undefined;
  try {
    return await work();
  } finally {
    await giveUp(run, id);
  }
}

/** A claim that cannot be taken back ends with its lease: no reason to call the work failed. */
async function giveUp(run: Run, id: IncidentId): Promise<void> {
  try {
    await run.journal.append(id, ({ state }) =>
      state.look?.run === run.runId ? { type: 'look-end', run: run.runId } : undefined,
    );
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'the claim of this look was not taken back: it ends with its lease');
  }
}
