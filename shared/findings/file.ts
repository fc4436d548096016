import type { Actor, Finding } from './model';

/** `findings.json` of an evidence pack, and what `ak-tourniquet analyse --json` prints (there without `schema`). */
export interface FindingsFile {
  readonly schema: 1;
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** The leaked key first, then every identity that the attack made or became. */
  readonly actors: readonly Actor[];
  /** What was read and could not be used, by its reason: how often. */
  readonly skipped: Readonly<Record<string, number>>;
  /** What a reader has to know of the answer. English sentences. */
  readonly notes: readonly string[];
}
