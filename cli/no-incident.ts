import { CLI, WITH_REASON } from '../shared/command-line';
import { maskKey } from '../shared/ids';
import type { Incident } from '../shared/incident/journal';
import type { IncidentId, Paths } from '../shared/incident/paths';
import { CommandEnded, EXIT } from './exit';

/** That nothing is known of a key, to be gone on with. */
export const noIncident = ({ accountId, accessKeyId }: IncidentId): string =>
  `There is no incident of ${maskKey(accessKeyId)} in account ${accountId}`;

/** What is next then: the key is mistyped, another account's, or nobody has begun yet. */
export const noIncidentNext = ({ accessKeyId }: IncidentId): string =>
  `Is it another account's, or mistyped (${CLI} status lists them)? Else begin with: ${CLI} respond ${accessKeyId} ${WITH_REASON}`;

/**
 * There is no entry that this shell's state key has sealed, and there are others: nobody's word, or another shell's.
 * Undefined: it is not so.
 */
export function sealedOtherwise({ id, tampered }: Pick<Incident, 'id' | 'tampered'>, paths: Paths) {
  if (tampered.length === 0) return undefined;
  return new CommandEnded(
    EXIT.person,
    `${noIncident(id)} that bears this responder's seal; ${tampered.length} objects of its journal do not. Is TOURNIQUET_STATE_KEY here the one that the functions have? Else somebody has changed the journal: look at ${paths.journal(id)}. Nothing was changed.`,
  );
}
