import type { Language, Mode } from '../config/types';
import type { Judged, KeptReason, LeftReason } from '../containment/fence/decide';
import type { DecisionRow, StepResult, Verification } from '../containment/types';
import type { Billable } from '../evidence/billable';
import type { Made } from '../evidence/made';
import type { ChecklistItem } from '../incident/checklist';
import type { ConsoleAlertFacts } from './console-facts';
import type { FollowUpAbout } from './follow-up-about';
import type { HygieneFacts } from './hygiene-facts';
import type { IdleAlertFacts } from './idle-facts';
import type { TamperedAlertFacts } from './tampered-facts';

/** What an alert is about; each kind has its own headline, order of parts and steps. */
export type AlertKind =
  /** A key was dealt with by a decision: `incident.row` tells which. */
  | 'incident'
  /** The second message: what the investigation found; the report is attached. */
  | 'summary'
  /** A hold is still waiting for a person (1, 4, 24 h). */
  | 'reminder'
  /** The key was given back, or a person approved. */
  | 'released'
  | 'approved'
  /** Beside the deny, the key was fenced in; or why it was not. */
  | 'fenced'
  /** What was done about console logins that the findings name. */
  | 'console'
  /** The responder itself failed, whole or in part. */
  | 'responder-failed'
  | 'configuration-invalid'
  | 'event-unparseable'
  /** Objects of ours that somebody else wrote or changed were ignored. */
  | 'state-tampered'
  /** The nightly look at every AccessKey of the account. */
  | 'hygiene'
  /** A person's rotation of a key waits for its next step. */
  | 'rotation'
  /** The nightly credential report shows that a leaked root key has no power any more: its incident is closed. */
  | 'root-ended'
  /** Something of ours was undone outside a release: it was put back, or a person is asked. */
  | 'deny-tampered'
  /** The daily look at an open incident asks for something, or has closed it. */
  | 'follow-up'
  /** A night's word on keys that nobody uses: warned of, announced, handed over to be switched off. */
  | 'idle-keys'
  /** What became of such a key. */
  | 'idle-key'
  /** Sent by hand, to see whether alerts arrive. */
  | 'test';

/** A part that may be unknown: absent looks are never shown as "none". */
export type Known<T> = { readonly value: T } | { readonly couldNotCheck: string };

/** Not looked at yet, and nothing failed: the second message tells. */
export interface Later {
  readonly later: true;
}

export interface ApplicationUse {
  readonly ip?: string;
  readonly userAgent?: string;
  readonly service?: string;
  readonly lastAt?: string;
}

/** An action of the business that the deny stops. */
export interface DeniedAction {
  readonly action: string;
  readonly count?: number;
  readonly lastAt?: string;
}

export interface LiveSession {
  readonly id: string;
  readonly role: string;
  readonly endsAt?: string;
  /** The attack opened it; false: the business, whose key it is. */
  readonly ofAttack?: boolean;
  /** So many of the same role, and as much the attack's or not, are not listed; none of them ends later. */
  readonly more?: number;
}

export interface IncidentFacts {
  readonly incidentId: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly mode: Mode;
  readonly row: DecisionRow;
  readonly verdict: 'contain' | 'hold' | 'none';
  readonly reason: string;
  /** In observe mode: what would have been done. */
  readonly plan: readonly string[];
  readonly findings: readonly string[];
  /** All ISO 8601 UTC. `publishedAt` as the source knows it. */
  readonly window: {
    readonly publishedAt?: string;
    readonly foundAt?: string;
    readonly signalAt: string;
    readonly denyAt?: string;
  };
  /** A thief's calls: seen, none, or too early to tell (ActionTrail lags about 10 minutes). */
  readonly thief: { readonly seen: 'yes' | 'no' | 'not visible yet'; readonly dataUpTo?: string };
  readonly owner:
    | { readonly type: 'root' }
    | {
        readonly type: 'ram-user';
        readonly userName: string;
        readonly administrator: Known<boolean>;
        readonly otherKeys: readonly { readonly id: string; readonly status: string }[];
        readonly console: Known<boolean>;
      }
    | { readonly type: 'unknown'; readonly claimed?: string };
  /** The leaked key was deleted. What its user is: there (as `owner` says), deleted as well, or nobody could be asked. */
  readonly keyDeleted?: { readonly user: 'there' | 'gone' | 'unchecked' };
  /** The policy that holds now. */
  readonly attached?: 'quarantine' | 'freeze';
  readonly keyDisabled: boolean;
  /** Absent: nobody was asked, so nothing failed either. The same holds for every optional part below. */
  readonly lastUse?: Known<string | null>;
  /** Addresses and user agents by which the key was used before the suspicion: the business's own. */
  readonly application?: Known<readonly ApplicationUse[]>;
  /** Actions that the business used and that are denied now: what it will feel. */
  readonly businessImpact?: Known<readonly DeniedAction[]>;
  /** Use since the suspicion from addresses that the key was not used from before: perhaps the thief's. */
  readonly suspectUse?: { readonly calls: number; readonly ips: readonly string[] };
  /** What the key made or gave power to, and what of it is still there as far as a look could tell. */
  readonly made?: readonly Made[];
  /** How many were made besides, of those that can do least; nobody has looked whether they are still there. */
  readonly madeLeftOut?: number;
  readonly liveSessions?: Known<readonly LiveSession[]> | Later;
  readonly billable?: Known<readonly Billable[]> | Later;
  /** How many were made besides. */
  readonly billableLeftOut?: number;
  /** Where it was published: shown as text, never as a link. */
  readonly published: { readonly url?: string; readonly repository?: string; readonly file?: string };
  readonly source: string;
  /** Security Center calls its secret valid, and this source told first: a notice of anybody's, or the list in doubt. */
  readonly confirmedBehind?: string;
  readonly steps: readonly StepResult[];
  readonly verification?: Verification;
  readonly heldUntilDecision: boolean;
  /**
   * No entry of the journal is this responder's. `none`: no leak is recorded; `denied`: and a deny is on its user;
   * `unsealed`: what is recorded bears another seal. Absent: it is recorded.
   */
  readonly record?: 'none' | 'denied' | 'unsealed';
  /** Nothing of it stands in the journal, where an approval would have to stand. */
  readonly unrecorded?: true;
  readonly releasedBefore?: { readonly by: string; readonly at: string; readonly reason: string };
  /** What the run could not do or see besides: "OSS is down: a former release cannot be seen". */
  readonly caveats: readonly string[];
  /** Other keys that wait for a decision as well, by their ids: this alert asks about all of them. */
  readonly alsoWaiting?: readonly string[];
  readonly reportAt?: { readonly bucket: string; readonly key: string };
}

export interface SummaryFacts {
  readonly eventCount: number;
  readonly complete: boolean;
  readonly cuts: readonly string[];
  /** More is being read: another message follows. */
  readonly goesOn?: true;
  readonly firstAt?: string;
  readonly lastAt?: string;
  /** The most telling calls: the granted ones oldest first, then the refused. */
  readonly highlights: readonly {
    readonly at: string;
    readonly call: string;
    readonly ip: string;
    readonly outcome: 'allowed' | 'refused';
  }[];
  /** Telling calls besides those. */
  readonly highlightsLeft?: number;
  readonly identitiesMade: readonly string[];
  /** How many were made besides. */
  readonly identitiesLeftOut?: number;
  /** Other keys and users that were at work from the attack's address: they are not contained. */
  readonly others?: readonly { readonly key?: string; readonly name?: string }[];
  /** Decimal strings. */
  readonly cost: Known<{
    readonly currency: string;
    readonly lastDay: string;
    /** What a day cost as a rule, and by how many days before the suspicion; absent: too few to tell. */
    readonly usual?: { readonly day: string; readonly days: number };
  }>;
  /** What bills, orders and balance say that is worth a look, the gravest first, in both languages. */
  readonly costSigns?: readonly Readonly<Record<Language, string>>[];
  /** How logs and evidence were tampered with, the gravest first, in both languages. */
  readonly logSigns?: readonly Readonly<Record<Language, string>>[];
  readonly evidenceAt: { readonly bucket: string; readonly prefix: string };
}

/** Everything a message is built from; building is pure. */
export type AlertFacts =
  | { readonly kind: 'incident'; readonly at: string; readonly incident: IncidentFacts }
  | { readonly kind: 'summary'; readonly at: string; readonly incident: IncidentFacts; readonly summary: SummaryFacts }
  | {
      readonly kind: 'reminder';
      readonly at: string;
      readonly incident: IncidentFacts;
      readonly hours: number;
      /** A person has decided, and nothing has come of it. */
      readonly approved?: true;
    }
  | {
      readonly kind: 'released' | 'approved';
      readonly at: string;
      readonly incidentId: string;
      readonly accessKeyId: string;
      readonly userName: string;
      readonly by: string;
      readonly reason: string;
      readonly steps: readonly StepResult[];
    }
  | {
      readonly kind: 'fenced';
      readonly at: string;
      readonly incidentId: string;
      readonly accessKeyId: string;
      readonly userName: string;
      readonly step: StepResult;
      readonly kept: readonly Judged<KeptReason>[];
      readonly left: readonly Judged<LeftReason>[];
    }
  | {
      readonly kind: 'responder-failed';
      readonly at: string;
      readonly what: string;
      readonly failures: readonly string[];
      readonly consequences: readonly string[];
    }
  | { readonly kind: 'configuration-invalid'; readonly at: string; readonly problems: readonly string[] }
  | {
      readonly kind: 'event-unparseable';
      /** Records of Security Center's own list, and no event that somebody sent. */
      readonly from?: 'leak-list';
      readonly at: string;
      readonly why: string;
      readonly keptAt: string;
      readonly bytes: number;
    }
  | {
      readonly kind: 'state-tampered';
      readonly at: string;
      readonly objects: readonly string[];
      /** Objects that are missing, as the journals say, and that we write again. */
      readonly putBack?: readonly string[];
      /** Journal objects of ours that do not follow from the one before them: what they say counts. */
      readonly unchained?: readonly string[];
    }
  | { readonly kind: 'hygiene'; readonly at: string; readonly hygiene: HygieneFacts }
  | {
      readonly kind: 'rotation';
      readonly at: string;
      readonly incidentId: string;
      readonly accessKeyId: string;
      readonly userName: string;
      readonly newKey: string | null;
      readonly by: string;
      readonly stage: 'begun' | 'made' | 'handed-over' | 'finished';
      /** Of the last step, ISO 8601 UTC. */
      readonly since: string;
      /** The command that is next, and the one that takes the last step back, as they are typed. */
      readonly next: string | undefined;
      readonly undo: string;
    }
  | {
      readonly kind: 'root-ended';
      readonly at: string;
      readonly incidentId: string;
      readonly accessKeyId: string;
      readonly reason: string;
    }
  | TamperedAlertFacts
  | {
      readonly kind: 'follow-up';
      readonly at: string;
      readonly incidentId: string;
      readonly accessKeyId: string;
      readonly userName: string;
      readonly checklist: readonly ChecklistItem[];
      readonly about: FollowUpAbout;
    }
  | IdleAlertFacts
  | ConsoleAlertFacts
  | { readonly kind: 'test'; readonly at: string; readonly accountId: string };

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
  /** Where the same bytes lie in the evidence bucket: an alert that has to wait refers to them instead of copying. */
  readonly objectKey?: string;
}
