import type { Verification } from '../containment/types';
import type { AuditAnalysis } from './analyse';
import { sum } from './overview';

/** ActionTrail shows an event about ten minutes after it happened (LookupEvents, "Limits"). */
export const TRAIL_LAG_MS = 10 * 60_000;
/** Before this, silence says nothing: the events are not there yet. */
const QUIET_AFTER_MS = 15 * 60_000;
/**
 * After a deny that bit late, this much silence is asked for instead: a policy that took effect late at one place may not
 * have reached another, a thief whose calls went through has reason to come back, and fifteen minutes of silence look
 * the same as a pause between his tries.
 */
const QUIET_AFTER_LATE_MS = 60 * 60_000;

export interface ThiefAnswer {
  readonly seen: 'yes' | 'no' | 'not visible yet';
  /** ISO 8601 UTC: calls later than this may not show yet. */
  readonly dataUpTo: string;
}

/**
 * Whether somebody else used the key. Yes: calls that are judged an attack (`isAttack`), calls since the suspicion from
 * addresses outside the key's history, or unusual calls that were refused after the deny. No: none of them, in complete data that reaches past the moment by
 * which the deny (or the signal, where nothing was denied) had happened. Anything less is "not visible yet".
 */
export function thiefSeen(
  analysis: Pick<AuditAnalysis, 'newSource' | 'afterDeny'>,
  data: { readonly to: string; readonly complete: boolean; readonly until: string; readonly isAttack?: boolean },
): ThiefAnswer {
  const dataUpTo = new Date(Date.parse(data.to) - TRAIL_LAG_MS).toISOString();
  if (data.isAttack || sum(analysis.newSource) > 0 || analysis.afterDeny.refusedUnusual > 0)
    return { seen: 'yes', dataUpTo };
  return { seen: data.complete && dataUpTo >= data.until ? 'no' : 'not visible yet', dataUpTo };
}

/**
 * What the events say about the deny. Undefined while they do not reach far enough: the read-back stands then.
 * `contained, quiet` never before 15 minutes, and only from complete data; where a denied call was answered after the
 * deny, never before 60 minutes without another one: until then `deny attached`, with what came through as its problem.
 * `unread`: why the attached document could not be read; nothing is judged without it.
 */
export function verificationBy(
  analysis: Pick<AuditAnalysis, 'afterDeny'>,
  data: {
    readonly to: string;
    readonly complete: boolean;
    readonly denyAt: string | null;
    readonly now: string;
    readonly unread?: string;
  },
  former: Verification | null,
): Verification | undefined {
  if (data.denyAt === null) return undefined;
  const { successesOfDenied, lateSuccesses, lastSuccessAt } = analysis.afterDeny;
  const residual = former?.residual ?? { couldNotCheck: 'the policies were not read back' };
  // Nobody has seen it taken off, nor its document put back.
  const power = former?.givesPower ? { givesPower: former.givesPower } : {};
  if (data.unread !== undefined)
    return { state: 'not verified', at: data.now, problems: [data.unread], residual, ...power };
  if (lateSuccesses > 0) {
    const problems = [
      `${lateSuccesses} calls that the deny covers succeeded more than 5 minutes after it, the last at ${lastSuccessAt}`,
    ];
    return { state: 'contained, still active', at: data.now, problems, residual, ...power };
  }
  const since = lastSuccessAt ?? data.denyAt;
  const reaches = Date.parse(data.to) - TRAIL_LAG_MS;
  const readBack = former?.state === 'deny attached' || former?.state === 'contained, quiet';
  // A changed policy takes time to bite; what went through meanwhile did go through.
  const problems = successesOfDenied > 0 ? [cameThrough(successesOfDenied, since, data.denyAt)] : [];
  const quietAfterMs = successesOfDenied > 0 ? QUIET_AFTER_LATE_MS : QUIET_AFTER_MS;
  if (!readBack) return former?.givesPower ? withoutPower(former, data.now) : undefined;
  if (!data.complete || reaches < Date.parse(since) + quietAfterMs) {
    return problems.length > 0 ? { state: 'deny attached', at: data.now, problems, residual } : undefined;
  }
  return { state: 'contained, quiet', at: data.now, since, problems, residual };
}

/** The document was read, and is what set-up wrote. */
function withoutPower({ givesPower: _, ...former }: Verification, now: string): Verification {
  return { ...former, at: now };
}

function cameThrough(count: number, lastAt: string, denyAt: string): string {
  const seconds = Math.round((Date.parse(lastAt) - Date.parse(denyAt)) / 1000);
  const calls = count === 1 ? '1 call' : `${count} calls`;
  const after = seconds < 1 ? 'within a second of it' : `${seconds} s after it`;
  return `${calls} that the deny covers still succeeded, the last ${lastAt.slice(11, 19)} UTC, ${after}`;
}
