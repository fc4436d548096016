import type { StepResult } from '../containment/types';

/** What was done about console logins that the findings name. */
export interface ConsoleAlertFacts {
  readonly kind: 'console';
  readonly at: string;
  readonly incidentId: string;
  readonly accessKeyId: string;
  readonly userName: string;
  readonly steps: readonly StepResult[];
  /** Whom a person should hear of who was left alone, and why. English sentences. */
  readonly left: readonly string[];
}
