import type { Rung } from '../../hygiene/ladder/model';
import type { IdleKeyEntry } from '../../incident/idle-entries';
import type { Line, Span } from '../message';

type End = IdleKeyEntry['end'];

/** The words about keys that nobody uses. */
export interface IdleTexts {
  title(count: number): string;
  headline(count: number, days: number): Line;
  readonly todo: string;
  readonly who: string;
  readonly rungs: Readonly<Record<Rung, (count: number, warnDays: number) => string>>;
  readonly head: readonly [string, string, string];
  readonly never: string;
  readonly end: Readonly<
    Record<End, { title(user: string): string; headline(user: Span): Line; readonly todo: string }>
  >;
  readonly back: string;
}
