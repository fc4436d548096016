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

/** `acs:ram::1:role/deploy` -> `deploy`. */
export function roleAssumed(event: AuditEvent): string | undefined {
  if (!event.name.startsWith('AssumeRole')) return undefined;
  const arn = detail(event, 'requestParameters', 'RoleArn') ?? detail(event, 'requestParameters', 'roleArn');
  return arn?.slice(arn.lastIndexOf('/') + 1).toLowerCase();
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
