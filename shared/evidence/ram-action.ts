import { serviceCodesOf } from '../ram-policy/service-codes';
import type { AuditEvent } from './types';

/** The names under which RAM policies may speak of an event's call: `Ims CreateUser` -> `ram:CreateUser`. */
export function ramActionsOf(event: Pick<AuditEvent, 'service' | 'name'>): readonly string[] {
  return serviceCodesOf(event.service).map((code) => `${code}:${event.name}`);
}
