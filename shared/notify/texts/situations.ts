import type { DecisionRow } from '../../containment/types';
import type { ConsolePage } from '../consoles';
import type { IncidentFacts } from '../facts';
import type { Line, Span } from '../message';

/** Who and what an alert speaks about, ready to stand in a line. */
export interface Subject {
  readonly key: Span;
  readonly user: Span;
  readonly account: Span;
  /** A link to the console. */
  page(page: ConsolePage): Span;
  /** Who gave the power back, and when. */
  readonly released?: { readonly by: Span; readonly at: string };
  /** What is not as it should be, in one sentence. */
  readonly problem?: Span;
  /** Our own policies on the user that give power, because somebody has rewritten them. */
  readonly ours?: Span;
  /** Other keys that wait for a decision as well, and how many they are. */
  readonly waiting?: { readonly keys: Line; readonly count: number };
  /** What the key made that is still there. */
  readonly made?: Line;
  /** Of a deleted key: what became of its user. */
  readonly formerUser?: 'there' | 'gone' | 'unchecked';
}

/** What a situation asks for: a short title (plain text), the headline, and what is left to the reader. */
export interface Situation {
  title(user: string): string;
  headline(subject: Subject): Line;
  todo(subject: Subject): Line;
}

/** How a containment went. `power-left`: the calls go on though the deny is there. */
export type Outcome =
  /** The deny is there, but calls that it covers went through after it. */
  | 'late'
  /** The deny was attached, and no look has shown that it holds. */
  | 'unverified'
  /** What was attached as a deny was rewritten by somebody, and allows something. */
  | 'gives-power'
  /** The deny holds, and high-risk actions are allowed beside it. */
  | 'residual'
  /** The key was deleted before; what a thief made with it is frozen. */
  | 'made-frozen'
  | 'would'
  | 'failed'
  | 'denied'
  | 'frozen'
  | 'denied-disabled'
  | 'frozen-disabled'
  | 'disabled'
  | 'power-left';

export interface RowTexts {
  happened(subject: Subject): Line;
  /** What a containment of this row leaves to the reader, where its outcome does not say enough. */
  todo?(subject: Subject): Line;
  /** For rows that hold or do nothing; rows that contain speak by their outcome. */
  readonly still?: Situation & {
    /** The headline beside a deny that stands already. */
    besides?(subject: Subject): Line;
  };
}

export interface SituationTexts {
  readonly rows: Readonly<Record<DecisionRow, RowTexts>>;
  readonly outcomes: Readonly<Record<Outcome, Situation>>;
  /** What stands in the place of "the deny was attached", where that gives power. */
  oursOnHim(subject: Subject): Line;
  /** Nothing is recorded that this responder could trust. */
  readonly record: Readonly<
    Record<NonNullable<IncidentFacts['record']>, Situation & { happened(subject: Subject): Line }>
  >;
  readonly hold: Situation;
  /** Held, while a deny of before stands. */
  readonly held: Situation;
  /** A person gave the power back; `seen`: what is to do when a thief shows after all. */
  readonly released: Situation & { seen(subject: Subject): Line };
  /** Root's, which nothing of ours binds: a person closed it, or the nightly credential report. */
  readonly closed: Situation;
  readonly none: Situation;
}
