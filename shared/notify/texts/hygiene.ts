import type { Line, Span } from '../message';

/** The words of the nightly alert, beside those of the checks themselves. */
export interface HygieneTexts {
  title(findings: number): string;
  /** The same where something could not be looked at and nothing was found: never to be read as "clean". */
  readonly titleUnknown: string;
  readonly titleClean: string;
  readonly titleNothingNew: string;
  /** One line a week while nothing is new. */
  nothingNew(keys: number, findings: number, couldNotCheck: number, excepted: number): Line;
  headline(keys: number, users: number, findings: number, isRootSeen: boolean): Line;
  readonly incomplete: string;
  counts(finding: number, couldNotCheck: number, excepted: number, ok: number): string;
  change(since: string, fresh: number, gone: number, unknown: number): string;
  readonly noEarlier: string;
  readonly isNew: string;
  alsoNew(shown: number): string;
  readonly todo: string;
  readonly todoUnknown: string;
  readonly todoNone: string;
  readonly who: string;
  worst(shown: number): string;
  readonly head: readonly [string, string, string];
  readonly severities: Readonly<Record<'critical' | 'high' | 'medium' | 'low', string>>;
  readonly responder: string;
  readonly account: string;
  more(count: number): string;
  notChecked(count: number): string;
  readonly labels: {
    readonly keys: string;
    readonly date: string;
    readonly change: string;
    readonly excepted: string;
  };
  readonly noReport: string;
  whose(user: Span, key: Span | undefined): Line;
}
