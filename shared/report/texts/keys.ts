import type { DecisionRow, VerificationState } from '../../containment/types';
import type { ActorType } from '../../findings/model';
import type { Moment } from '../model';

/** All words of the incident's page. Values in them are shown as they are handed in: escaping is the caller's. */
export interface ReportTexts {
  readonly lang: string;
  readonly title: string;
  readonly kind: string;
  readonly zone: string;
  /** Between the parts of a list. */
  readonly comma: string;
  /** Between two sentences. */
  readonly gap: string;
  readonly verdict: {
    contained(user: string): string;
    /** The deny is there, as far as the steps tell; no look has shown it. */
    attached(user: string): string;
    unverified(problem: string): string;
    givesPower(policies: string): string;
    readonly residual: string;
    made(count: number): string;
    /** `until`: when the last of them ends. */
    sessions(count: number, until: string | undefined): string;
    /** Identities that the deny does not bind act on. */
    goesOn(user: string): string;
    stillActive(user: string): string;
    notContained(user: string): string;
    observed(user: string): string;
    held(user: string): string;
    heldBesides(user: string): string;
    released(user: string, by: string, at: string): string;
    biteLate(problem: string): string;
    readonly root: string;
    inactive(user: string): string;
    readonly none: string;
  };
  readonly thief: {
    yes(allowed: number, refused: number): string;
    readonly no: string;
    readonly notYet: string;
    upTo(time: string): string;
    cutUpTo(time: string): string;
  };
  readonly who: {
    readonly user: string;
    readonly key: string;
    readonly account: string;
    readonly created: string;
    readonly root: string;
    readonly unknown: string;
  };
  readonly tiles: {
    readonly toDeny: string;
    readonly noDeny: readonly [big: string, small: string];
    readonly answered: string;
    readonly refused: string;
    readonly made: string;
    readonly cost: string;
    readonly costUnknown: string;
  };
  readonly chain: {
    readonly heading: string;
    lead(count: number): string;
    readonly leaked: string;
    by(call: string): string;
    readonly contained: string;
    readonly types: Readonly<Record<ActorType, string>>;
  };
  readonly course: {
    readonly heading: string;
    readonly lead: string;
    readonly chart: string;
    readonly newAllowed: string;
    readonly newRefused: string;
    readonly newFailed: string;
    readonly usual: string;
    perColumn(span: string): string;
    most(count: number): string;
    readonly moments: Readonly<Record<Moment['what'], string>>;
    readonly lag: string;
  };
  readonly done: {
    readonly heading: string;
    readonly leadAct: string;
    readonly leadObserve: string;
    readonly reason: string;
    readonly nothing: string;
    readonly ok: string;
    readonly failed: string;
    step(step: string): string;
    readonly plan: string;
    readonly verification: Readonly<Record<VerificationState, string>>;
    readonly biteLate: string;
    quietSince(time: string): string;
    lookedAt(time: string): string;
    readonly notVerifiedYet: string;
    residual(count: number): string;
    readonly residualNone: string;
  };
  readonly did: {
    readonly heading: string;
    lead(total: string, from: string, to: string): string;
    readonly nothing: string;
    readonly findings: string;
    readonly noFindings: string;
    readonly unknownTime: string;
    readonly severity: Readonly<Record<'low' | 'medium' | 'high' | 'critical', string>>;
    times(count: number): string;
    readonly byService: string;
    readonly byAddress: string;
    readonly newAddress: string;
    readonly knownAddress: string;
    seen(first: string, last: string): string;
    readonly calls: string;
    readonly callsHead: readonly [string, string, string, string];
    readonly outcome: Readonly<Record<'allowed' | 'refused' | 'failed', string>>;
    leftOut(shown: number, left: number): string;
    readonly leftOutPlace: string;
    more(count: number): string;
    readonly history: string;
  };
  readonly cost: {
    readonly heading: string;
    readonly lead: string;
    readonly chart: string;
    usual(amount: string): string;
    readonly byProduct: string;
    readonly product: string;
    readonly lastDay: string;
    readonly allDays: string;
    balance(amount: string): string;
    readonly nothing: string;
    failed(count: number): string;
    readonly billable: string;
    readonly lag: string;
    readonly jump: string;
  };
  readonly unknown: {
    readonly heading: string;
    readonly lead: string;
    readonly nothing: string;
    what(name: string): string;
  };
  readonly next: {
    readonly heading: string;
    readonly lead: string;
    readonly attackSessions: string;
    readonly endSession: string;
    readonly roles: string;
    readonly endSessionNote: string;
    /** Of the business. */
    readonly sessions: string;
    session(role: string, ends: string): string;
    readonly release: string;
    readonly releaseReason: string;
    readonly made: string;
  };
  readonly evidence: {
    readonly heading: string;
    readonly lead: string;
    readonly place: string;
    readonly file: string;
    readonly size: string;
    readonly complete: string;
    readonly cut: string;
    readonly verify: string;
    files(count: number): string;
  };
  readonly footer: string;
  readonly rows: Readonly<Record<DecisionRow, string>>;
}
