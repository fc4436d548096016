import type { AuditEvent } from '../evidence/types';

const DAY_MS = 86_400_000;
/** A silence this long behind so few calls: they are no beginning, but a wrong clock, a trial or a visit. */
const SILENCE_MS = 7 * DAY_MS;
const FEW = 0.02;

/**
 * When a key's history begins, in milliseconds since 1970: its first call, unless that and at most one in fifty stand
 * alone, a week and more before the rest. One call with a wrong date must not make every other one look late. NaN: there
 * is none. `past`: dated events, by time. Pure.
 */
export function beginOf(past: readonly AuditEvent[]): number {
  const most = Math.max(1, Math.floor(past.length * FEW));
  let begins = Date.parse(past[0]?.at ?? '');
  for (let i = 1; i <= most && i < past.length; i += 1) {
    const at = Date.parse(past[i]?.at ?? '');
    if (at - Date.parse(past[i - 1]?.at ?? '') >= SILENCE_MS) begins = at;
  }
  return begins;
}
