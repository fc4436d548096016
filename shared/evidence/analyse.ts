import type { Billable } from './billable';
import type { CallRow, CourseColumn } from './calls';
import type { SimpleFinding } from './findings';
import type { Made } from './made';
import { type AddressCount, Overview, type ServiceCount, type Tally } from './overview';
import { RecentCalls } from './recent';
import { SeenEvents } from './seen-events';
import { historyEnds, KeyHistory, type Suspicion } from './suspicion';
import type { AuditEvent, AuditPart } from './types';

/** What the key did, as far as the events show. Times are ISO 8601 UTC. */
export interface AuditAnalysis {
  readonly total: number;
  readonly all: Tally;
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly byService: readonly ServiceCount[];
  readonly byAddress: readonly (AddressCount & { readonly isNewSource: boolean })[];
  readonly uncounted: number;
  readonly days: { readonly from: string; readonly columns: readonly Tally[] };
  /** Since the suspicion began, and a little before. */
  readonly course: { readonly from: string; readonly stepMs: number; readonly columns: readonly CourseColumn[] };
  readonly since: Tally;
  readonly calls: readonly CallRow[];
  readonly callsLeftOut: number;
  /** Calls since the suspicion from addresses that the key was never used from. */
  readonly newSource: Tally;
  readonly newSourceFirstAt?: string;
  readonly newSourceLastAllowedAt?: string;
  readonly afterDeny: {
    /** Calls that the attached document denies and that were answered all the same. */
    readonly successesOfDenied: number;
    /** Of these, later than a deny may take to bite. */
    readonly lateSuccesses: number;
    readonly lastSuccessAt?: string;
    /** Answered calls of actions that the document does not deny. */
    readonly allowedStill: number;
    readonly refused: number;
    readonly firstRefusedAt?: string;
    /** Refused calls that are not the business's own. */
    readonly refusedUnusual: number;
  };
  readonly findings: readonly SimpleFinding[];
  /** Who has power or a way in first; sessions stand apart. */
  readonly identitiesMade: readonly Made[];
  /** How many were made besides. */
  readonly madeLeftOut: number;
  /** Oldest first. */
  readonly billable: readonly Billable[];
  /** How many were made besides. */
  readonly billableLeftOut: number;
}

/**
 * Reads the stored events twice, one part at a time: first what the key always did, then what happened since the
 * suspicion began. `read` answers a part's events and must have checked its hash: what is judged is what is kept.
 */
export async function analyseAudit(
  parts: readonly AuditPart[],
  window: { readonly from: string; readonly to: string },
  suspicion: Suspicion,
  read: (part: AuditPart) => Promise<readonly AuditEvent[]>,
): Promise<AuditAnalysis> {
  const boundary = historyEnds(suspicion);
  const overview = new Overview(window.from, window.to);
  const history = new KeyHistory(boundary);
  const seen = new SeenEvents();
  for (const part of parts) {
    for (const event of await read(part)) {
      if (seen.isAgain(event)) continue;
      overview.add(event);
      history.learn(event);
    }
  }
  const recent = new RecentCalls(window.to, suspicion, history);
  const seenRecently = new SeenEvents();
  for (const part of parts) {
    if (part.newest !== null && part.newest < boundary) continue;
    for (const event of await read(part))
      if ((event.at === '' || event.at >= boundary) && !seenRecently.isAgain(event)) recent.add(event);
  }
  return {
    total: overview.total,
    all: overview.all,
    ...(overview.firstAt ? { firstAt: overview.firstAt } : {}),
    ...(overview.lastAt ? { lastAt: overview.lastAt } : {}),
    byService: overview.byService(),
    byAddress: overview.byAddress().map((count) => ({ ...count, isNewSource: recent.newSources.has(count.ip) })),
    uncounted: overview.uncounted,
    days: { from: window.from, columns: overview.days },
    ...recent.result(),
  };
}
