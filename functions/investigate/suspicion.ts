import type { Case } from '../../shared/findings/model';
import type { Incident } from '../../shared/incident/journal';
import { habitsEnd, suspicionBegan } from '../../shared/incident/suspicion';
import type { Run } from '../platform';

/** Until when a use of the key counts as a habit of the business, by the incident's signals; without one, now. ISO 8601 UTC. */
export function beganBy(incident: Pick<Incident, 'id' | 'state'>, now: string): string {
  return suspicionBegan(incident, habitsEnd)?.toISOString() ?? now;
}

/** The incident as the findings engine takes it. */
export function caseOf({ clock }: Pick<Run, 'clock'>, incident: Incident): Case {
  const { id, state } = incident;
  const now = clock.now().toISOString();
  return {
    accessKeyId: id.accessKeyId,
    accountId: id.accountId,
    leakAt: beganBy(incident, now),
    denyAt: state.denyAt ?? undefined,
    now,
  };
}
