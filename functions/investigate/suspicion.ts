import type { Case } from '../../shared/findings/model';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import { suspicionBegan } from '../../shared/incident/suspicion';
import type { Run } from '../platform';

/** When the suspicion began, by the incident's signals; without a signal, now. ISO 8601 UTC. */
export function beganBy({ signals }: Pick<IncidentState, 'signals'>, now: string): string {
  return suspicionBegan(signals)?.toISOString() ?? now;
}

/** The incident as the findings engine takes it. */
export function caseOf({ clock }: Pick<Run, 'clock'>, { id, state }: Incident): Case {
  const now = clock.now().toISOString();
  return {
    accessKeyId: id.accessKeyId,
    accountId: id.accountId,
    leakAt: beganBy(state, now),
    denyAt: state.denyAt ?? undefined,
    now,
  };
}
