import type { StepResult } from '../containment/types';

/** Who undid something of ours, in ActionTrail's words. */
export interface Doer {
  readonly type: 'root-account' | 'ram-user' | 'assumed-role' | 'other';
  /** A role's session is `role:session`. */
  readonly userName: string | null;
  /** RAM's id of the user, as far as the event tells it. */
  readonly userId?: string;
  /** `LTAI…`, `STS.…`, or null for a console session. */
  readonly accessKeyId: string | null;
  /** An id stands there, and the event says all the same that the call was made at the console. */
  readonly isAtConsole?: boolean;
  /** The session was opened with a second factor. */
  readonly mfa: boolean;
  readonly call: string;
  readonly eventId: string | null;
  /** When the call was made, ISO 8601 UTC; absent or null: the event does not say. */
  readonly at?: string | null;
  /** Who says so: an event, which anybody can write, or ActionTrail. Absent: an event. */
  readonly shownBy?: 'event' | 'trail';
  /** ActionTrail has shown it, and by now shows every call that can have come behind it. */
  readonly isConfirmed: boolean;
}

export type TamperRow =
  /** The leaked key, its user, or an identity that the attack made. */
  | 'chain'
  /** A console login, or its second factor, that the attack made or changed. */
  | 'taken-login'
  /** Nobody knows who it was, or it was some other identity. */
  | 'unknown'
  /** Root, or a console session with a second factor. */
  | 'person'
  /** Such a session as well; but the login was made or changed with the leaked key, perhaps for the business. */
  | 'suspected-login'
  /** Whoever switched the key off has switched it on again. */
  | 'own-switch'
  /** A person's release has begun, and has not come to its end. */
  | 'half-released'
  /** The incident is over, and its key was off then. */
  | 'over'
  | 'excluded'
  | 'too-often'
  | 'observe'
  /** A person who was asked has said so. */
  | 'by-word';

/** What keeps the thief from the user's power: a deny of ours that denies all it must, the leaked key's switch, or nothing. */
export type Holding = 'freeze' | 'quarantine' | 'key-off' | 'nothing';

/** What of ours is gone: a step that made it (`attach-quarantine`, `disable-key:LTAI…`), or `policy:<name>`. */
export type Gone = string;

/**
 * Things of ours that one doer undid outside a release, as far as is known: what somebody else undid has an entry of its
 * own. A later entry about the same things takes the place of an earlier one. Written before anything is put back, so that whoever dies in
 * between is followed, and so that how often it was put back can be counted.
 */
export interface TamperedEntry {
  readonly type: 'tampered';
  readonly gone: readonly Gone[];
  readonly doer: Doer | null;
  readonly verdict: 'put-back' | 'ask';
  readonly row: TamperRow;
  readonly reason: string;
  /** When each was last known to be in its place, ISO 8601 UTC; absent where nobody knows. */
  readonly inPlaceAt?: Readonly<Record<Gone, string>>;
  /** The same tampering as before, of which more is known: it is not told again. */
  readonly again?: true;
}

/** What was gone is there again: put back by us, or found in its place. */
export interface MendedEntry {
  readonly type: 'mended';
  readonly how: 'put-back' | 'found';
  /** Absent in entries of before: everything that was gone. */
  readonly gone?: readonly Gone[];
  readonly steps: readonly StepResult[];
}
