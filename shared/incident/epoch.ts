import type { Entry } from './entries';
import type { RotationEntry } from './rotation-entries';
import type { IncidentState } from './state';

/**
 * How often an incident has ended, by a person's release or by itself: what is contained after that is a new one, told,
 * handed over and asked about anew.
 */
export const epochOf = ({ releases, closings }: Pick<IncidentState, 'releases' | 'closings'>): number =>
  releases + closings;

export const isRestore = ({ step, ok }: RotationEntry['steps'][number]): boolean =>
  ok && step.startsWith('restore-key:');

/** What stands behind the last release, or behind the last closing that no rotation's undo has taken back. Pure. */
export function sinceEnd(entries: readonly Entry[]): readonly Entry[] {
  const closed = entries.findLastIndex(({ type }) => type === 'closed');
  const isTakenBack = entries.slice(closed + 1).some((e) => e.type === 'rotation' && e.steps.some(isRestore));
  const released = entries.findLastIndex(({ type }) => type === 'release');
  return entries.slice(Math.max(released, isTakenBack ? -1 : closed) + 1);
}
