import type { IncidentState } from './state';

/** A leak of a root key that nothing has closed: only root itself can end it, in the console or by `rotate --root`. Pure. */
export function isOpenRoot({ owner, signals, release }: Pick<IncidentState, 'owner' | 'signals' | 'release'>): boolean {
  if (owner?.type !== 'root') return false;
  return signals.some(({ leakId }) => !release?.leakIds.includes(leakId));
}
