import type { Judged, KeptReason, LeftReason } from '../containment/fence/decide';
import type { MadeIdentity, MadeToday, MadeWays } from '../containment/made';
import type { Decision, StepResult, Verification } from '../containment/types';
import type { KeyState, LastUse, Owner } from '../identity/types';
import type { LeakSource } from '../signal/types';
import type { ConsoleEntry, ConsoleIntentEntry } from './console-entries';
import type { ClosedEntry, FollowedEntry, KeyStanding } from './follow-entries';
import type { IdleIntentEntry, IdleKeyEntry } from './idle-entries';
import type { LoginsEntry } from './login-entries';
import type { MisplacedEntry } from './misplaced';
import type { RotationEntry, RotationIntentEntry, RotationVerifiedEntry } from './rotation-entries';
import type { MendedEntry, TamperedEntry } from './tamper-entries';

/** A leak signal as the journal keeps it. */
export interface SignalRecord {
  readonly leakId: string;
  readonly source: LeakSource;
  readonly foundAt: string | null;
  readonly receivedAt: string;
  readonly claimedUser: string | null;
  readonly link: string | null;
  readonly reason: string | null;
  readonly dealt: string | null;
  readonly tokenValid: 0 | 1 | 2 | null;
  /** Where it was published, as far as Security Center tells; never the snippet. */
  readonly published: { readonly repository?: string; readonly file?: string; readonly at?: string };
}

/** What one run saw, decided and is about to do: written beside the deny, so that a crash can be read back. */
export interface DecisionEntry {
  readonly type: 'decision';
  readonly mode: 'enforce' | 'observe';
  readonly signal: SignalRecord;
  readonly owner: Owner | null;
  readonly decision: Decision;
  /** Keys that this run may switch off once their last use is known: an intent, written before the act. */
  readonly mayDisable: readonly string[];
  /** Every key of the user as it was before; null where it was not read. */
  readonly keysBefore: readonly KeyState[] | null;
  /** Where no containment follows that would record it: observe mode's plan rests on it. */
  readonly lastUse?: LastUse;
  /** Identities that an investigation says the attack made: contained with the key, once that is decided. */
  readonly made?: readonly MadeIdentity[];
  /** Credentials that it says the attack made, for whomever: the user who bears one is contained as well. */
  readonly ways?: MadeWays;
  /** Of a deleted key: its user was deleted as well, or nobody could be asked. Absent: `owner` is he. */
  readonly formerUser?: 'gone' | 'unchecked';
}

/** How the containing steps went, and what the read-back shows. */
export interface OutcomeEntry {
  readonly type: 'outcome';
  readonly leakId: string;
  /** The decision once the last use was known. */
  readonly decision: Decision;
  readonly lastUse: LastUse;
  readonly steps: readonly StepResult[];
  readonly denyAt: string | null;
  readonly verification: Verification | null;
  /** The id of the key's user; absent: it is known already, could not be looked up, or an entry of before. */
  readonly userId?: string;
  /** Users that the attack made and that these steps were for, with their ids; absent in entries of before. */
  readonly frozen?: readonly MadeToday[];
}

export interface AlertClaimEntry {
  readonly type: 'alert-claim';
  readonly step: string;
  /** After this moment another run may send: the claimer has died. */
  readonly leaseUntil: string;
  readonly run: string;
}

export interface AlertSentEntry {
  readonly type: 'alert-sent';
  readonly step: string;
  readonly delivered: readonly string[];
  /** Channels whose message waits in the outbox. */
  readonly waiting: readonly string[];
}

export interface HandOverEntry {
  readonly type: 'hand-over';
  readonly task: string;
  readonly scheduled: string;
  readonly invoked: boolean;
  readonly why: string | null;
  /** The round that an investigation begins with: what was looked at before is no part of it. Absent in entries of before. */
  readonly round?: number;
}

/** A run of investigate is at this incident; another one waits until it ends or its lease has passed. */
export interface LookClaimEntry {
  readonly type: 'look-claim';
  readonly leaseUntil: string;
  readonly run: string;
  /** What is looked at and how far it is: a run that dies leaves it behind. Absent in renewals and in entries of before. */
  readonly round?: number;
  readonly part?: LookPart;
}

/** What a look does, one behind the other. */
export type LookPart = 'reading' | 'judging' | 'writing';

export interface LookEndEntry {
  readonly type: 'look-end';
  readonly run: string;
  /** `goes on`: another run has what it read so far. Absent in entries of before. */
  readonly end?: 'finished' | 'goes on' | 'failed';
}

/**
 * A look is about to write this manifest: it is ours although the look dies before it is recorded, and the next one may
 * take over its list.
 */
export interface ManifestEntry {
  readonly type: 'manifest';
  readonly round: number;
  readonly manifestSha256: string;
}

/** A sign of the bills as the owner was told it. An entry of before knows its `id` alone. */
export interface ToldCost {
  readonly id: string;
  readonly currency?: string;
  /** A decimal string; absent also where the sign has no amount that could grow. */
  readonly amount?: string;
}

export interface InvestigatedEntry {
  readonly type: 'investigated';
  readonly round: number;
  readonly events: number;
  readonly complete: boolean;
  readonly dataUpTo: string;
  readonly thiefSeen: 'yes' | 'no' | 'not visible yet';
  readonly manifestSha256: string;
  readonly verification: Verification | null;
  /** What the bills said; absent in entries of before. `balance` is null where it could not be read. */
  readonly cost?: {
    readonly balance: { readonly amount: string; readonly currency: string; readonly at: string } | null;
    readonly signs: readonly string[];
    /** Why not all of the bills could be read; null: all were. Absent in entries of before: `complete` alone tells. */
    readonly unread?: string | null;
  };
  /** All that the owner has been told up to this round; absent in entries of before. */
  readonly told?: {
    readonly costs: readonly ToldCost[];
    /** Findings of high and critical severity, each by its rule, and by its rule and actor. */
    readonly grave: readonly string[];
  };
}

/** A pack was copied into the archive, whole. */
export interface ArchivedEntry {
  readonly type: 'archived';
  readonly manifestSha256: string;
  readonly bucket: string;
  readonly folder: string;
  readonly objects: number;
}

export interface ApprovalEntry {
  readonly type: 'approval';
  readonly by: string;
  readonly reason: string;
  /** The numbers of the holds that the person was shown; none, where nothing was held. Absent in entries of before. */
  readonly of?: readonly number[];
}

/** The way back: what was taken off, who did it, and which leaks do not contain again. */
export interface ReleaseEntry {
  readonly type: 'release';
  readonly by: string;
  readonly reason: string;
  readonly leakIds: readonly string[];
  /** The person says that these were no leaks. */
  readonly falseAlarm?: true;
  readonly steps: readonly StepResult[];
  readonly complete: boolean;
  /** The leaked key as the look behind the steps found it; absent in entries of before, and where that look failed. */
  readonly key?: KeyStanding;
}

/** A person wants the leaked key fenced in while it is replaced, whatever the functions' setting says. */
export interface FenceWishEntry {
  readonly type: 'fence-wish';
  readonly by: string;
  readonly reason: string | null;
}

/** What is about to be set as the network policy of the leaked key, and what it was: written before the change. */
export interface FenceIntentEntry {
  readonly type: 'fence-intent';
  readonly userPrincipalName: string;
  /** The policy's text before, as IMS told it; null where it told none. */
  readonly former: string | null;
  readonly document: string;
  readonly kept: readonly Judged<KeptReason>[];
  readonly left: readonly Judged<LeftReason>[];
}

/** How the fence went, read back; or why there is none. */
export interface FenceEntry {
  readonly type: 'fence';
  readonly step: StepResult;
  /** The change was plainly refused: what its intent names does not stand. */
  readonly isRefused?: boolean;
  readonly kept: readonly Judged<KeptReason>[];
  readonly left: readonly Judged<LeftReason>[];
}

/** A person has begun to give the power back: from here on nobody contains the incident again. */
export interface ReleaseIntentEntry {
  readonly type: 'release-intent';
  readonly by: string;
  readonly reason: string;
  readonly leakIds: readonly string[];
  /** The person says that these were no leaks. */
  readonly falseAlarm?: true;
  /** Where it ran: on the same machine a dead one need not be waited for. */
  readonly process?: { readonly host: string; readonly pid: number };
}

/** Something went wrong in a run: kept, so that "what happened" has no holes. */
export interface FailureEntry {
  readonly type: 'failure';
  readonly where: string;
  readonly code: string;
  readonly message: string;
}

export type EntryBody =
  | DecisionEntry
  | OutcomeEntry
  | MisplacedEntry
  | AlertClaimEntry
  | AlertSentEntry
  | HandOverEntry
  | LookClaimEntry
  | LookEndEntry
  | ManifestEntry
  | InvestigatedEntry
  | LoginsEntry
  | ArchivedEntry
  | ApprovalEntry
  | FenceWishEntry
  | FenceIntentEntry
  | FenceEntry
  | ReleaseIntentEntry
  | ReleaseEntry
  | RotationIntentEntry
  | RotationEntry
  | RotationVerifiedEntry
  | TamperedEntry
  | MendedEntry
  | FollowedEntry
  | ClosedEntry
  | ConsoleIntentEntry
  | ConsoleEntry
  | IdleIntentEntry
  | IdleKeyEntry
  | FailureEntry;

/** One journal object: its body, its place, and the SHA-256 of the object before it (null for the first). */
export type Entry = EntryBody & {
  readonly schema: 1;
  readonly seq: number;
  readonly at: string;
  readonly previous: string | null;
  /** Tells two racers apart who write the same at the same moment. */
  readonly nonce: string;
};
