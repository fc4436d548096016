import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { isoOf, momentOf } from '../moment';
import { opened, sessionTold } from './family';

/** A role's session that the key, one of its sessions or what the attack made has opened. */
export interface OpenedSession {
  /** Undefined: the call's answer does not stand in the event. */
  readonly id: string | undefined;
  /** How a sentence calls it. */
  readonly called: string;
  /** `acs:ram::1:role/deploy`; empty where the call names none. */
  readonly role: string;
  /** ISO 8601 UTC. */
  readonly endsAt: string;
  readonly ofAttack: boolean;
}

/** Every session that these calls opened, by when it ends. A deny on the user ends none of them. Pure. */
export function sessionsOpened(events: Iterable<AuditEvent>, attack: ReadonlySet<AuditEvent>): OpenedSession[] {
  return [...events]
    .flatMap((event): OpenedSession[] => {
      const called = sessionTold(event);
      const endsAt = endOf(event);
      if (called === undefined || endsAt === undefined) return [];
      const role = detail(event, 'requestParameters', 'roleArn') ?? '';
      return [{ id: opened(event)?.id, called, role, endsAt, ofAttack: attack.has(event) }];
    })
    .sort((a, b) => (a.endsAt < b.endsAt ? -1 : a.endsAt > b.endsAt ? 1 : 0));
}

/** As the answer told it, else by what was asked for. */
function endOf(event: AuditEvent): string | undefined {
  const told =
    detail(event, 'responseElements', 'credentials', 'expiration') ??
    detail(event, 'responseElements', 'Credentials', 'Expiration');
  return isoOf(momentOf(told) ?? opened(event)?.endsAtMs ?? Number.NaN);
}
