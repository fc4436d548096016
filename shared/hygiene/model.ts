import type { Language } from '../config/types';
import type { HygieneSeverity, SubjectKind, Words } from './checks/check';
import type { NightPlan } from './ladder/model';

/** `excepted`: it would be a finding, and somebody has said for how long and why it is none. */
export type ResultWord = 'ok' | 'finding' | 'could-not-check' | 'excepted';

/** How often a check came to each result. The four always add up to `total`. */
export interface Counts {
  readonly total: number;
  readonly ok: number;
  readonly finding: number;
  readonly couldNotCheck: number;
  readonly excepted: number;
}

/** Whom a result is about. */
export interface SubjectName {
  readonly kind: SubjectKind;
  /** `<root>` for the account itself; undefined for the responder. */
  readonly user?: string;
  /** A bucket's or a log project's; of an exception the check that it is about. */
  readonly name?: string;
  /** Whole: reports lie in the private bucket, group chats mask it. */
  readonly accessKeyId?: string;
  /** The credential report's number of a key whose id is not known. */
  readonly slot?: number;
}

export interface CheckSummary extends Counts {
  readonly id: string;
  readonly about: SubjectKind;
  readonly severity: HygieneSeverity;
  readonly title: Words;
  readonly advice: Words;
  readonly equals: readonly string[];
}

export interface HygieneFinding {
  readonly check: string;
  readonly severity: HygieneSeverity;
  readonly subject: SubjectName;
  readonly detail: Words;
}

/** A finding that an exception covers, through `until` (`yyyy-mm-dd`, UTC). */
export interface ExceptedFinding extends HygieneFinding {
  readonly until: string;
  readonly reason: string;
}

export interface NotChecked {
  readonly check: string;
  readonly subject: SubjectName;
  readonly why: string;
}

/**
 * If this key leaked tonight: the calls of the last 30 days that a quarantine would refuse, as looked up at `lookedAt`.
 * `complete` false: it was used for more products than were asked about.
 */
export type IfLeaked =
  | {
      readonly lookedAt: string;
      readonly fails: readonly { readonly action: string; readonly lastAt: string | null }[];
      readonly complete: boolean;
    }
  | { readonly couldNotCheck: string };

/** One AccessKey with what every check about keys came to. Times ISO 8601 UTC; null: not known. */
export interface KeyRow {
  readonly subject: SubjectName;
  readonly status: 'Active' | 'Inactive' | null;
  readonly createdAt: string | null;
  /** `never`, or null when it is not known. */
  readonly lastUsedAt: string | null;
  /** Of active keys of RAM users. */
  readonly ifLeaked?: IfLeaked;
  readonly result: ResultWord;
  readonly results: Readonly<Record<string, ResultWord>>;
}

/** What the checks came to. */
export interface Judged {
  /** Each key once, by the worst that is known of it: a finding outweighs what could not be checked. */
  readonly keyCounts: Counts;
  readonly userCount: number;
  readonly checks: readonly CheckSummary[];
  /** The worst first. */
  readonly findings: readonly HygieneFinding[];
  readonly excepted: readonly ExceptedFinding[];
  readonly notChecked: readonly NotChecked[];
  readonly keys: readonly KeyRow[];
}

/** What one night came to, in numbers. */
export interface NightCounts {
  /** `yyyy-mm-dd` in UTC. */
  readonly date: string;
  /** Every user was known, and no look failed. */
  readonly complete: boolean;
  readonly keys: Counts;
  readonly findings: Readonly<Record<HygieneSeverity, number>>;
  readonly couldNotCheck: number;
  readonly excepted: number;
}

/** A finding of an earlier night that is none any more. */
export type GoneFinding = Omit<HygieneFinding, 'detail'>;

/** What is different from the last night before this date. */
export interface Change {
  /** The date of that night: not always yesterday. */
  readonly since: string;
  /** The worst of them; `freshCount` is all. */
  readonly fresh: readonly HygieneFinding[];
  readonly freshCount: number;
  readonly gone: readonly GoneFinding[];
  readonly goneCount: number;
  /** Findings of that night that could not be looked at again: neither gone nor there. */
  readonly unknownCount: number;
  /** Checks with more findings in that night than are remembered. */
  readonly notCompared: readonly string[];
}

/** The nightly report: what `report.json` holds and `report.html` shows. */
export interface HygieneReport extends Judged {
  readonly schema: 1;
  /** `yyyy-mm-dd` in UTC. */
  readonly date: string;
  readonly createdAt: string;
  readonly accountId: string;
  readonly language: Language;
  /** When the credential report was made; null: none could be read. */
  readonly reportedAt: string | null;
  /** Every user was known and every look at keys went through, root's among them. */
  readonly complete: boolean;
  /** Calls of this night that the cloud refused or did not answer. */
  readonly failedLooks: number;
  readonly notes: readonly string[];
  /** What becomes of keys that nobody uses: of a night that somebody asked for, what the next one would do. */
  readonly idleKeys?: Omit<NightPlan, 'schema' | 'after'>;
  /** The last 30 days, this night among them, oldest first; a date without a night is not there. */
  readonly nights: readonly NightCounts[];
  /** Null: there is no earlier night to compare with. */
  readonly change: Change | null;
  /** Who is never contained without a person, as configured: TOURNIQUET_EXCLUDE_USERS, _KEYS. */
  readonly exempt: { readonly users: readonly string[]; readonly keys: readonly string[] };
}
