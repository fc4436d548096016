import type { Incident } from './journal';
import type { IncidentState } from './state';

/**
 * The approval that a person has given and of which nothing has come: no deny, no key that is off, and no decision that
 * there is nothing to contain. Nobody is asked any more then, so that whoever lists what waits must list it, too.
 * Null: none. Of root's key nothing can be contained: what is approved there is about others. Pure.
 */
export function openApproval({ entries, state }: Pick<Incident, 'entries' | 'state'>): IncidentState['approval'] {
  const { approval, owner, held, attached, disabledKeys } = state;
  if (approval === null || held !== null || owner?.type === 'root') return null;
  if (attached.size + disabledKeys.size > 0) return null;
  const since = entries.findLastIndex(({ type }) => type === 'approval');
  const decided = entries.slice(since).findLast((entry) => entry.type === 'decision');
  const isOver = decided?.type === 'decision' && (decided.mode === 'observe' || decided.decision.verdict === 'none');
  return isOver ? null : approval;
}
