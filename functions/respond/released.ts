import { RELEASE_MS } from '../../shared/containment/tampering/expect';
import { maskKey } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { type MarkerState, Markers } from '../../shared/incident/markers';
import type { IncidentId } from '../../shared/incident/paths';
import type { Task } from '../../shared/incident/schedule';
import { isOpenRoot } from '../../shared/rotation/root-report';
import { alarm, type Sending, sendOnce } from '../alerting';
import type { Run } from '../platform';

/** Puts down that the release which has just begun is to be told, whoever dies in between. Resolves with the entry's key. */
export function scheduleTelling(run: Run, id: IncidentId): Promise<string> {
  return run.schedule.add(id, 'released', new Date(run.clock.now().getTime() + RELEASE_MS));
}

/** Tells of the last release that the journal holds, once; undefined: it holds none. */
export async function tellOfRelease(
  run: Run,
  { id, entries, state }: Incident,
  userName = state.owner?.type === 'ram-user' ? state.owner.userName : '',
): Promise<Sending | undefined> {
  const release = entries.findLast((entry) => entry.type === 'release');
  if (release?.type !== 'release') return undefined;
  const { by, reason, steps, complete } = release;
  // Whatever was decided since has set the marker anew.
  if (!entries.some(({ type, seq }) => type === 'decision' && seq > release.seq))
    // What a release has left in its place is followed and looked after as before.
    await new Markers(run.cloud.evidence, run.paths).set(id, markerOf(state, complete));
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

/** What was asked about root's key may be answered, and the key itself waits for root still. */
function markerOf(state: Incident['state'], complete: boolean): MarkerState {
  if (isOpenRoot(state)) return 'root-key';
  return complete || !state.isContaining ? 'released' : 'contained';
}

/**
 * What a release left undone whose command died: one that came to its end is told; of one that did not, the owner hears
 * that it must be run again, for from its beginning on nobody contains the key.
 */
export async function finishRelease(run: Run, { key, incident: id }: Task): Promise<void> {
  const incident = await run.journal.read(id);
  const last = incident.entries.findLast(({ type }) => type === 'release-intent' || type === 'release');
  if (last?.type === 'release-intent')
    await alarm(
      run,
      `the release of ${maskKey(id.accessKeyId)} did not come to its end`,
      [`${last.by} began it at ${last.at}: run "ak-tourniquet release ${id.accessKeyId}" again`],
      [id.accessKeyId],
    );
  else if ((await tellOfRelease(run, incident))?.outcome === 'claimed-elsewhere') return;
  await run.schedule.done(key);
}
