import type { AuditEvent } from '../../shared/evidence/types';
import { answered, whole } from '../../shared/findings/made/forms';
import { parameter, userNamed } from '../../shared/findings/parameters';

const CREATED = /^CreateUser$/;
const NAMED = /^(Create|Update)User$/;

/**
 * The ids of the users whom these calls made, by each name that such calls gave them, as the answers tell them (RAM
 * 2015-05-01 and IMS 2019-08-15, CreateUser and UpdateUser: `User.UserId`). A name that was given twice is the last one's.
 * Pure.
 */
export function userIdsTold(calls: Iterable<AuditEvent>): ReadonlyMap<string, string> {
  const naming = [...calls]
    .filter(({ service, name, errorCode }) => /^(ram|ims)$/i.test(service) && NAMED.test(name) && !errorCode)
    .flatMap((event) => {
      const id = whole(answered(event, 'UserId'));
      const name = parameter(event, 'NewUserName', 'NewUserPrincipalName')?.split('@')[0] ?? userNamed(event);
      return id === undefined || name === undefined ? [] : [{ id, name, event }];
    })
    .sort((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : 0));
  // Whoever was there before is nobody of theirs, whatever they called him.
  const made = new Set(naming.flatMap(({ id, event }) => (CREATED.test(event.name) ? id : [])));
  return new Map(naming.flatMap(({ id, name }) => (made.has(id) ? [[name, id] as const] : [])));
}
