import { detail } from '../evidence/event';
import { ruleOf } from '../evidence/highlights';
import type { AuditEvent } from '../evidence/types';
import { roleAssumed, roleSpeaking, sessionIssued } from './family';
import type { Actor, ActorType } from './model';

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
 * account's events by time, because whatever acts was made before. `isAttack`: the calls of the key and its sessions
 * that are not the business's.
 */
export function followChain(
  accessKeyId: string,
  events: readonly AuditEvent[],
  isAttack: ReadonlySet<AuditEvent>,
): Chain {
  const chain = new Follower(accessKeyId, isAttack);
  for (const event of events) chain.take(event);
  return chain.result();
}

class Follower {
  private readonly actors = new Map<string, Actor & { readonly depth: number }>();
  /** Names under which an actor speaks: key and session ids, `user alice`, `role backdoor`. */
  private readonly voices = new Map<string, string>();
  private readonly attack = new Map<AuditEvent, string>();
  private readonly cuts = new Set<string>();
  private readonly addresses = new Set<string>();

  constructor(
    private readonly root: string,
    private readonly isAttack: ReadonlySet<AuditEvent>,
  ) {
    this.actors.set(root, { type: 'access-key', id: root, name: root, parent: null, how: 'leaked', depth: 0 });
  }

  take(event: AuditEvent): void {
    const actor = this.speakerOf(event);
    if (actor === undefined) return;
    this.attack.set(event, actor);
    this.addresses.add(event.ip);
    // What was refused made nothing.
    if (event.errorCode === undefined) this.learnMade(event, actor);
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
    const ofRole = role === undefined ? undefined : this.voices.get(`role ${role}`);
    if (ofRole !== undefined) return this.add('session', accessKeyId ?? event.userName ?? '', ofRole, event) ?? ofRole;
    const assumed = roleAssumed(event);
    const backdoor = assumed === undefined ? undefined : this.voices.get(`role ${assumed}`);
    // Whoever becomes a role that the attack made, from whatever account.
    if (backdoor !== undefined) return backdoor;
    const isUser = detail(event, 'userIdentity', 'type') !== 'assumed-role' && event.userName !== undefined;
    const user = isUser ? event.userName?.split('@')[0] : undefined;
    const made = user === undefined ? undefined : this.voices.get(`user ${user}`);
    if (made !== undefined) return made;
    // A password that the attack set for somebody who is not its own: his console, but only from where it comes.
    const isConsole = accessKeyId === undefined || !/^LTAI/.test(accessKeyId);
    const console = isConsole && user !== undefined ? this.voices.get(`console ${user}`) : undefined;
    return console !== undefined && this.addresses.has(event.ip) ? console : undefined;
  }

  /** An attack's call by the leaked key itself, or by a session that it opened before anything was suspected. */
  private ownSpeaker(event: AuditEvent): string {
    const { accessKeyId = this.root } = event;
    if (accessKeyId === this.root) return this.root;
    return this.add('session', accessKeyId, this.root, event) ?? this.root;
  }

  private learnMade(event: AuditEvent, parent: string): void {
    const session = sessionIssued(event);
    if (session !== undefined && !session.includes('*'))
      this.add('session', session, parent, event, roleAssumed(event));
    const made = ruleOf(event)?.made?.(event);
    if (made === undefined) return;
    const name = made.name.split('@')[0] ?? made.name;
    if (made.kind === 'user') this.voice(`user ${name}`, this.add('user', name, parent, event));
    else if (made.kind === 'access-key') this.add('access-key', made.name, parent, event);
    else if (made.kind === 'role' && event.name === 'CreateRole')
      this.voice(`role ${name.toLowerCase()}`, this.add('role', name, parent, event));
    else if (made.kind === 'console' && !this.voices.has(`user ${name}`))
      this.voice(`console ${name}`, this.add('login-profile', `login-profile/${name}`, parent, event, name));
  }

  private voice(name: string, actor: string | undefined): void {
    if (actor !== undefined) this.voices.set(name, actor);
  }

  /** Undefined: the chain is cut here. */
  private add(type: ActorType, id: string, parent: string, event: AuditEvent, name = id): string | undefined {
    if (id === '' || id.includes('*')) return undefined;
    if (this.actors.has(id)) return id;
    const depth = (this.actors.get(parent)?.depth ?? 0) + 1;
    if (depth > DEEPEST) this.cuts.add(`the chain is followed ${DEEPEST} steps deep, and goes on`);
    else if (this.actors.size >= MOST_ACTORS)
      this.cuts.add(`more than ${MOST_ACTORS} identities: the rest is not followed`);
    else {
      this.actors.set(id, { type, id, name, parent, how: `${event.service} ${event.name}`, depth });
      if (type === 'access-key' || type === 'session') this.voices.set(id, id);
      return id;
    }
    return undefined;
  }
}
