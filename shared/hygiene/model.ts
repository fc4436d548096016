import type { Language } from '../config/types';
import type { HygieneSeverity, SubjectKind, Words } from './checks/check';
import type { NightPlan } from './ladder/model';

export type ResultWord = 'ok' | 'finding' | 'could-not-check';

/** How often a check came to each result. The three always add up to `total`. */
export interface Counts {
  readonly total: number;
  readonly ok: number;
  readonly finding: number;
  readonly couldNotCheck: number;
}

/** Whom a result is about. */
export interface SubjectName {
  readonly kind: SubjectKind;
  /** `<root>` for the account itself; undefined for the responder. */
  readonly user?: string;
  /** A bucket's. */
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
  readonly notChecked: readonly NotChecked[];
  readonly keys: readonly KeyRow[];
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
  /** Every user was known and every look at keys went through. */
  readonly complete: boolean;
  readonly notes: readonly string[];
  /** What becomes of keys that nobody uses: of a night that somebody asked for, what the next one would do. */
  readonly idleKeys?: Omit<NightPlan, 'schema' | 'after'>;
}
