import type { AuditEvent } from '../evidence/types';
import type { Baseline } from './baseline';
import { sessionIssued } from './family';

/**
 * Sessions that the key drew at its own address with its own program. Where one is used elsewhere, the business gave it to
 * somebody, or somebody is on its machine: whoever only holds the key has no need of it. Pure.
 */
export function sessionsHandedOut(events: readonly AuditEvent[], baseline: Baseline): ReadonlySet<string> {
  return new Set(
    events.flatMap((event) => {
      const session = sessionIssued(event);
      return session !== undefined && baseline.standing(event) === 'known' && !baseline.isNewTool(event)
        ? [session]
        : [];
    }),
  );
}
