import type { HygieneSeverity } from './checks/check';
import type { Pins } from './exclusions';
import type { NightCounts, SubjectName } from './model';

/** What one night leaves to the next, under our seal. Times ISO 8601 UTC. */
export interface Memory {
  readonly schema: 1;
  readonly at: string;
  readonly users: Readonly<Record<string, RememberedUser>>;
  /** By type and name. */
  readonly policies: Readonly<Record<string, RememberedPolicy>>;
  /** The network policies of keys, by key id. */
  readonly networks: Readonly<Record<string, RememberedNetwork>>;
  /** What keys were used for, by key id. */
  readonly uses?: Readonly<Record<string, RememberedUse>>;
  /** The last 30 days, oldest first, a date once. */
  readonly nights?: readonly RememberedNight[];
  /** What the last date came to, and the date before it: a night that runs twice is compared with the same one. */
  readonly found?: readonly RememberedFindings[];
  /** The user id of each excluded name. Absent in what was written before they were pinned. */
  readonly pinned?: Pins;
  /** Set while a night is not over: what it has looked at so far. */
  readonly part?: NightPart;
}

export interface RememberedUser {
  /** When RAM was last asked for his keys; it need not have answered. */
  readonly asked?: string;
  readonly keys: readonly RememberedKey[];
}

/** The credential report has no ids: a key is known again by the second in which it was made. */
export interface RememberedKey {
  readonly createdAt: string;
  readonly id?: string;
  /** Since when it is off. `exact`: an earlier night saw it on; else it may have been off for long. */
  readonly off?: { readonly since: string; readonly exact: boolean };
}

export interface RememberedPolicy {
  readonly version: string;
  readonly updatedAt: string;
  readonly readAt: string;
  /** Null: it neither grants anything of the catalogue nor denies anything, so that its holders need not be known. */
  readonly document: string | null;
}

export interface RememberedNetwork {
  readonly at: string;
  readonly limited: boolean;
}

export interface RememberedUse {
  readonly at: string;
  /** Calls of the last 30 days that a quarantine would refuse; `lastAt` null: not told. */
  readonly calls: readonly { readonly action: string; readonly lastAt: string | null }[];
  readonly buckets: readonly string[];
  /** Projects of Log Service. Absent in what was written before they were asked for. */
  readonly projects?: readonly RememberedProject[];
  /** It was used for more products than were asked about. */
  readonly isCut?: boolean;
}

export interface RememberedProject {
  readonly name: string;
  /** Where it was used; null: not told. */
  readonly region: string | null;
}

export interface RememberedNight extends NightCounts {
  /** What was to be told of it: all, one line because nothing was new for a week, or nothing. */
  readonly told: 'all' | 'line' | 'nothing';
}

/** The findings of one date, by check; those of an earlier date among them that could not be looked at. */
export interface RememberedFindings {
  readonly date: string;
  readonly checks: Readonly<Record<string, RememberedCheck>>;
  /** Checks with too many to be kept. */
  readonly cut: readonly string[];
}

export interface RememberedCheck {
  readonly severity: HygieneSeverity;
  /** By what tells the subject from every other, whether or not its id is known yet. */
  readonly subjects: Readonly<Record<string, SubjectName>>;
}

/** One night in several invocations. */
export interface NightPart {
  readonly number: number;
  readonly asked: 'timer' | 'command';
  /** The looks at single users that were taken, by user name. */
  readonly looks: Readonly<Record<string, SavedLook>>;
}

export type SavedLook = 'gone' | readonly SavedKey[];

/** A key as RAM listed it. `lastUse`: a time, `never`, or why there is no answer. */
export interface SavedKey {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: string | null;
  readonly lastUse: string | { readonly couldNotCheck: string };
}

export const NO_MEMORY: Memory = { schema: 1, at: new Date(0).toISOString(), users: {}, policies: {}, networks: {} };
