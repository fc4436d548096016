import type { MadeIdentity, MadeWays } from '../../shared/containment/made';
import type { AuditAnalysis } from '../../shared/evidence/analyse';
import { isOfChain, type Look, openCalls } from '../../shared/evidence/audit';
import { ownerOf } from '../../shared/evidence/made';
import { MadeBook, type MadeList } from '../../shared/evidence/made-book';
import { madeByCalls } from '../../shared/evidence/made-by';
import type { AuditEvent } from '../../shared/evidence/types';
import type { AccountFacts } from '../../shared/findings/account';
import { makersOf } from '../../shared/findings/decisive';
import { loginsTouched, type TouchedLogin } from '../../shared/findings/logins';
import type { Analysis } from '../../shared/findings/model';
import { consoleUsers } from './console-users';
import { idsTold } from './ids-told';

export interface Touched {
  /** Whom the attack made, by calls that are ActionTrail's own: nobody is contained on the word of a trail alone. */
  readonly made: readonly MadeIdentity[];
  /** Whose console login the findings name. */
  readonly consoleUsers: readonly string[];
  /** Whose console login or second factor was made or changed. */
  readonly logins: LoginsTouched;
}

/** Users by their names, who was there before the attack in front. No name is in both. */
export interface LoginsTouched {
  /** By the attack, in calls that are sure. */
  readonly taken: readonly TouchedLogin[];
  /** By the leaked key since the suspicion began, perhaps for the business; or by the attack, on a trail's word alone. */
  readonly suspected: readonly TouchedLogin[];
}

/**
 * Whom the attack made and whose login it changed, by calls that are sure. Who is known by a trail alone must have been
 * named by a call that LookupEvents knows; some of these could not be asked for. Pure.
 */
export function touchedBy(
  { actors, attack, findings }: Pick<Analysis, 'actors' | 'attack' | 'findings'>,
  events: readonly AuditEvent[],
  looks: readonly Look[],
  key: KeyInQuestion,
): Touched {
  const open = openCalls(looks);
  const isOfTrail = looks.some((look) => isOfChain(look) && look.kind !== 'lookup-events');
  const isSure = ({ eventId }: AuditEvent): boolean => !open.has(eventId);
  const makers = isOfTrail ? makersOf(actors, events, attack) : undefined;
  const known = actors.filter((actor) => makers === undefined || makers.get(actor)?.some(isSure));
  const sure = [...attack].filter(isSure);
  const ids = { user: idsTold('user', sure), role: idsTold('role', sure) };
  const withId = (one: MadeIdentity): MadeIdentity => {
    const id = ids[one.type].get(one.name);
    return id === undefined ? one : { ...one, id };
  };
  // What was there before is the business's: only what the attack made itself.
  const made = (['user', 'role'] as const).flatMap((type) =>
    known.flatMap((actor) => (actor.type === type && !actor.isStandIn ? [withId({ type, name: actor.name })] : [])),
  );
  const logins = loginsOf(attack, events, open, key);
  return { made, consoleUsers: consoleUsers(findings, known, events.filter(isSure)), logins };
}

interface KeyInQuestion {
  readonly accessKeyId: string;
  /** When the suspicion began, ISO 8601 UTC. */
  readonly began: string;
}

function loginsOf(
  attack: ReadonlySet<AuditEvent>,
  events: readonly AuditEvent[],
  open: ReadonlySet<string>,
  { accessKeyId, began }: KeyInQuestion,
): LoginsTouched {
  const sure = events.filter(({ eventId }) => !open.has(eventId));
  const { logins: taken } = loginsTouched(sure, attack);
  const isOfKey = (event: AuditEvent): boolean => event.accessKeyId === accessKeyId && event.at >= began;
  const { logins } = loginsTouched(events, attack, (event) => attack.has(event) || isOfKey(event));
  const known = new Set(taken.flatMap(({ names }) => names));
  const suspected = logins.map((login) => ({ ...login, names: login.names.filter((name) => !known.has(name)) }));
  return { taken, suspected: suspected.filter(({ names }) => names.length > 0) };
}

/** Credentials that the attack made. */
export interface WaysMade extends MadeWays {
  /** One of them is for the very user whose credential made it. */
  readonly isOwn: boolean;
}

/**
 * The AccessKeys and console logins that the attack made, for whomever, by calls that are sure. Without a past to measure
 * the key by, what it made from an address that it was never used from is the attack's as well. Pure.
 */
export function waysMade(
  { attack, historyEndsAt }: Pick<Analysis, 'attack' | 'historyEndsAt'>,
  events: readonly AuditEvent[],
  looks: readonly Look[],
  { accessKeyId, newAddresses }: { readonly accessKeyId: string; readonly newAddresses: ReadonlySet<string> },
): WaysMade {
  const open = openCalls(looks);
  const isStrange = (event: AuditEvent): boolean =>
    historyEndsAt === '' && event.accessKeyId === accessKeyId && newAddresses.has(event.ip);
  const calls = events.filter((event) => !open.has(event.eventId) && (attack.has(event) || isStrange(event)));
  const ways = calls.flatMap((event) => {
    const by = event.userName?.split('@')[0];
    return madeByCalls([event]).made.flatMap((made) =>
      made.kind === 'access-key' || made.kind === 'console' ? { made, isOwn: ownerOf(made) === (by ?? '') } : [],
    );
  });
  return {
    keys: ways.flatMap(({ made }) => (made.kind === 'access-key' ? made.name : [])),
    logins: ways.flatMap(({ made }) => (made.kind === 'console' ? ownerOf(made) : [])),
    isOwn: ways.some(({ isOwn }) => isOwn),
  };
}

/** What the key has made, and what everybody else of the attack has, each once. Pure. */
export function everythingMade(
  { identitiesMade, madeLeftOut }: Pick<AuditAnalysis, 'identitiesMade' | 'madeLeftOut'>,
  attack: ReadonlySet<AuditEvent>,
  accessKeyId: string,
  account: AccountFacts,
): MadeList {
  const others = madeByCalls(
    [...attack].filter((event) => event.accessKeyId !== accessKeyId),
    account,
  );
  const book = new MadeBook();
  // Both are in order already.
  for (const made of [...identitiesMade, ...others.made]) book.add(made, '');
  const { made, leftOut } = book.list();
  return { made, leftOut: leftOut + madeLeftOut + others.leftOut };
}

/** What a list of everything made does not tell, as a cut. Pure. */
export function notListed({ made, leftOut }: MadeList): string[] {
  return leftOut > 0
    ? [`more than ${made.length} identities, keys and grants were made: not listed are ${leftOut} that can do least`]
    : [];
}
