import type { StepResult } from '../containment/types';
import type { LoginStanding } from '../incident/login-entries';
import type { Doer, Gone, Holding, TamperRow } from '../incident/tamper-entries';

/**
 * How a tampering stands. `switched`: no deny of ours holds any more, and the leaked key was switched off in its stead.
 * `failing`: it is being put back, and is not there yet. `over`: the key of an incident that is
 * over is on again, and a person is asked.
 */
export type TamperStands = 'put-back' | 'switched' | 'failing' | 'asked' | 'over';

/** Something of ours was undone outside a release. */
export interface TamperedAlertFacts {
  readonly kind: 'deny-tampered';
  readonly at: string;
  readonly incidentId: string;
  readonly accessKeyId: string;
  readonly userName: string;
  readonly stands: TamperStands;
  /** When it was seen, ISO 8601 UTC. */
  readonly since: string;
  /** When it was last known to be in its place, ISO 8601 UTC; null: nobody knows. */
  readonly lastInPlace: string | null;
  readonly gone: readonly Gone[];
  /** What holds the user by the last look; null: nobody has looked. */
  readonly holds: Holding | null;
  readonly doer: Doer | null;
  /** The attack made or changed the doer's console login, or may have; absent: nothing is known of that. */
  readonly login?: LoginStanding;
  readonly row: TamperRow;
  readonly reason: string;
  readonly steps: readonly StepResult[];
}
