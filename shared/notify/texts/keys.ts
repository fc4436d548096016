import type { Language } from '../../config/types';
import type { KeptReason, LeftReason } from '../../containment/fence/decide';
import type { VerificationState } from '../../containment/types';
import type { Line, Part, Span, Tone } from '../message';
import type { ConsoleTexts } from './console';
import type { FollowUpTexts } from './follow-up';
import type { HygieneTexts } from './hygiene';
import type { IdleTexts } from './idle-keys';
import type { Labels } from './labels';
import type { RotationTexts } from './rotation';
import type { Situation, SituationTexts, Subject } from './situations';
import type { TamperingTexts } from './tampering';

export interface StepFacts extends Subject {
  readonly keyDisabled: boolean;
  readonly denied: boolean;
  readonly use: 'used' | 'unused' | 'unknown';
}

/** What is left of Alibaba Cloud's reference document on leaked AccessKeys, by the kind of owner. */
export interface StepTexts {
  root(facts: StepFacts): readonly Line[];
  ramUser(facts: StepFacts): readonly Line[];
  deleted(facts: StepFacts): readonly Line[];
  unknown(facts: StepFacts): readonly Line[];
}

/** Every word of an alert in one language: a key that is missing here does not compile. */
export interface Texts {
  readonly situations: SituationTexts;
  readonly steps: StepTexts;
  readonly headings: Readonly<Record<Exclude<Part, 'verdict' | 'origin'>, string>>;
  readonly labels: Labels;
  readonly tags: Readonly<Record<Tone, string>>;
  readonly observeTag: string;
  readonly language: Language;
  readonly colon: string;
  readonly comma: string;
  readonly zone: string;
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly unknownTime: string;
  readonly root: string;
  /** The same within a sentence. */
  readonly rootName: string;
  readonly unknownOwner: string;
  readonly sources: Readonly<Record<string, string>>;
  /** Steps, their outcomes and findings that the code names by a word; what is not named here is shown as it came. */
  readonly stepNames: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;
  readonly findingNames: Readonly<Record<string, string>>;
  /** Sentences of ours that reach an alert as text (why a look failed, why a decision fell) and what they are here:
   *  `$1` is a part as it came, `{1}` a part to be put into words in its turn. */
  readonly phrases: readonly (readonly [RegExp, string])[];
  /** What the key made, by whom it belongs to. */
  readonly made: {
    user(name: Span): Line;
    role(name: Span): Line;
    other(name: Span): Line;
    with(whose: Line, things: Line): Line;
    readonly console: string;
    first(count: number, made: Line): Line;
    step(made: Line): Line;
  };
  couldNotCheck(why: Span): Line;
  more(count: number): string;
  /** The note under a message that a channel had to cut. */
  readonly shortened: string;
  /** Under a command in a group chat, where the key id in it is masked. */
  readonly maskedHint: string;

  readonly owner: {
    administrator(is: boolean): string;
    readonly ableQuarantine: string;
    readonly ableFreeze: string;
    readonly ableDisabled: string;
    readonly ableDeleted: string;
    readonly ableAll: string;
    readonly ableReleased: string;
    neverUsed: string;
    otherKey(key: Span, status: Span): Line;
    claimed(user: Span): Line;
    readonly console: { readonly limited: string; readonly open: string; readonly absent: string };
    readonly limitedToo: string;
    readonly notLimited: string;
  };
  readonly window: {
    readonly thief: Readonly<Record<'yes' | 'no' | 'not visible yet', string>>;
    dataUpTo(time: string): string;
    readonly dataUnknown: string;
    after(span: string): string;
    readonly noDeny: string;
    exposed(span: string, from: 'published' | 'found'): string;
    stillExposed(span: string): string;
  };
  readonly use: {
    readonly noApplication: string;
    readonly applicationHead: readonly [string, string, string, string];
    readonly noImpact: string;
    readonly nothingLimited: string;
    readonly everythingDenied: string;
    readonly impactIntro: string;
    readonly impactHead: readonly [string, string, string];
    readonly noSessions: string;
    readonly later: string;
    suspects(calls: number, ips: Line): Line;
    readonly unknownRole: string;
    session(id: Span | undefined, role: Span, endsAt: string | undefined): Line;
    readonly sessionsNote: string;
    readonly noBillable: string;
    /** `how`: the call that made it. */
    billable(what: Span, region: Span, at: string, how: Span): Line;
    readonly notPublished: string;
    readonly publishedNote: string;
  };
  readonly done: {
    readonly nothing: string;
    readonly observed: string;
    readonly root: string;
    readonly observePlan: string;
    readonly emptyPlan: string;
    attached(policy: string, user: Span, at: string | undefined): Line;
    readonly quarantineMeans: string;
    readonly freezeMeans: string;
    keyDisabled(key: Span): Line;
    /** Identities that the attack made, by their names. */
    alsoFrozen(names: Line): Line;
    /** Of these, who was to be frozen and is not known to be. */
    notFrozen(names: Line): Line;
    failedSteps(count: number): string;
    ok(step: Line, detail: Span, at: string): Line;
    failed(step: Line, detail: Span, at: string): Line;
    readonly findings: string;
    readonly caveats: string;
    readonly verification: Readonly<Record<VerificationState, (since: string | undefined) => string>>;
    readonly biteLate: string;
    readonly residualNone: string;
    readonly reasonSet: string;
  };
  readonly decide: {
    readonly byRoot: string;
    byHold(time: string): string;
    byContained(time: string): string;
    readonly byFailed: string;
    readonly byObserve: string;
    readonly byNobody: string;
    readonly holdStays: string;
    readonly holdStaysDenied: string;
    readonly release: string;
    readonly releaseDeleted: string;
    readonly approve: string;
    readonly approveAll: string;
    readonly approveAgain: string;
    readonly containByHand: string;
    readonly exempt: string;
    readonly noCommandRoot: string;
    readonly noCommandObserve: string;
    readonly noCommandNone: string;
    readonly reasonPlaceholder: string;
    releasedBefore(by: Span, at: string, reason: Span): Line;
  };
  readonly report: {
    readonly place: string;
    readonly notYet: string;
    readonly privateNote: string;
    readonly attached: string;
    /** In place of an attachment that could not be fetched. */
    missing(why: Span): Line;
  };
  readonly summary: {
    title(user: string): string;
    headline(
      subject: Subject,
      found: { readonly eventCount: number; readonly goesOn?: true },
      thief: 'yes' | 'no' | 'not visible yet',
    ): Line;
    /** More is being read. */
    readonly goesOn: string;
    readonly complete: string;
    cut(cuts: Line): Line;
    period(first: string, last: string): string;
    readonly highlightsHead: readonly [string, string, string, string];
    readonly highlights: string;
    readonly noCalls: string;
    readonly allowed: string;
    readonly refused: string;
    cost(lastDay: Span, currency: Span, usual: { day: Span; days: number } | undefined): Line;
  };
  /** The leak is confirmed: behind a notice of this source that anybody can have sent, or of what was listed already. */
  readonly confirmed: {
    title(situation: string): string;
    happened(source: string | undefined): string;
  };
  readonly reminder: {
    title(hours: number, rest: string): string;
    happened(hours: number, stays: 'contained' | 'released' | 'open' | 'approved'): string;
  };
  readonly given: {
    readonly released: Situation;
    readonly approved: Situation;
    /** Nothing was on the user: a hold was ended. */
    readonly releasedNothing: Situation;
    /** Another contained key of the user needs the deny. */
    readonly releasedKept: Situation;
    /** A deny of ours that no journal knows of is on the user still. */
    readonly releasedLeft: Situation;
    readonly releasedUndone: Situation;
  };
  readonly fenced: {
    readonly done: Situation;
    readonly not: Situation;
    readonly keptTitle: string;
    readonly leftTitle: string;
    readonly reasons: Readonly<Record<KeptReason | LeftReason, string>>;
    item(address: Span, reason: string): Line;
    readonly sts: string;
  };
  readonly failure: {
    readonly responder: {
      readonly title: string;
      headline(what: Span): Line;
      readonly failures: string;
      readonly consequences: string;
      /** `isSaid`: what it means stands below. */
      todo(isSaid: boolean): string;
    };
    readonly configuration: {
      readonly title: string;
      readonly headline: string;
      readonly todo: string;
      problems(count: number): string;
    };
    readonly event: {
      readonly title: string;
      readonly headline: string;
      readonly todo: string;
      /** That this alert stands for all that come within its hour. */
      readonly others: string;
      bytes(count: number): string;
    };
    /** Leaks of Security Center's list whose key cannot be read. */
    readonly unreadLeaks: {
      readonly title: string;
      readonly headline: string;
      readonly todo: string;
      readonly others: string;
    };
    readonly tampered: {
      readonly title: string;
      headline(count: number): string;
      /** Where nothing else was found than entries that do not follow. */
      unchainedAlone(count: number): string;
      readonly todo: string;
      readonly objects: string;
      readonly unchained: string;
      readonly putBack: string;
    };
    readonly who: string;
  };
  readonly test: {
    readonly title: string;
    headline(account: Span): Line;
    readonly todo: string;
    readonly who: string;
  };
  readonly hygiene: HygieneTexts;
  readonly rotation: RotationTexts;
  readonly idle: IdleTexts;
  readonly console: ConsoleTexts;
  readonly tampering: TamperingTexts;
  readonly followUp: FollowUpTexts;
  /** A leaked root key has no power any more. */
  readonly rootEnded: { readonly title: string; readonly headline: string; todo(audit: Span): Line };
  readonly digest: {
    title(count: number): string;
    headline(count: number): string;
    together(count: number): string;
    readonly head: readonly [string, string];
    readonly note: string;
  };
  /** An alert that a channel refused, without what others chose. */
  readonly bare: { readonly title: string; readonly headline: string; readonly where: string };
  origin(incident: Span | undefined, time: string): Line;
}
