import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { sessionIssued } from './family';

/** STS sessions last DurationSeconds, an hour by default, and at most twelve (AssumeRole, "DurationSeconds"). */
const DEFAULT_SECONDS = 3_600;
const MOST_SECONDS = 43_200;

/** A role's session that the key, one of its sessions or what the attack made has opened. */
export interface OpenedSession {
  /** Undefined: the call's answer does not stand in the event. */
  readonly id: string | undefined;
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
      const endsAt = endOf(event);
      if (!event.name.startsWith('AssumeRole') || event.errorCode !== undefined || endsAt === undefined) return [];
      const role = detail(event, 'requestParameters', 'RoleArn') ?? detail(event, 'requestParameters', 'roleArn') ?? '';
      return [{ id: sessionIssued(event), role, endsAt, ofAttack: attack.has(event) }];
    })
    .sort((a, b) => (a.endsAt < b.endsAt ? -1 : a.endsAt > b.endsAt ? 1 : 0));
}

/** As the answer told it, else by what was asked for. */
function endOf(event: AuditEvent): string | undefined {
  const told =
    detail(event, 'responseElements', 'credentials', 'expiration') ??
    detail(event, 'responseElements', 'Credentials', 'Expiration');
  const toldMs = Date.parse(told ?? '');
  if (!Number.isNaN(toldMs)) return new Date(toldMs).toISOString();
  const begun = Date.parse(event.at);
  const seconds = Number(detail(event, 'requestParameters', 'DurationSeconds') ?? DEFAULT_SECONDS);
  const lasts = seconds > 0 ? Math.min(seconds, MOST_SECONDS) : DEFAULT_SECONDS;
  return Number.isNaN(begun) ? undefined : new Date(begun + lasts * 1000).toISOString();
}
