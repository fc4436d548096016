import { sha256 } from '../../shared/incident/seal';
import type { LeakSignal } from '../../shared/signal/types';

/** About as many are looked at again in a minute. */
const A_MINUTE = 10;
const MINUTE_MS = 60_000;
/** Each once in so many minutes, or in more where there are too many: a minute that no run meets costs nobody the hour. */
const EVERY_MINUTES = 30;

/**
 * The leaks whose turn it is in this minute to be looked at again. By what a leak is called, not by its place: a list that
 * grows or shrinks takes nobody's turn. Pure.
 */
export function leaksOfTurn(leaks: readonly LeakSignal[], now: Date): readonly LeakSignal[] {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const period = Math.max(EVERY_MINUTES, Math.ceil(leaks.length / A_MINUTE));
  return leaks.filter(({ leakId }) => (numberOf(leakId) + minute) % period === 0);
}

const numberOf = (leakId: string): number => Number.parseInt(sha256(leakId).slice(0, 8), 16);
