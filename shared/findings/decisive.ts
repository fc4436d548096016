import type { AuditEvent } from '../evidence/types';
import { isOnLogin, loginsTouched } from './logins';
import type { Actor, Analysis, Kind } from './model';

/** Of one identity so many calls are asked about: somebody may make and delete it again and again. */
const MOST_OF_ONE = 3;

/** Upon these others act: they freeze, switch off, and take a console back. */
const ACTED_UPON: ReadonlySet<Kind> = new Set<Kind>([
  'success-after-deny',
  'persistence',
  'privilege',
  'console-takeover',
  'log-tampering',
]);

/** The calls that made an identity, the attack's first. None: no call names it so. Pure. */
export function makersOf(
  { name, how }: Pick<Actor, 'name' | 'how'>,
  events: readonly AuditEvent[],
  attack: ReadonlySet<AuditEvent>,
): AuditEvent[] {
  const named = JSON.stringify(name).slice(1, -1);
  const such = events.filter(
    ({ service, name: call, raw }) => `${service} ${call}` === how && JSON.stringify(raw).includes(named),
  );
  return [...such.filter((event) => attack.has(event)), ...such.filter((event) => !attack.has(event))].slice(
    0,
    MOST_OF_ONE,
  );
}

/**
 * The calls that somebody is judged by: those that made a user or a role, who may be contained for it; those of the attack
 * on a login, whose session is taken for nobody's any more, and those that renamed its user; those behind the findings that others act upon; and the first
 * from each address that is taken for the business's, which may be let in. Pure.
 */
export function decisiveCalls(
  { actors, attack, business, findings }: Pick<Analysis, 'actors' | 'attack' | 'business' | 'findings'>,
  events: readonly AuditEvent[],
): AuditEvent[] {
  const named = new Set(findings.flatMap(({ kind, eventIds }) => (ACTED_UPON.has(kind) ? eventIds : [])));
  const made = actors.filter(({ type, isStandIn }) => (type === 'user' || type === 'role') && !isStandIn);
  const first = new Map<string, AuditEvent>();
  for (const event of business) {
    const known = first.get(event.ip);
    if (known === undefined || event.at < known.at) first.set(event.ip, event);
  }
  const decisive = [
    ...made.flatMap((actor) => makersOf(actor, events, attack)),
    // Of more calls than are asked about, the logins of the business's users come before those of the attack's own.
    ...loginsTouched(events, attack).calls,
    ...events.filter((event) => named.has(event.eventId) || (attack.has(event) && isOnLogin(event))),
    ...first.values(),
  ];
  return [...new Set(decisive)];
}
