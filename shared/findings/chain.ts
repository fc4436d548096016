import { detail, roleSpeaking } from '../evidence/event';
import { strongByCalls } from '../evidence/made-by';
import type { AuditEvent } from '../evidence/types';
import { credentialOf } from '../signal/credential';
import { compareAccounts } from './accounts';
import { opened, roleAssumed } from './family';
import { alsoMade } from './made';
import { somebody } from './made/forms';
import type { Actor } from './model';
import { parameter, userNamed } from './parameters';
import { Register } from './register';
import { UserNames } from './renamed';
import type { Signs } from './rules';
import type { Made } from './rules/model';
import { secondsOf } from './seconds';
import { StandIns, unheard } from './stand-ins';
import { TurnedRoles } from './turned-roles';
import { VOICES_OF_USERS, voiceOf } from './voices';
import { WorkRoles } from './work-roles';

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
  const chain = new Follower(accessKeyId, isAttack, signs, ownUser, strongByCalls(events, signs.account));
  for (const second of secondsOf(events)) chain.takeSecond(second);
  return chain.result();
}

class Follower {
  private readonly register: Register;
  /** Names under which an actor speaks: key and session ids, `user alice`, `role backdoor`. */
  private readonly voices = new Map<string, string>();
  private readonly attack = new Map<AuditEvent, string>();
  private readonly addresses = new Set<string>();
  /** `alice 203.0.113.7`: where users were at work that are not the attack's. */
  private readonly seen = new Set<string>();
  /** Roles by which the business is at work. */
  private readonly rolesAtWork = new Set<string>();
  /** `github 203.0.113.7`: where the business comes from by its identity providers. */
  private readonly doors = new Set<string>();
  private readonly turned = new TurnedRoles();
  private readonly work = new WorkRoles();
  private readonly users = new UserNames();
  private readonly standIns = new StandIns((session) => this.turned.isIssued(session));

  constructor(
    private readonly root: string,
    private readonly isAttack: ReadonlySet<AuditEvent>,
    private readonly signs: Signs,
    private readonly ownUser: string | undefined,
    /** Names of who may do anything, by what was made until now. */
    private readonly strong: ReadonlySet<string>,
  ) {
    this.register = new Register(root);
  }

  takeSecond(second: readonly AuditEvent[]): void {
    this.turned.noteIssued(second);
    for (const event of second) {
      this.work.note(event);
      this.users.note(event);
    }
    let left = second;
    let known: number;
    do {
      known = this.known;
      left = left.filter((event) => !this.take(event));
    } while (left.length > 0 && this.known > known);
    for (const event of left) {
      this.seen.add(`${userOf(event)} ${event.ip}`);
      this.turned.noteBusiness(event);
      this.standIns.noteBusiness(event);
      this.learnRenamed(event);
      const provider = providerArn(event);
      if (provider !== undefined) this.doors.add(`${providerOf(provider)} ${event.ip}`);
      const role = roleSpeaking(event);
      if (role !== undefined) this.rolesAtWork.add(role);
    }
  }

  /** Grows with everybody who may speak. */
  private get known(): number {
    return this.voices.size + this.turned.size + this.standIns.size;
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
    const actors = this.register.actors.map((actor) => this.work.told(actor));
    return { actors, attack: this.attack, cuts: [...this.register.cuts(), ...unheard(actors)] };
  }

  /** The actor whose call it is; undefined: not the attack's. */
  private speakerOf(event: AuditEvent): string | undefined {
    const { accessKeyId } = event;
    if (accessKeyId !== undefined && this.voices.has(accessKeyId)) return this.voices.get(accessKeyId);
    const unknown = this.standIns.speaking(event, (ip) => this.addresses.has(ip));
    if (unknown !== undefined) return this.identified(unknown, event);
    if (this.isAttack.has(event)) return this.ownSpeaker(event);
    const role = roleSpeaking(event);
    const ofRole = role === undefined ? undefined : this.ofRole(role, event);
    if (ofRole !== undefined) return this.add({ type: 'session', id: accessKeyId ?? '' }, ofRole, event) ?? ofRole;
    // Whoever becomes a role that the attack made, or comes by a provider of its making, from whatever account.
    const door = this.doorOf(event);
    if (door !== undefined) return door;
    const isNewHere = !this.seen.has(`${userOf(event)} ${event.ip}`);
    const isOfAttack = this.addresses.has(event.ip);
    // A key that the attack switched on may be its user's again: as with his console below.
    const key = accessKeyId === undefined ? undefined : this.voices.get(`changed-key ${accessKeyId}`);
    if (key !== undefined && (isOfAttack || isNewHere)) return key;
    const user = userOf(event);
    if (user === undefined) return undefined;
    const made = this.voices.get(`user ${user}`);
    if (made !== undefined) return made;
    // A password that the attack set for somebody who is not its own: his console, but only from where he never was. What
    // may be a key of his own is the attack's only from its own place, where he never was: a call that is missed stands in
    // the evidence, and what an innocent makes, were he judged, may be frozen.
    const by = credentialOf(accessKeyId, detail(event, 'eventType'));
    const console = by === 'key' ? undefined : this.voices.get(`console ${user}`);
    const isStrange = by === 'untold' ? isOfAttack && isNewHere : isOfAttack || isNewHere;
    if (console !== undefined && isStrange) return console;
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
    const provider = providerArn(event);
    const turned = this.isOutsider(event) ? this.turned.turnedBy(role) : undefined;
    if (turned !== undefined) return turned;
    const ofRole = this.voices.get(`role ${role}`);
    if (ofRole !== undefined || provider === undefined) return ofRole;
    // By a provider that was the business's before the attack changed it, the business still comes from its own places.
    const isOurs = this.doors.has(`${providerOf(provider)} ${event.ip}`) && !this.addresses.has(event.ip);
    return isOurs ? undefined : this.voices.get(`provider ${providerOf(provider)}`);
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

  /** The stand-in has spoken: by what it spoke, it is known from now on. */
  private identified(standIn: string, event: AuditEvent): string {
    const isUser = this.register.get(standIn)?.type === 'user';
    const id = isUser ? userOf(event) : event.accessKeyId;
    if (id === undefined || !this.register.identify(standIn, id)) return standIn;
    this.standIns.found(standIn);
    this.voices.set(isUser ? `user ${id}` : id, id);
    return id;
  }

  private learnMade(event: AuditEvent, parent: string): void {
    const opening = opened(event);
    const session =
      opening && somebody('session', event, opening.id ?? opening.shown, opening.id ? opening.role : opening.roleName);
    const made = this.signs.of(event)?.rule.made?.(event);
    for (const one of [session, made, ...alsoMade(event, this.signs)])
      if (one !== undefined) this.learn(one, parent, event);
    this.work.ofAssignment(event, this.register);
    this.learnRenamed(event);
  }

  private learn(made: Made, parent: string, event: AuditEvent): void {
    if (made.type === 'changed-role') {
      // A role of the business that now trusts another account: its own sessions go on, the outsider's are the attack's.
      const own = this.voices.get(`role ${made.id}`);
      this.turned.turn(made.id, own ?? this.add(made, parent, event) ?? parent);
      return;
    }
    // Power for the key's own user, or for a user of the attack's own, makes nobody new; nor does a key of its own.
    if (made.type === 'changed-user' && (made.id === this.ownUser || this.voices.has(`user ${made.id}`))) return;
    if (made.type === 'changed-key' && (made.id === this.root || this.voices.has(made.id))) return;
    const actor = this.add(made, parent, event);
    // The leaked key speaks for the business as well, whoever names it.
    if (actor === undefined || actor === this.root) return;
    if (made.isStandIn) this.standIns.add(actor, made, event);
    const role = made.type === 'function' ? this.work.ofFunction(actor, event) : undefined;
    if (role !== undefined) this.voices.set(`function-role ${role.toLowerCase()}`, actor);
    const voice = voiceOf(made);
    // A user of the attack's own is himself at his console.
    if (voice !== undefined && !(made.type === 'login-profile' && this.voices.has(`user ${made.name}`)))
      this.voices.set(voice, actor);
  }

  /** A user of the attack's goes on under his new name, whoever gave it to him. */
  private learnRenamed(event: AuditEvent): void {
    const renamed = this.users.renamed(event);
    if (renamed === undefined) return;
    const { formers, name } = renamed;
    for (const [voice, type] of VOICES_OF_USERS) {
      const former = formers.find((one) => this.voices.has(`${voice} ${one}`));
      const actor = former === undefined ? undefined : this.voices.get(`${voice} ${former}`);
      if (actor !== undefined)
        this.learn({ type, id: type === 'login-profile' ? `${type}/${name}` : name, name }, actor, event);
    }
  }

  /** A key by its user. */
  private isStrong({ type, id, name = id }: Made, event: AuditEvent): boolean {
    const owner = type === 'access-key' || type === 'changed-key' ? userNamed(event) : name;
    return this.strong.has(owner ?? id);
  }

  /** Undefined: the chain is cut here. */
  private add(made: Made, parent: string, event: AuditEvent): string | undefined {
    // A masked id (`STS.abc****`) names nobody.
    if (made.type === 'session' && !made.isStandIn && made.id.includes('*')) return undefined;
    const id = this.register.add(made, parent, `${event.service} ${event.name}`, this.isStrong(made, event));
    if (id !== undefined && made.type === 'session' && !made.isStandIn) this.voices.set(id, id);
    return id;
  }
}

/** The identity provider by which somebody assumes a role. */
function providerArn(event: AuditEvent): string | undefined {
  return event.name.startsWith('AssumeRoleWith') ? parameter(event, 'SAMLProviderArn', 'OIDCProviderArn') : undefined;
}

const providerOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1).toLowerCase();

/** A user by himself, not a session of a role. */
function userOf(event: AuditEvent | undefined): string | undefined {
  if (event === undefined) return undefined;
  return detail(event, 'userIdentity', 'type') === 'assumed-role' ? undefined : event.userName?.split('@')[0];
}
