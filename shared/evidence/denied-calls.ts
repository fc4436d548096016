import { compile } from '../ram-policy/evaluate';
import type { Policy } from '../ram-policy/policy';
import { ramActionsOf } from './ram-action';
import type { AuditEvent } from './types';

/** Whether these policies deny an event's call on every resource, by evaluation; each action is decided once. */
export function deniedBy(policies: readonly Policy[]): (event: Pick<AuditEvent, 'service' | 'name'>) => boolean {
  const decide = compile(policies);
  const known = new Map<string, boolean>();
  return (event) =>
    ramActionsOf(event).some((action) => {
      const answer = known.get(action) ?? decide({ action, resource: '*', context: {} }).decision === 'Deny';
      known.set(action, answer);
      return answer;
    });
}
