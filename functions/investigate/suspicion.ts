import type { Config } from '../../shared/config/types';
import type { Case } from '../../shared/findings/model';
import type { Incident } from '../../shared/incident/journal';
import { habitsEnd, suspicionBegan } from '../../shared/incident/suspicion';
import type { Run } from '../platform';

/** Until when a use of the key counts as a habit of the business, by the incident's signals; without one, now. ISO 8601 UTC. */
export function beganBy(incident: Pick<Incident, 'id' | 'state'>, now: string): string {
  return suspicionBegan(incident, habitsEnd)?.toISOString() ?? now;
}

/** Whoever changes one of these tampers with what is known of him. Bucket names have no capitals (OSS, "Bucket naming"). */
export function toolsBuckets({ evidence, trail }: Pick<Config, 'evidence' | 'trail'>): string[] {
  return [evidence.bucket, evidence.archiveBucket, trail.bucket].flatMap((bucket) => bucket ?? []);
}

/** The incident as the findings engine takes it. */
export function caseOf({ clock, config }: Pick<Run, 'clock' | 'config'>, incident: Incident): Case {
  const { id, state } = incident;
  const now = clock.now().toISOString();
  return {
    accessKeyId: id.accessKeyId,
    accountId: id.accountId,
    leakAt: beganBy(incident, now),
    denyAt: state.denyAt ?? undefined,
    now,
    toolsBuckets: toolsBuckets(config),
  };
}
