import type { DecisionEntry, Entry } from './entries';
import { sinceEnd } from './epoch';
import { isLaterRow } from './questions';
import type { IncidentState } from './state';

type Facts = {
  readonly entries: readonly Entry[];
  readonly state: Pick<IncidentState, 'attached' | 'disabledKeys' | 'isContaining' | 'release'>;
};

/**
 * The leak of which observe mode has only told that it would contain the key: enforce mode takes it up. Its leak id, the last
 * where there are several; undefined: none, or something has become of it. What an investigation asks, and what is decided
 * about another leak, takes nothing of it back; a deny or a switched-off key of ours does, and so do a release from its
 * beginning on, the incident's end, and whatever enforce mode has decided about this leak. Pure. `entries`: oldest first.
 */
export function observedLeak({ entries, state }: Facts): string | undefined {
  const isContained = state.isContaining && state.attached.size + state.disabledKeys.size > 0;
  if (isContained || state.release !== null) return undefined;
  const decided = sinceEnd(entries).filter(
    (one): one is Entry & DecisionEntry => one.type === 'decision' && !isLaterRow(one.decision.row),
  );
  const told = decided.findLastIndex(({ mode, decision }) => mode === 'observe' && decision.verdict === 'contain');
  const leakId = decided[told]?.signal.leakId;
  const isTakenUp = decided.slice(told).some(({ mode, signal }) => mode === 'enforce' && signal.leakId === leakId);
  return isTakenUp ? undefined : leakId;
}
