import type { Doer } from './tamper-entries';

export type KeyStanding = 'Active' | 'Inactive' | 'gone';

/** What a look has shown of the leaked key and its user; written where it is not what the look before has shown. */
export interface FollowedEntry {
  readonly type: 'followed';
  readonly key: KeyStanding;
  /** The id of the key's user, where no entry before has told it. */
  readonly userId?: string;
  /** Who switched it off, as an event says; absent: no event told. */
  readonly by?: Doer;
  /** ISO 8601 UTC; null: never used, as far as RAM and ActionTrail tell; absent: the look failed. */
  readonly usedAt?: string | null;
  /** Of the user's console login; absent: the look failed. */
  readonly mfa?: 'bound' | 'missing' | 'no-console';
}

/** Nothing is left to do about the incident. */
export interface ClosedEntry {
  readonly type: 'closed';
  readonly reason: string;
}
