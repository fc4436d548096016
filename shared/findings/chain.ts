import { detail, roleSpeaking } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { compareAccounts } from './accounts';
import { roleAssumed, sessionIssued } from './family';
import { alsoMade } from './made';
import { roleOfFunction } from './made/standing';
import type { Actor } from './model';
import { parameter } from './parameters';
import type { Signs } from './rules';
import type { Made } from './rules/model';
import { secondsOf } from './seconds';
import { TurnedRoles } from './turned-roles';

const DEEPEST = 5;
const MOST_ACTORS = 200;

export interface Chain {
  readonly actors: readonly Actor[];
  /** Every call of the attack, by time, with the actor that made it. */
  readonly attack: ReadonlyMap<AuditEvent, string>;
  readonly cuts: readonly string[];
}

/**
 * Follows the attack from the leaked key to every identity that it made or became, and on from these: one pass over the
 * account's events by time, because whatever acts was made before. ActionTrail counts whole seconds, and what is made
 * may act within the same one: a second is gone through again while it makes somebody. `isAttack`: the calls of the key
 * and its sessions that are not the business's.
 */
export function followChain(
  accessKeyId: string,
  events: readonly AuditEvent[],
  isAttack: ReadonlySet<AuditEvent>,
  signs: Signs,
): Chain {
  const ownUser = userOf(events.find((event) => event.accessKeyId === accessKeyId));
  const chain = new Follower(accessKeyId, isAttack, signs, ownUser);
  for (const second of secondsOf(events)) chain.takeSecond(second);
  return chain.result();
}

class Follower {
  private readonly actors = new Map<string, Actor & { readonly depth: number }>();
  /** Names under which an actor speaks: key and session ids, `user alice`, `role backdoor`. */
  private readonly voices = new Map<string, string>();
  private readonly attack = new Map<AuditEvent, string>();
  private readonly cuts = new Set<string>();
  private readonly addresses = new Set<string>();
  /** `alice 203.0.113.7`: where users were at work that are not the attack's. */
  private readonly seen = new Set<string>();
  /** Roles by which the business is at work. */
  private readonly rolesAtWork = new Set<string>();
  private readonly turned = new TurnedRoles();

  constructor(
    private readonly root: string,
    private readonly isAttack: ReadonlySet<AuditEvent>,
    private readonly signs: Signs,
    private readonly ownUser: string | undefined,
  ) {
    this.actors.set(root, { type: 'access-key', id: root, name: root, parent: null, how: 'leaked', depth: 0 });
  }

  takeSecond(second: readonly AuditEvent[]): void {
    this.turned.noteIssued(second);
    let left = second;
    let known: number;
    do {
      known = this.voices.size + this.turned.size;
      left = left.filter((event) => !this.take(event));
    } while (left.length > 0 && this.voices.size + this.turned.size > known);
    for (const event of left) {
      this.seen.add(`${userOf(event)} ${event.ip}`);
      this.turned.noteBusiness(event);
      const role = roleSpeaking(event);
      if (role !== undefined) this.rolesAtWork.add(role);
    }
  }

  /** False: it is nobody's of the attack, as far as is known. */
  private take(event: AuditEvent): boolean {
    const actor = this.speakerOf(event);
    if (actor === undefined) return false;
    this.attack.set(event, actor);
    this.addresses.add(event.ip);
    // What was refused made nothing.
    if (event.errorCode === undefined) this.learnMade(event, actor);
    return true;
  }

  result(): Chain {
    const actors = [...this.actors.values()].map(({ depth: _, ...actor }) => actor);
    return { actors, attack: this.attack, cuts: [...this.cuts] };
  }

  /** The actor whose call it is; undefined: not the attack's. */
  private speakerOf(event: AuditEvent): string | undefined {
    const { accessKeyId } = event;
    if (accessKeyId !== undefined && this.voices.has(accessKeyId)) return this.voices.get(accessKeyId);
    if (this.isAttack.has(event)) return this.ownSpeaker(event);
    const role = roleSpeaking(event);
    const ofRole = role === undefined ? undefined : this.ofRole(role, event);
    if (ofRole !== undefined) return this.add({ type: 'session', id: accessKeyId ?? '' }, ofRole, event) ?? ofRole;
    // Whoever becomes a role that the attack made, or comes by a provider of its making, from whatever account.
    const door = this.doorOf(event);
    if (door !== undefined) return door;
    const user = userOf(event);
    if (user === undefined) return undefined;
    const made = this.voices.get(`user ${user}`);
    if (made !== undefined) return made;
    // A password that the attack set for somebody who is not its own: his console, but only from where he never was.
    const isConsole = accessKeyId === undefined || !/^LTAI/.test(accessKeyId);
    const console = isConsole ? this.voices.get(`console ${user}`) : undefined;
    const isNewHere = !this.seen.has(`${user} ${event.ip}`);
    const isOfAttack = this.addresses.has(event.ip);
    if (console !== undefined && (isOfAttack || isNewHere)) return console;
    // The business's user whom the attack gave power to: himself, unless he comes from the attack's place.
    return isOfAttack && isNewHere ? this.voices.get(`changed ${user}`) : undefined;
  }

  private ofRole(role: string, event: AuditEvent): string | undefined {
    return (
      this.voices.get(`role ${role}`) ??
      this.ofCloudSso(role, event) ??
      this.ofFunction(role, event) ??
      this.turned.openerFor(role, event)
    );
  }

  private doorOf(event: AuditEvent): string | undefined {
    const role = roleAssumed(event);
    if (role === undefined) return undefined;
    const provider = parameter(event, 'SAMLProviderArn', 'OIDCProviderArn');
    const turned = this.isOutsider(event) ? this.turned.turnedBy(role) : undefined;
    if (turned !== undefined) return turned;
    return this.voices.get(`role ${role}`) ?? this.voices.get(`provider ${provider?.split('/').at(-1)?.toLowerCase()}`);
  }

  /** The caller is not the account's own: whose trail it is the event says, or the key's account. */
  private isOutsider(event: AuditEvent): boolean {
    const caller = detail(event, 'userIdentity', 'accountId');
    const home = detail(event, 'recipientAccountId') ?? this.signs.account.id;
    return caller === undefined || home === undefined || compareAccounts(caller, home) === 'other';
  }

  /**
   * A function speaks by its role. Where the business is at work by the same role, only a session that bears the
   * function's name is known to be its.
   */
  private ofFunction(role: string, event: AuditEvent): string | undefined {
    const named = this.voices.get(`function ${event.userName?.split(':')[1]?.toLowerCase()}`);
    return named ?? (this.rolesAtWork.has(role) ? undefined : this.voices.get(`function-role ${role}`));
  }

  /** A CloudSSO user works as `aliyunreservedsso-<configuration>`, and names himself in the session. */
  private ofCloudSso(role: string, event: AuditEvent): string | undefined {
    if (!role.startsWith('aliyunreservedsso-')) return undefined;
    return this.voices.get(`cloudsso ${event.userName?.split(':')[1]?.split('@')[0]?.toLowerCase()}`);
  }

  /** An attack's call by the leaked key itself, or by a session that it opened before anything was suspected. */
  private ownSpeaker(event: AuditEvent): string {
    const { accessKeyId = this.root } = event;
    if (accessKeyId === this.root) return this.root;
    return this.add({ type: 'session', id: accessKeyId }, this.root, event) ?? this.root;
  }

  private learnMade(event: AuditEvent, parent: string): void {
    const session = sessionIssued(event);
    const role = roleAssumed(event);
    if (session !== undefined)
      this.add({ type: 'session', id: session, ...(role === undefined ? {} : { name: role }) }, parent, event);
    const made = this.signs.of(event)?.rule.made?.(event);
    for (const one of [...(made === undefined ? [] : [made]), ...alsoMade(event, this.signs)])
      this.learn(one, parent, event);
  }

  private learn(made: Made, parent: string, event: AuditEvent): void {
    if (made.type === 'changed-role') {
      // A role of the business that now trusts another account: its own sessions go on, the outsider's are the attack's.
      const own = this.voices.get(`role ${made.id}`);
      this.turned.turn(made.id, own ?? this.add(made, parent, event) ?? parent);
      return;
    }
    // Power for the key's own user, or for a user of the attack's own, makes nobody new.
    if (made.type === 'changed-user' && (made.id === this.ownUser || this.voices.has(`user ${made.id}`))) return;
    const actor = this.add(made, parent, event);
    if (actor === undefined) return;
    const role = made.type === 'function' ? roleOfFunction(event) : undefined;
    if (role !== undefined) this.voices.set(`function-role ${role}`, actor);
    const voice = voiceOf(made);
    // A user of the attack's own is himself at his console.
    if (voice !== undefined && !(made.type === 'login-profile' && this.voices.has(`user ${made.name}`)))
      this.voices.set(voice, actor);
  }

  /** Undefined: the chain is cut here. */
  private add({ type, id: given, name = given }: Made, parent: string, event: AuditEvent): string | undefined {
    // A masked id (`STS.abc****`) names nobody.
    if (given === '' || given.includes('*')) return undefined;
    // A user and a role may have one name.
    const id = (this.actors.get(given)?.type ?? type) === type ? given : `${type}/${given}`;
    if (this.actors.has(id)) return id;
    const depth = (this.actors.get(parent)?.depth ?? 0) + 1;
    if (depth > DEEPEST) this.cuts.add(`the chain is followed ${DEEPEST} steps deep, and goes on`);
    else if (this.actors.size >= MOST_ACTORS)
      this.cuts.add(`more than ${MOST_ACTORS} identities: the rest is not followed`);
    else {
      this.actors.set(id, { type, id, name, parent, how: `${event.service} ${event.name}`, depth });
      if (SPEAKS_BY_ID.test(type)) this.voices.set(id, id);
      return id;
    }
    return undefined;
  }
}

/** A user by himself, not a session of a role. */
function userOf(event: AuditEvent | undefined): string | undefined {
  if (event === undefined) return undefined;
  return detail(event, 'userIdentity', 'type') === 'assumed-role' ? undefined : event.userName?.split('@')[0];
}

/** Credentials whose id stands in the events that they are used for. */
const SPEAKS_BY_ID = /^(access-key|session|client-key)$/;

/** Under which name what was made is met again in the events. */
function voiceOf({ type, id, name }: Made): string | undefined {
  switch (type) {
    case 'user':
      return `user ${id}`;
    case 'role':
      return `role ${id.toLowerCase()}`;
    case 'login-profile':
      return `console ${name}`;
    case 'cloudsso-user':
      return `cloudsso ${(name ?? id).split('@')[0]?.toLowerCase()}`;
    case 'changed-user':
      return `changed ${id}`;
    case 'function':
      return `function ${id.toLowerCase()}`;
    case 'identity-provider':
      return `provider ${id.toLowerCase()}`;
    default:
      return undefined;
  }
}
