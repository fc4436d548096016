import type { StepResult } from '../containment/types';
import type { IdleKeyTask } from '../hygiene/ladder/model';
import type { LastUse } from '../identity/types';

/** An unused key is about to be switched off: written before the change. */
export interface IdleIntentEntry {
  readonly type: 'idle-intent';
  readonly accessKeyId: string;
  readonly task: IdleKeyTask;
  /** What the user is called now. */
  readonly userName: string;
  readonly lastUse: LastUse;
  readonly reason: string;
}

/** What became of it. */
export interface IdleKeyEntry {
  readonly type: 'idle-key';
  readonly accessKeyId: string;
  readonly night: string;
  readonly userName: string;
  /** `given-back`: a use showed up while it was switched off. `left-on`: it was not switched off. */
  readonly end: 'off' | 'left-on' | 'given-back';
  readonly reason: string;
  readonly steps: readonly StepResult[];
}
