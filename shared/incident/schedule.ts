import type { ObjectStore } from '../aliyun/object-store';
import type { Clock } from '../clock';
import { CloudNotFound } from '../errors';
import { isAccessKeyId } from '../ids';
import type { IncidentId, Paths } from './paths';
import { inFairOrder, isLook } from './schedule-order';
import { type IsOfForm, isMap, isTime, type Seal } from './seal';

/** What may stand in the schedule: things that must still happen, whoever dies in between. */
export type TaskName =
  /** Finish an incident's first half: verification, before-state, first alert, hand-over. */
  | 'finish'
  | 'investigate'
  /** A hold still waits for a person. */
  | 'remind-1'
  | 'remind-4'
  | 'remind-24'
  /** Looks again: ActionTrail shows calls late, and bills lag by a day. */
  | 'investigate-12m'
  | 'investigate-30m'
  | 'investigate-2h'
  | 'investigate-24h'
  | 'investigate-48h'
  /** A finished pack is to be copied into the archive. */
  | 'archive'
  /** A person's rotation waits for its next step. */
  | 'rotation'
  /** A person's release has begun: its end is to be told. */
  | 'released'
  /** What somebody undid was put back: that is to be told. */
  | 'tampered'
  /** The daily look at an incident that is open. */
  | 'follow-up'
  /** A person has approved: what he approved is to be done. */
  | 'approved'
  /** What the nightly credential report says of root's keys: it may end the incident of one. */
  | 'root-report'
  /** A key that nobody uses, warned of twice and announced, is to be switched off. */
  | 'idle-key'
  /** Console logins of the contained user, and of whom the findings name, are to need a second factor. */
  | 'console'
  /** What an investigation found asks for more than the first decision. */
  | 'escalate'
  /** The networks where the key worked before the leak, for respond to fence it in. */
  | 'fence';

export interface Task {
  readonly key: string;
  readonly due: Date;
  readonly task: TaskName;
  readonly incident: IncidentId;
  readonly data: Readonly<Record<string, unknown>>;
}

interface StoredTask {
  readonly schema: 1;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly task: TaskName;
  readonly due: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const MOST_DUE = 400;
/** Keys whose looks are read: more than one run may begin. */
const MOST_LOOKED_AT = 40;
const MINUTE_MS = 60_000;
const READ_AT_ONCE = 20;

/** By the object's name; NaN for a name that nobody of ours has given. */
function dueOf(key: string): number {
  const stamp = /\/(\d{4}-\d{2}-\d{2}T)(\d{2})(\d{2})(\d{2})Z--[^/]*$/.exec(key);
  return stamp ? Date.parse(`${stamp[1]}${stamp[2]}:${stamp[3]}:${stamp[4]}Z`) : Number.NaN;
}

/** A later version's is whatever that makes of it: it waits for that. */
const isTask: IsOfForm = ({ schema, task, accountId, accessKeyId, due, data }) =>
  schema !== 1 ||
  (typeof task === 'string' &&
    typeof accountId === 'string' &&
    typeof accessKeyId === 'string' &&
    isAccessKeyId(accessKeyId) &&
    isTime(due) &&
    isMap(data));

/**
 * The list of what must still happen, one sealed object a task, named by when it is due so that one listing shows what
 * is overdue. The timer starts it; the platform's own retries are a bonus.
 */
export class Schedule {
  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
    private readonly seal: Seal,
    private readonly clock: Clock,
  ) {}

  /** The object's name for a task; the same task of the same incident at the same time is the same object. */
  keyOf(incident: IncidentId, task: TaskName, due: Date): string {
    const stamp = due
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z')
      .replaceAll(':', '');
    return `${this.paths.schedule}${stamp}--${incident.accessKeyId}--${task}.json`;
  }

  /** Puts a task down. Repeating it changes nothing. Resolves with the object's key. */
  async add(
    incident: IncidentId,
    task: TaskName,
    due: Date,
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const key = this.keyOf(incident, task, due);
    const stored: StoredTask = { schema: 1, ...incident, task, due: due.toISOString(), data };
    await this.store.put(key, await this.seal.close(key, stored));
    return key;
  }

  /** Takes a task off; one that is gone already is as good. */
  async done(key: string): Promise<void> {
    await this.store.delete(key);
  }

  /**
   * Tasks whose time has come, oldest first, and the objects that do not bear our seal; of a storm's no more than one run
   * can begin, some of each kind: the others are due in the next. What a later version wrote in another form waits for it.
   */
  async due(): Promise<{ readonly tasks: Task[]; readonly tampered: string[] }> {
    const now = this.clock.now().getTime();
    const listed = await this.store.list(this.paths.schedule);
    const due = listed.map(({ key }) => key).filter((key) => !(dueOf(key) > now));
    const left = [...inFairOrder(due, Math.floor(now / MINUTE_MS) % 2 === 1)];
    const tasks: Task[] = [];
    const tampered: string[] = [];
    const lookedAt = new Set<string>();
    while (left.length > 0 && tasks.length < MOST_DUE) {
      const some = left
        .splice(0, READ_AT_ONCE)
        // All looks of one key are one look: they are seen together.
        .filter((one) => !isLook(one) || lookedAt.size < MOST_LOOKED_AT || lookedAt.has(one.accessKeyId));
      const read = await Promise.all(some.map(({ key }) => this.open(key)));
      tampered.push(...some.flatMap(({ key }, of) => (read[of] === 'tampered' ? [key] : [])));
      const found = read.filter((one) => typeof one !== 'string');
      tasks.push(...found);
      for (const one of found) if (isLook(one)) lookedAt.add(one.incident.accessKeyId);
    }
    return { tasks: tasks.sort((a, b) => a.due.getTime() - b.due.getTime()), tampered };
  }

  private async open(key: string): Promise<Task | 'gone' | 'tampered' | 'later'> {
    try {
      const stored = await this.seal.open<StoredTask>(key, (await this.store.get(key)).body.toString(), isTask);
      if (stored === undefined) return 'tampered';
      if (stored.schema !== 1) return 'later';
      const incident = { accountId: stored.accountId, accessKeyId: stored.accessKeyId } as IncidentId;
      return { key, due: new Date(stored.due), task: stored.task, incident, data: stored.data };
    } catch (error) {
      if (error instanceof CloudNotFound) return 'gone';
      if (error instanceof SyntaxError) return 'tampered';
      throw error;
    }
  }
}
