import type { Actor, ActorType } from './model';
import type { Made } from './rules/model';

/** A thief may go on for ever: each generation is another look at every region. */
const DEEPEST = 10;
/**
 * Of each kind by itself: grants and users are made by the hundred in a minute, and must not hide who acts, nor who may do
 * anything.
 */
const MOST = { strong: 100, identity: 200, session: 200, thing: 200 } as const;
const MOST_NAMED = 8;
const LONGEST_NAME = 60;

type Bound = keyof typeof MOST;

const WORDS: Readonly<Record<Bound, string>> = {
  strong: 'identities that may do anything: not followed are',
  identity: 'identities: not followed are',
  session: 'sessions: not followed are',
  thing: 'grants, policies, shares and such: not listed are',
};

/** What gives power or holds something up, and never makes a call by itself. */
const THING: ReadonlySet<ActorType> = new Set<ActorType>([
  'mfa-device',
  'group-membership',
  'policy',
  'grant',
  'access-assignment',
  'layer',
  'trigger',
  'timed-command',
  'scaling-rule',
  'scaling-group',
  'scaling-configuration',
  'scheduled-task',
  'provisioning-group',
  'execution',
  'stack',
  'bucket-replication',
  'bucket-policy',
  'shared-image',
  'shared-snapshot',
]);

function boundOf(type: ActorType, isStrong: boolean): Bound {
  if (type === 'session') return type;
  if (THING.has(type)) return 'thing';
  return isStrong ? 'strong' : 'identity';
}

interface Entry {
  readonly actor: Actor;
  readonly depth: number;
}

/** The leaked key and everybody that the attack made or became, each below the one that made it; and who found no room. */
export class Register {
  private readonly entries = new Map<string, Entry>();
  private readonly counts: Record<Bound, number> = { strong: 0, identity: 0, session: 0, thing: 0 };
  /** By their ids, as they are called. */
  private readonly tooMany: Readonly<Record<Bound, Map<string, string>>> = {
    strong: new Map(),
    identity: new Map(),
    session: new Map(),
    thing: new Map(),
  };
  private readonly tooDeep = new Map<string, string>();

  constructor(root: string) {
    this.put({ type: 'access-key', id: root, name: root, parent: null, how: 'leaked' }, 0, 'identity');
  }

  get actors(): Actor[] {
    return [...this.entries.values()].map(({ actor }) => actor);
  }

  get(id: string): Actor | undefined {
    return this.entries.get(id)?.actor;
  }

  /** The actor's id; undefined: the chain is cut here. `isStrong`: somebody who may do anything, by all that is known. */
  add(
    { type, id: given, name = given, isStandIn }: Made,
    parent: string,
    how: string,
    isStrong = false,
  ): string | undefined {
    if (given === '') return undefined;
    // A user and a role may have one name.
    const id = (this.get(given)?.type ?? type) === type ? given : `${type}/${given}`;
    if (this.entries.has(id)) return id;
    const depth = (this.entries.get(parent)?.depth ?? 0) + 1;
    const bound = this.roomFor(type, isStrong);
    const isFull = this.isFull(bound);
    if (depth > DEEPEST || isFull) {
      (isFull ? this.tooMany[bound] : this.tooDeep).set(id, type === 'session' ? id : name);
      return undefined;
    }
    this.put({ type, id, name, parent, how, ...(isStandIn ? { isStandIn } : {}) }, depth, bound);
    return id;
  }

  /**
   * Its true id has been met: nobody hangs below a stand-in yet, because it could not be heard. False: somebody else has
   * that id.
   */
  identify(standIn: string, id: string): boolean {
    const entry = this.entries.get(standIn);
    if (entry === undefined || this.entries.has(id)) return false;
    const { isStandIn: _, ...actor } = entry.actor;
    this.entries.delete(standIn);
    this.entries.set(id, { ...entry, actor: { ...actor, id, name: actor.type === 'session' ? actor.name : id } });
    return true;
  }

  /** What is not in it, by some names and how many. */
  cuts(): string[] {
    const bounds = Object.keys(MOST) as Bound[];
    return [
      ...(this.tooDeep.size > 0
        ? [
            `the chain is followed ${DEEPEST} steps deep, and goes on: not followed are ${named([...this.tooDeep.values()])}`,
          ]
        : []),
      ...bounds
        .filter((bound) => this.tooMany[bound].size > 0)
        .map((bound) => `more than ${MOST[bound]} ${WORDS[bound]} ${named([...this.tooMany[bound].values()])}`),
    ];
  }

  /** Who may do anything has room of his own before he takes any from the others. */
  private roomFor(type: ActorType, isStrong: boolean): Bound {
    const bound = boundOf(type, isStrong);
    return bound === 'strong' && this.isFull(bound) && !this.isFull('identity') ? 'identity' : bound;
  }

  private isFull(bound: Bound): boolean {
    return this.counts[bound] >= MOST[bound];
  }

  private put(actor: Actor, depth: number, bound: Bound): void {
    this.entries.set(actor.id, { actor, depth });
    this.counts[bound] += 1;
  }
}

/** Some of the names, and how many more there are. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => name.slice(0, LONGEST_NAME));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
