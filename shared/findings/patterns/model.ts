import type { AuditEvent } from '../../evidence/types';
import type { Baseline, Standing } from '../baseline';
import type { Sign } from '../rules';
import type { Verdict } from '../verdict';

/** A call that tells something, and whether it is unlike the key's history. */
export interface Telling {
  readonly event: AuditEvent;
  readonly sign: Sign;
  readonly isNew: boolean;
  /** The key did the same before, word for word. */
  readonly isSame?: boolean;
}

/** What only many calls together show. `points`: how much it says before it is known where they came from. */
export interface Pattern {
  readonly what: Verdict;
  readonly events: readonly AuditEvent[];
  readonly points: number;
}

/** The calls of one source, by time. */
export interface Seen {
  readonly events: readonly AuditEvent[];
  readonly telling: readonly Telling[];
  readonly standing: Standing;
  readonly baseline: Baseline;
}
