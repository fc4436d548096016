import type { StepResult } from '../containment/types';
import type { LadderStep } from '../hygiene/ladder/model';
import type { IdleKeyEntry } from '../incident/idle-entries';

/** What is told of keys that nobody uses. */
export type IdleAlertFacts =
  | {
      readonly kind: 'idle-keys';
      readonly at: string;
      readonly accountId: string;
      readonly unusedDays: number;
      readonly warnDays: number;
      readonly steps: readonly Pick<LadderStep, 'accessKeyId' | 'user' | 'rung' | 'lastUsedAt'>[];
    }
  | {
      readonly kind: 'idle-key';
      readonly at: string;
      readonly incidentId: string;
      readonly accessKeyId: string;
      readonly userName: string;
      readonly end: IdleKeyEntry['end'];
      readonly reason: string;
      readonly steps: readonly StepResult[];
    };
