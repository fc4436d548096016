import type { AuditEvent } from '../evidence/types';
import { countryCalled } from './phone';

/** So many of one thing are many, and so many are great, where a key did none. */
export const MUCH = 20;
export const HUGE = 100;

export function callOf({ service, name }: Pick<AuditEvent, 'service' | 'name'>): string {
  return `${service.toLowerCase()} ${name}`;
}

/** The call, and of a message abroad the country: whoever sends codes at home does other work when he sends them there. */
export function workOf(event: AuditEvent): string {
  const country = /^dysms/i.test(event.service) ? countryCalled(event) : undefined;
  return country === undefined ? callOf(event) : `${callOf(event)} +${country}`;
}

/** An object's content was handed out (a data event of OSS, where they are recorded). */
export function isRead({ name, errorCode }: Pick<AuditEvent, 'name' | 'errorCode'>): boolean {
  return name === 'GetObject' && errorCode === undefined;
}
