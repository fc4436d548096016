import { CLI, WITH_REASON } from '../../shared/command-line';
import { maskKey } from '../../shared/ids';
import { containedAt } from '../../shared/incident/checklist';
import type { Incident } from '../../shared/incident/journal';
import { shownOwner } from '../../shared/incident/known-user';
import { markByJournal } from '../../shared/incident/mark';
import type { IncidentId } from '../../shared/incident/paths';
import { RELEASE_MS, unfinishedRelease } from '../../shared/incident/release-under-way';
import type { Task } from '../../shared/incident/schedule';
import { alarm, type Sending, sendOnce } from '../alerting';
import type { Run } from '../platform';
import { leftForNobody } from './left-deny';

const DAY_MS = 86_400_000;

/** Puts down that the release which is about to begin is to be told, whoever dies in between. Resolves with the entry's key. */
export function scheduleTelling(run: Run, id: IncidentId): Promise<string> {
  return run.schedule.add(id, 'released', new Date(run.clock.now().getTime() + RELEASE_MS));
}

/** Tells of the last release that the journal holds, once; undefined: it holds none. */
export async function tellOfRelease(
  run: Run,
  { id, entries, state }: Incident,
  userName = shownOwner(state.owner),
): Promise<Sending | undefined> {
  const release = entries.findLast((entry) => entry.type === 'release');
  if (release?.type !== 'release') return undefined;
  const { by, reason, steps } = release;
  await markByJournal(run, id);
  return sendOnce(run, id, `released:${state.releases}`, () => ({
    kind: 'released',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName,
    by,
    reason,
    steps,
  }));
}

/**
 * What a release left undone whose command died: one that came to its end is told, and so is what it left to another key
 * of the user that needs it no more; of one that did not, the owner hears that it must be run again, for from its beginning
 * on nobody contains the key. He hears it each day: by the daily look of what was contained, else from here.
 */
export async function finishRelease(run: Run, { key, incident: id }: Task): Promise<void> {
  const incident = await run.journal.read(id);
  const begun = unfinishedRelease(incident);
  if (begun !== undefined) {
    await alarm(
      run,
      `the release of ${maskKey(id.accessKeyId)} did not come to its end`,
      [`${begun.by} began it at ${begun.at}: run this again: ${CLI} release ${id.accessKeyId} ${WITH_REASON}`],
      [id.accessKeyId],
    );
    if (containedAt(incident) === undefined)
      await run.schedule.add(id, 'released', new Date(run.clock.now().getTime() + DAY_MS));
  } else {
    if ((await tellOfRelease(run, incident))?.outcome === 'claimed-elsewhere') return;
    const left = await leftForNobody(run, incident);
    if (left !== undefined)
      await alarm(
        run,
        `the release of ${maskKey(id.accessKeyId)} left a deny that no incident needs any more`,
        [
          `${left.names.join(', ')} on ${left.userName}: to take it off, run this again: ${CLI} release ${id.accessKeyId} ${WITH_REASON}`,
        ],
        [id.accessKeyId],
      );
  }
  await run.schedule.done(key);
}
