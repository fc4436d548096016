import type { Actor, Finding, OtherIdentity } from './model';
import type { Text } from './rules/model';

/** `findings.json` of an evidence pack, and what `ak-tourniquet analyse --json` prints (there without `schema`). */
export interface FindingsFile {
  readonly schema: 1;
  /** The gravest first. */
  readonly findings: readonly AdvisedFinding[];
  /** The leaked key first, then every identity that the attack made or became. */
  readonly actors: readonly Actor[];
  /** Other keys and users of the account that bear the attack's traces. */
  readonly others: readonly OtherIdentity[];
  /** What was read and could not be used, by its reason: how often. */
  readonly skipped: Readonly<Record<string, number>>;
  /** What a reader has to know of the answer. English sentences. */
  readonly notes: readonly string[];
}

/** A finding, and what its reader does about it. */
export interface AdvisedFinding extends Finding {
  readonly advice?: Text;
}
