import { messageOf } from '../../shared/identity/looked';
import type { LookClaimEntry, LookEndEntry, LookPart } from '../../shared/incident/entries';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';

/** Beyond the time limit of the function a claim holds this long: then the platform has surely ended the run. */
const GRACE_MS = 60_000;

/**
 * As long as the deployed function runs at most. A command line has no limit, and dies as easily: it holds its claim by
 * renewing it.
 */
const MOST_MS = 600_000;
const RENEW_MS = MOST_MS / 3;

/** What a run that is at work says of itself in the journal: should it die, the next one knows where. */
export interface Claim {
  /** Never throws: what cannot be written down is no reason to end the work. */
  readonly at: (part: LookPart) => Promise<void>;
  /** The work is not done, and another run goes on with what there is. */
  readonly goesOn: () => void;
}

/**
 * Does `work` unless another run is at this incident: two looks at once would write over each other's objects, and the
 * manifest of one would name hashes of the other. The claim is a journal entry with a lease: a run that dies keeps it no
 * longer than its time limit, or ten minutes where that is longer. `round`: what a run that dies counts for. Resolves with
 * undefined when another run holds it. Throws what the journal and `work` throw.
 */
export async function onlyOne<T>(
  run: Run,
  id: IncidentId,
  work: (claim: Claim) => Promise<T>,
  { round, renewMs = RENEW_MS }: { readonly round?: number; readonly renewMs?: number } = {},
): Promise<T | undefined> {
  const { written } = await run.journal.append(id, ({ state }) => {
    const isTaken = state.look !== null && Date.parse(state.look.leaseUntil) > run.clock.now().getTime();
    return isTaken
      ? undefined
      : { ...claimOf(run), ...(round === undefined ? {} : { round, part: 'reading' as const }) };
  });
  if (!written) return undefined;
  const renewing = setInterval(() => void renew(run, id), renewMs);
  let end: LookEndEntry['end'] = 'finished';
  try {
    return await work({
      at: (part) => comeTo(run, id, { part, ...(round === undefined ? {} : { round }) }),
      goesOn: () => {
        end = 'goes on';
      },
    });
  } catch (error) {
    end = 'failed';
    throw error;
  } finally {
    clearInterval(renewing);
    await giveUp(run, id, end);
  }
}

async function comeTo(run: Run, id: IncidentId, at: Pick<LookClaimEntry, 'round' | 'part'>): Promise<void> {
  try {
    await run.journal.append(id, ({ state }) =>
      state.look?.run === run.runId ? { ...claimOf(run), ...at } : undefined,
    );
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'how far this look is was not written down');
  }
}

function claimOf({ clock, deadlineMs, runId }: Run): LookClaimEntry {
  const leaseMs = Math.min(MOST_MS, Math.max(0, deadlineMs - clock.elapsedMs())) + GRACE_MS;
  return { type: 'look-claim', leaseUntil: new Date(clock.now().getTime() + leaseMs).toISOString(), run: runId };
}

/** Only while it is still ours. One that fails is followed by the next, well before the lease ends. */
async function renew(run: Run, id: IncidentId): Promise<void> {
  try {
    await run.journal.append(id, ({ state }) => {
      const claim = claimOf(run);
      const gainMs = Date.parse(claim.leaseUntil) - Date.parse(state.look?.leaseUntil ?? claim.leaseUntil);
      // A function's claim ends with its time limit, whenever it is renewed.
      return state.look?.run === run.runId && gainMs > GRACE_MS ? claim : undefined;
    });
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'the claim of this look was not renewed');
  }
}

/** A claim that cannot be taken back ends with its lease: no reason to call the work failed. */
async function giveUp(run: Run, id: IncidentId, end: LookEndEntry['end'] = 'finished'): Promise<void> {
  try {
    await run.journal.append(id, ({ state }) =>
      state.look?.run === run.runId ? { type: 'look-end', run: run.runId, end } : undefined,
    );
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'the claim of this look was not taken back: it ends with its lease');
  }
}
