import { createHash } from 'node:crypto';
import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { field, isObject } from '../signal/loose';

/** An event without an id still has to be found again: by what it says. */
export const madeId = ({ raw }: AuditEvent): string =>
  `no-id-${createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 24)}`;

/** Copies of an event are in one bucket; a masked id tells nothing, and then all of it has to be the same. */
export function bucketOf(event: AuditEvent): string {
  const { eventId, at, service, name, raw } = event;
  if (isMasked(eventId)) return `${eventId} ${createHash('sha256').update(JSON.stringify(raw)).digest('base64')}`;
  return `${eventId} ${at} ${service.toLowerCase()} ${name}`;
}

/**
 * Whether two events of one bucket are copies of each other: exports give one id to several events and leave fields out,
 * so that more than the id has to fit. What only one of them tells contradicts nothing. Pure.
 */
export function isCopy(a: AuditEvent, b: AuditEvent): boolean {
  if ((a.errorCode === undefined) !== (b.errorCode === undefined)) return false;
  const [one, other] = [requestOf(a), requestOf(b)];
  if (one === undefined || other === undefined) return true;
  return [...one].every(([name, value]) => {
    const theirs = other.get(name);
    return theirs === undefined || theirs === value || isMasked(value) || isMasked(theirs);
  });
}

/** Of two copies the one that names its caller in full, and tells more. Pure. */
export function fuller(a: AuditEvent, b: AuditEvent): AuditEvent {
  const weight = (event: AuditEvent): number =>
    (event.accessKeyId !== undefined ? 2 : 0) +
    (isMasked(event.accessKeyId) ? -1 : 0) +
    (detail(event, 'responseElements') !== undefined || isObject(field(event.raw, 'responseElements')) ? 1 : 0) +
    (requestOf(event) !== undefined ? 1 : 0);
  return weight(b) > weight(a) ? b : a;
}

/** What was asked for, by lower-case names; undefined where the event does not tell. */
function requestOf({ raw }: AuditEvent): ReadonlyMap<string, string> | undefined {
  const request = field(raw, 'requestParameters');
  if (!isObject(request) || Object.keys(request).length === 0) return undefined;
  return new Map(
    Object.entries(request).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

const isMasked = (text: string | undefined): boolean => text?.includes('*') ?? false;
