import type {
  ContainmentFacts,
  ExceptionFacts,
  ExclusionFacts,
  KeyFacts,
  Known,
  LastUse,
  LogProjectFacts,
  ResponderFacts,
  RootFacts,
  SettingsFacts,
  StoreFacts,
  TrailBucketFacts,
  TrailFacts,
  UserFacts,
} from '../facts';

/** The same in both languages. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export type Outcome =
  | { readonly result: 'ok' }
  | { readonly result: 'finding'; readonly detail: Words }
  | { readonly result: 'could-not-check'; readonly why: string };

export type HygieneSeverity = 'critical' | 'high' | 'medium' | 'low';

export interface Subjects {
  readonly key: KeyFacts;
  readonly user: UserFacts;
  readonly root: RootFacts;
  readonly responder: ResponderFacts;
  readonly settings: SettingsFacts;
  readonly trail: TrailFacts;
  readonly bucket: TrailBucketFacts;
  readonly containment: ContainmentFacts;
  readonly store: StoreFacts;
  readonly project: LogProjectFacts;
  readonly exclusion: ExclusionFacts;
  readonly exception: ExceptionFacts;
}
export type SubjectKind = keyof Subjects;

/** One question about each subject of its kind. `judge` is pure: the same facts and time, the same outcome. */
export interface Check<Kind extends SubjectKind = SubjectKind> {
  readonly id: string;
  readonly about: Kind;
  readonly severity: HygieneSeverity;
  readonly title: Words;
  readonly advice: Words;
  /** The same rule elsewhere: `config:` Cloud Config, `prowler:` Prowler, `cloudrec:` CloudRec. */
  readonly equals: readonly string[];
  judge(facts: Subjects[Kind], now: Date): Outcome;
  /** Facts that make it fire, and facts that do not, as of {@link SAMPLE_NOW}. */
  readonly samples: { readonly fires: Subjects[Kind]; readonly passes: Subjects[Kind] };
}

export const OK: Outcome = { result: 'ok' };

export function finding(en: string, zh: string): Outcome {
  return { result: 'finding', detail: { en, zh } };
}

export function couldNotCheck(why: string): Outcome {
  return { result: 'could-not-check', why };
}

const DAY_MS = 86_400_000;

/** Whole days from a time until now. */
export function daysSince(then: Date, now: Date): number {
  return Math.floor((now.getTime() - then.getTime()) / DAY_MS);
}

/** Judges one fact, or says why it is not known. */
export function withKnown<T>(known: Known<T>, judge: (value: T) => Outcome): Outcome {
  return 'value' in known ? judge(known.value) : couldNotCheck(known.couldNotCheck);
}

/** Only an active key can be used: a disabled one passes whatever else is unknown of it. */
export function ifActive(key: KeyFacts, judge: () => Outcome): Outcome {
  return withKnown(key.active, (active) => (active ? judge() : OK));
}

export function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The last use as a date, or undefined: never. */
export function usedAt(use: LastUse): Date | undefined {
  return use === 'never' ? undefined : use;
}
