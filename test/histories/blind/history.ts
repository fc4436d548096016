import { neighbours, work } from './daily-life';
import { refuse } from './refusals';
import { Sitting, Tape } from './tape';
import { type Actor, AGENTS, rented, type World, world } from './world';

export interface Identity {
  type: string;
  id: string;
  /** The name beside an id that the cloud gave: found after the first run to name the identity as well as the id does. */
  name?: string;
}

/** What an analyst who knows the truth would write on the history. */
export interface Label {
  isAttack: boolean;
  /** The identities that the attacker made or became, beside the leaked key. */
  actors: Identity[];
  /** Finding kinds expected at high or critical. */
  kinds: string[];
  /** What an analyst would say in one sentence. */
  says: string;
}

export interface History extends Label {
  name: string;
  world: World;
  events: unknown[];
  attackIds: Set<string>;
  /** Identities that are the business's and must not stand among the attacker's. */
  business: string[];
  denyTime?: number;
  bills?: unknown;
}

export interface Plot {
  name: string;
  says: string;
  isAttack: boolean;
  kinds?: string[];
  chores?: string[];
  /** Writes the story on the tape. */
  tell: (stage: Stage) => void;
}

/** What a plot may use and must fill in. */
export class Stage {
  readonly actors: Identity[] = [];
  /** Identities of the business that the attacker touched: whether they stand among the attacker's is left open. */
  readonly open: string[] = [];
  denyTime?: number;
  bills?: unknown;

  constructor(
    readonly world: World,
    readonly tape: Tape,
  ) {}

  /** The leaked key in a thief's hands, somewhere else with other tools unless told. */
  thief(at: Partial<Actor> = {}): Actor {
    const { dice, business } = this.world;
    return { ...business, ip: rented(dice), agent: dice.pick(AGENTS.thief), ...at };
  }

  /** An attacker's sitting that begins `hours` after (before: negative) the report of the leak. */
  raid(hours: number, actor: Actor = this.thief(), pace: [number, number] = [2, 40]): Sitting {
    return new Sitting(this.tape, actor, this.world.leak + hours * 3_600_000, true, pace);
  }

  /** A sitting of the business, at a time in milliseconds since 1970. */
  duty(time: number, actor: Actor = this.world.business, pace: [number, number] = [3, 60]): Sitting {
    return new Sitting(this.tape, actor, time, false, pace);
  }

  took(type: string, ...ids: (string | undefined)[]): void {
    for (const id of ids) if (id) this.actors.push({ type, id });
  }
}

/** One history: ordinary life, the plot, and the label; everything from the seed. */
export function tell(plot: Plot, seed: number): History {
  const place = world(plot.name, seed);
  const tape = new Tape(place);
  const chores = plot.chores ?? ['deploy', 'upload', 'watch', 'snapshot', 'session'];
  work(tape, place.business, chores, place.start, place.now);
  neighbours(tape);
  const stage = new Stage(place, tape);
  plot.tell(stage);
  const seen = tape.events.filter((event) => Date.parse(String(event['eventTime'])) <= place.now);
  const events = stage.denyTime === undefined ? seen : refuse(seen, place.business.accessKeyId, stage.denyTime);
  const kept = new Set(events.map((event) => String(event['eventId'])));
  return {
    name: plot.name,
    world: place,
    events: events.sort((one, other) => String(one['eventTime']).localeCompare(String(other['eventTime']))),
    attackIds: new Set([...tape.attackIds].filter((id) => kept.has(id))),
    isAttack: plot.isAttack,
    actors: stage.actors,
    kinds: plot.kinds ?? [],
    says: plot.says,
    business: [place.admin.userName, place.backup.userName, place.backup.accessKeyId ?? '', ...sessionsOf(tape)].filter(
      (id) => !stage.open.includes(id) && !stage.actors.some((actor) => actor.id === id),
    ),
    ...(stage.denyTime === undefined ? {} : { denyTime: stage.denyTime }),
    ...(stage.bills === undefined ? {} : { bills: stage.bills }),
  };
}

/** Every session id of the business's own calls; in an ordinary history nobody asks. */
function sessionsOf(tape: Tape): string[] {
  const ids = new Set<string>();
  for (const event of tape.events) {
    const id = (event['userIdentity'] as { accessKeyId?: string }).accessKeyId ?? '';
    if (id.startsWith('STS.') && !tape.attackIds.has(String(event['eventId']))) ids.add(id);
  }
  return [...ids];
}
