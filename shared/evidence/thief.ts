import type { Verification } from '../containment/types';
import type { AuditAnalysis } from './analyse';
import { sum } from './overview';

/** ActionTrail shows an event about ten minutes after it happened (LookupEvents, "Limits"). */
export const TRAIL_LAG_MS = 10 * 60_000;
/** Before this, silence says nothing: the events are not there yet. */
const QUIET_AFTER_MS = 15 * 60_000;

export interface ThiefAnswer {
  readonly seen: 'yes' | 'no' | 'not visible yet';
  /** ISO 8601 UTC: calls later than this may not show yet. */
  readonly dataUpTo: string;
}

/**
 * Whether somebody else used the key. Yes: calls since the suspicion from addresses outside the key's history, or
 * unusual calls that were refused after the deny. No: none of them, in complete data that reaches past the moment by
 * which the deny (or the signal, where nothing was denied) had happened. Anything less is "not visible yet".
 */
export function thiefSeen(
  analysis: Pick<AuditAnalysis, 'newSource' | 'afterDeny'>,
  data: { readonly to: string; readonly complete: boolean; readonly until: string },
): ThiefAnswer {
  const dataUpTo = new Date(Date.parse(data.to) - TRAIL_LAG_MS).toISOString();
  if (sum(analysis.newSource) > 0 || analysis.afterDeny.refusedUnusual > 0) return { seen: 'yes', dataUpTo };
  return { seen: data.complete && dataUpTo >= data.until ? 'no' : 'not visible yet', dataUpTo };
}

/**
 * What the events say about the deny. Undefined while they do not reach far enough: the read-back stands then.
 * `contained, quiet` never before 15 minutes, and only from complete data.
 */
export function verificationBy(
  analysis: Pick<AuditAnalysis, 'afterDeny'>,
  data: { readonly to: string; readonly complete: boolean; readonly denyAt: string | null; readonly now: string },
  former: Verification | null,
): Verification | undefined {
  if (data.denyAt === null) return undefined;
  const { successesOfDenied, lateSuccesses, lastSuccessAt } = analysis.afterDeny;
  const residual = former?.residual ?? { couldNotCheck: 'the policies were not read back' };
  if (lateSuccesses > 0) {
    const problems = [
      `${lateSuccesses} calls that the deny covers succeeded more than 5 minutes after it, the last at ${lastSuccessAt}`,
    ];
    return { state: 'contained, still active', at: data.now, problems, residual };
  }
  const since = lastSuccessAt ?? data.denyAt;
  const reaches = Date.parse(data.to) - TRAIL_LAG_MS;
  const readBack = former?.state === 'deny attached' || former?.state === 'contained, quiet';
  // A changed policy takes time to bite; what went through meanwhile did go through.
  const problems =
    successesOfDenied > 0
      ? [
          `${successesOfDenied} calls that the deny covers still succeeded after it was attached, the last at ${lastSuccessAt}`,
        ]
      : [];
  if (!readBack) return undefined;
  if (!data.complete || reaches < Date.parse(since) + QUIET_AFTER_MS) {
    return problems.length > 0 ? { state: 'deny attached', at: data.now, problems, residual } : undefined;
  }
  return { state: 'contained, quiet', at: data.now, since, problems, residual };
}
