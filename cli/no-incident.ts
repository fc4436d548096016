import { maskKey } from '../shared/ids';
import type { IncidentId } from '../shared/incident/paths';

/** That nothing is known of a key, to be gone on with. */
export const noIncident = ({ accountId, accessKeyId }: IncidentId): string =>
  `There is no incident of ${maskKey(accessKeyId)} in account ${accountId}`;

/** What is next then: the key is mistyped, another account's, or nobody has begun yet. */
export const noIncidentNext = ({ accessKeyId }: IncidentId): string =>
  `Is it another account's, or mistyped (ak-tourniquet status lists them)? Else begin with: ak-tourniquet respond ${accessKeyId} --reason "…"`;
