import type { LoginSettings } from '../aliyun/login-profiles';
import type { StepResult } from '../containment/types';

/** `contained`: he has the leaked key; `named`: by the findings; `taken-over`: he has the key, and his console was taken. */
export type ConsoleWhy = 'contained' | 'named' | 'taken-over';

/** A user's console login is about to be changed, and what it was: written before the change. */
export interface ConsoleIntentEntry {
  readonly type: 'console-intent';
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly why: ConsoleWhy;
  readonly former: LoginSettings;
  readonly wanted: LoginSettings;
  /** When somebody had last changed the login (ISO 8601 UTC), which this change writes over; absent: not told. */
  readonly changedAt?: string;
}

/** How it went, read back; or why nothing was done. */
export interface ConsoleEntry {
  readonly type: 'console';
  readonly userName: string;
  readonly step: StepResult;
}
