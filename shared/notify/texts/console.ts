import type { Line, Span } from '../message';

/** The words about console logins that were changed. */
export interface ConsoleTexts {
  readonly title: Readonly<Record<'done' | 'failed', (user: string) => string>>;
  readonly headline: Readonly<Record<'done' | 'failed', (user: Span) => Line>>;
  readonly todo: Readonly<Record<'done' | 'failed', (ram: Span) => Line>>;
  readonly left: string;
}
