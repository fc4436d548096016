import { isRefusal } from '../../shared/evidence/event';
import type { AuditEvent } from '../../shared/evidence/types';
import type { Actor, Finding } from '../../shared/findings/model';
import { userNamed } from '../../shared/findings/parameters';

const GRAVE = /^(high|critical)$/;

/**
 * Whose console login the grave findings name: whoever's password or second factor was changed, and the users that the
 * attack made. What names nobody, or only the account's rules, names no user. Pure.
 */
export function consoleUsers(
  findings: readonly Finding[],
  actors: readonly Actor[],
  events: readonly AuditEvent[],
): readonly string[] {
  const grave = findings.filter(({ severity }) => GRAVE.test(severity));
  const takeovers = grave.filter(({ kind }) => kind === 'console-takeover');
  const ids = new Set(takeovers.flatMap(({ eventIds }) => eventIds));
  // What was refused has changed nobody's login.
  const done = events.filter((event) => ids.has(event.eventId) && !isRefusal(event));
  const touched = done.flatMap((event) => userNamed(event) ?? []);
  const makes = grave.some(({ kind }) => kind === 'persistence' || kind === 'console-takeover');
  const made = actors.flatMap(({ type, name, isStandIn }) => (makes && type === 'user' && !isStandIn ? [name] : []));
  return [...new Set([...touched, ...made])].filter((name) => name !== '');
}
