import type { StepResult } from '../containment/types';
import type { Doer, Gone, TamperRow } from '../incident/tamper-entries';

/** Something of ours was undone outside a release. */
export interface TamperedAlertFacts {
  readonly kind: 'deny-tampered';
  readonly at: string;
  readonly incidentId: string;
  readonly accessKeyId: string;
  readonly userName: string;
  /** `failing`: it is being put back, and is not there yet. */
  readonly stands: 'put-back' | 'failing' | 'asked';
  /** When it was seen, ISO 8601 UTC. */
  readonly since: string;
  readonly gone: readonly Gone[];
  readonly doer: Doer | null;
  readonly row: TamperRow;
  readonly reason: string;
  readonly steps: readonly StepResult[];
}
