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

type Named = Pick<Actor, 'name' | 'how'>;

/**
 * The calls that made each identity, the attack's first. None: no call names it so. Each event is put into text once,
 * however many identities there are. Pure.
 */
export function makersOf<A extends Named>(
  actors: readonly A[],
  events: readonly AuditEvent[],
  attack: ReadonlySet<AuditEvent>,
): ReadonlyMap<A, readonly AuditEvent[]> {
  const wanted = actors.map((actor) => ({
    ...{ actor, named: JSON.stringify(actor.name).slice(1, -1) },
    ...{ ofAttack: [] as AuditEvent[], ofOthers: [] as AuditEvent[] },
  }));
  const byHow = new Map<string, typeof wanted>();
  for (const one of wanted) {
    const some = byHow.get(one.actor.how);
    if (some === undefined) byHow.set(one.actor.how, [one]);
    else some.push(one);
  }
  for (const event of events) {
    const candidates = byHow.get(`${event.service} ${event.name}`);
    if (candidates === undefined) continue;
    const list = attack.has(event) ? 'ofAttack' : 'ofOthers';
    const open = candidates.filter((one) => one[list].length < MOST_OF_ONE);
    if (open.length === 0) continue;
    const text = JSON.stringify(event.raw);
    for (const one of open) if (text.includes(one.named)) one[list].push(event);
  }
  return new Map(
    wanted.map(({ actor, ofAttack, ofOthers }) => [actor, [...ofAttack, ...ofOthers].slice(0, MOST_OF_ONE)]),
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
    ...[...makersOf(made, events, attack).values()].flat(),
    // Of more calls than are asked about, the logins of the business's users come before those of the attack's own.
    ...loginsTouched(events, attack).calls,
    ...events.filter((event) => named.has(event.eventId) || (attack.has(event) && isOnLogin(event))),
    ...first.values(),
  ];
  return [...new Set(decisive)];
}
