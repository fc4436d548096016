import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { secondsOf } from './seconds';

/** A session's id that an AssumeRole call was answered with (ActionTrail sample of AssumeRole: `responseElements`). */
export function sessionIssued(event: AuditEvent): string | undefined {
  if (!event.name.startsWith('AssumeRole') || event.errorCode !== undefined) return undefined;
  return (
    detail(event, 'responseElements', 'credentials', 'accessKeyId') ??
    detail(event, 'responseElements', 'Credentials', 'AccessKeyId')
  );
}

/** A session that an AssumeRole call opened, as far as the event tells. */
export interface Opening {
  /** Undefined: the answer is missing, or masks it. */
  readonly id: string | undefined;
  /** What a masked answer shows of it. */
  readonly shown: string | undefined;
  /** As the call writes it: LookupEvents minds the case. */
  readonly roleName: string | undefined;
  /** Both in lower case. */
  readonly role: string | undefined;
  readonly session: string | undefined;
  readonly endsAtMs: number;
}

/** A session lasts DurationSeconds, an hour by default, and at most twelve (STS, AssumeRole). */
const HOUR_S = 3_600;
const LONGEST_S = 43_200;

/** Undefined: no session was opened. How long it lives: an hour where the call does not say (STS, AssumeRole). */
export function opened(event: AuditEvent): Opening | undefined {
  if (!event.name.startsWith('AssumeRole') || event.errorCode !== undefined) return undefined;
  const issued = sessionIssued(event);
  const isMasked = issued?.includes('*') ?? false;
  const seconds = Number(detail(event, 'requestParameters', 'durationSeconds') ?? HOUR_S);
  const lastsS = seconds > 0 ? Math.min(seconds, LONGEST_S) : HOUR_S;
  return {
    id: isMasked ? undefined : issued,
    shown: isMasked ? issued : undefined,
    roleName: roleNamed(event),
    role: roleAssumed(event),
    session: detail(event, 'requestParameters', 'roleSessionName')?.toLowerCase(),
    endsAtMs: Date.parse(event.at) + lastsS * 1000,
  };
}

/** How a note calls the session that the call opened; undefined: none was. */
export function sessionTold(event: AuditEvent): string | undefined {
  const opening = opened(event);
  if (opening === undefined) return undefined;
  return opening.id ?? opening.shown ?? `of ${opening.role ?? 'a role'} (${event.at}, its id is not told)`;
}

/** `acs:ram::1:role/Deploy` -> `deploy`: ARNs and sessions do not keep a role's case. */
export function roleAssumed(event: AuditEvent): string | undefined {
  return event.name.startsWith('AssumeRole') ? roleNamed(event)?.toLowerCase() : undefined;
}

function roleNamed(event: AuditEvent): string | undefined {
  const arn = detail(event, 'requestParameters', 'roleArn');
  return arn?.slice(arn.lastIndexOf('/') + 1);
}

/**
 * The leaked key and every session that it opened, and that these opened in turn: one power, whoever holds it. `events`
 * by time. The business's sessions are in it as much as a thief's.
 */
export function familyOf(accessKeyId: string, events: readonly AuditEvent[]): ReadonlySet<string> {
  const family = new Set([accessKeyId]);
  const takes = (event: AuditEvent) => {
    if (event.accessKeyId === undefined || !family.has(event.accessKeyId)) return;
    const session = sessionIssued(event);
    // A masked id (`STS.abc****`) names nobody.
    if (session !== undefined && !session.includes('*')) family.add(session);
  };
  for (const second of secondsOf(events.filter(({ name }) => name.startsWith('AssumeRole')))) {
    let size: number;
    do {
      size = family.size;
      second.forEach(takes);
    } while (family.size > size);
  }
  return family;
}
