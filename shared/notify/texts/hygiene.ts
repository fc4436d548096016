import type { Line, Span } from '../message';

/** The words of the nightly alert, beside those of the checks themselves. */
export interface HygieneTexts {
  title(findings: number): string;
  /** The same where something could not be looked at and nothing was found: never to be read as "clean". */
  readonly titleUnknown: string;
  readonly titleClean: string;
  headline(keys: number, users: number, findings: number): Line;
  readonly incomplete: string;
  counts(finding: number, couldNotCheck: number, ok: number): string;
  readonly todo: string;
  readonly todoUnknown: string;
  readonly todoNone: string;
  readonly who: string;
  worst(shown: number): string;
  readonly head: readonly [string, string, string];
  readonly severities: Readonly<Record<'critical' | 'high' | 'medium' | 'low', string>>;
  readonly responder: string;
  more(count: number): string;
  notChecked(count: number): string;
  readonly labels: { readonly keys: string; readonly date: string };
  readonly noReport: string;
  whose(user: Span, key: Span | undefined): Line;
}
