import type { ObjectStore } from '../aliyun/object-store';
import type { Journal } from './journal';
import { stateByJournal } from './listing';
import { type MarkerState, Markers } from './markers';
import type { IncidentId, Paths } from './paths';

/** What a marker is written with, as a run has it. */
export interface Marking {
  readonly cloud: { readonly evidence: ObjectStore };
  readonly paths: Paths;
  readonly journal: Pick<Journal, 'read'>;
}

/** Beyond, whoever keeps appending sets it behind his last entry, and the hourly look does. */
const MOST_TRIES = 5;

/**
 * Sets an incident's marker to what its journal says now, and looks whether that has changed meanwhile: of two runs that
 * write beside each other the slower one would else hide behind what it had read what the other has done. Resolves with
 * what was set; undefined: no entry of the journal bears our seal, and nothing was. Throws what reading and OSS throw.
 */
export async function markByJournal(
  { cloud, paths, journal }: Marking,
  id: IncidentId,
): Promise<MarkerState | undefined> {
  const markers = new Markers(cloud.evidence, paths);
  let set: MarkerState | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state = stateByJournal(await journal.read(id));
    if (state === undefined || state === set) break;
    await markers.set(id, state);
    set = state;
  }
  return set;
}
