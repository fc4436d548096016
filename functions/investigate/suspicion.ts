import type { Case } from '../../shared/findings/model';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import type { Run } from '../platform';

/** The earliest that any signal says: when it was found, else when it came; without a signal, now. */
export function suspicionBegan(state: Pick<IncidentState, 'signals'>, now: string): string {
  const times = state.signals.map(({ foundAt, receivedAt }) =>
    foundAt && foundAt < receivedAt ? foundAt : receivedAt,
  );
  return times.sort()[0] ?? now;
}

/** The incident as the findings engine takes it. */
export function caseOf({ clock }: Pick<Run, 'clock'>, { id, state }: Incident): Case {
  const now = clock.now().toISOString();
  return {
    accessKeyId: id.accessKeyId,
    accountId: id.accountId,
    leakAt: suspicionBegan(state, now),
    denyAt: state.denyAt ?? undefined,
    now,
  };
}
