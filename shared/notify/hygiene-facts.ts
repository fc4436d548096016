import type { Language } from '../config/types';

/** One finding. `user`: whose it is, `<root>` for the account's owner. */
export interface HygieneLine {
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly title: Readonly<Record<Language, string>>;
  readonly detail: Readonly<Record<Language, string>>;
  readonly user?: string;
  /** A bucket's or a log project's, where it is about one. */
  readonly bucket?: string;
  /** Where it is neither a user's nor a bucket's nor a project's. */
  readonly about?: 'responder' | 'account';
  readonly accessKeyId?: string;
  /** It was none in the last night before. */
  readonly isNew: boolean;
}

export interface HygieneFacts {
  readonly accountId: string;
  /** `yyyy-mm-dd` in UTC. */
  readonly date: string;
  readonly users: number;
  /** Each key once: the last four add up to the first. */
  readonly keys: {
    readonly total: number;
    readonly finding: number;
    readonly couldNotCheck: number;
    readonly excepted: number;
    readonly ok: number;
  };
  /** Not every key was seen: the counts are lower bounds. */
  readonly complete: boolean;
  /** Root's keys are among those that were looked at. */
  readonly isRootSeen: boolean;
  readonly findings: number;
  readonly couldNotCheck: number;
  /** Findings that an exception covers: not among the others. */
  readonly excepted: number;
  /** The worst findings. */
  readonly worst: readonly HygieneLine[];
  /** What is different from the last night before; absent: there is none to compare with. */
  readonly change?: {
    /** `yyyy-mm-dd`. */
    readonly since: string;
    /** The worst of the new ones that are not among `worst`. */
    readonly fresh: readonly HygieneLine[];
    readonly freshCount: number;
    readonly goneCount: number;
    /** Findings of that night that could not be looked at again. */
    readonly unknownCount: number;
  };
  /** Nothing failed and nothing is new: one line a week. */
  readonly isLine: boolean;
  /** Why something could not be checked, and what went wrong besides: each once. */
  readonly caveats: readonly string[];
  /** Absent: the report could not be written. */
  readonly reportAt?: { readonly bucket: string; readonly key: string };
}
