import { MOST_OF_MANY, type ObjectStore } from '../aliyun/object-store';
import type { Clock } from '../clock';
import { fromEitherEnd } from '../either-end';
import { isAccessKeyId } from '../ids';
import type { IncidentId, Paths } from './paths';
import { inFairOrder, isLook, namedIn, type TaskName } from './schedule-order';
import { type IsOfForm, isMap, isTime, type Seal } from './seal';
import { isUnread, openStored, type Unread } from './stored';

export type { TaskName };

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
/** Objects that one run reads: a thief may have laid thousands there that are nobody's. */
const MOST_READ = 2_000;
/** Keys whose looks are read: more than one run may begin. */
const MOST_LOOKED_AT = 40;
const READ_AT_ONCE = 20;

/** By the object's name; NaN for a name that nobody of ours has given. */
function dueOf(key: string): number {
  const stamp = /\/(\d{4}-\d{2}-\d{2}T)(\d{2})(\d{2})(\d{2})Z--[^/]*$/.exec(key);
  return stamp ? Date.parse(`${stamp[1]}${stamp[2]}:${stamp[3]}:${stamp[4]}Z`) : Number.NaN;
}

/** A later version's is whatever that makes of it: it waits for that. */
const isOfForm: IsOfForm = ({ schema, task, accountId, accessKeyId, due, data }) =>
  schema !== 1 ||
  (typeof task === 'string' &&
    typeof accountId === 'string' &&
    typeof accessKeyId === 'string' &&
    isAccessKeyId(accessKeyId) &&
    isTime(due) &&
    isMap(data));

type Opened = Task | 'gone' | 'tampered' | 'later' | { readonly unread: Unread };

const isTask = (opened: Opened): opened is Task => typeof opened !== 'string' && !isUnread(opened);

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
   * Takes a task off as it was read. Written anew meanwhile, with other data, it is another one, that nobody has seen to: it
   * stays. OSS deletes under no condition: what is written between this look and the delete is lost.
   */
  async doneAsRead({ key, data }: Task): Promise<void> {
    const there = await this.open(key);
    if (isUnread(there)) throw there.unread.error;
    if (typeof there === 'string' || JSON.stringify(there.data) === JSON.stringify(data)) await this.done(key);
  }

  /**
   * Tasks whose time has come, oldest first, the objects that do not bear our seal, and those that could not be read: none
   * of them stops another. Of a storm's no more than one run can begin, some of each kind: the others are due in the next. What a later version wrote in another form waits for it.
   * In the order in which they were written, whatever time their names tell: what strangers laid there before the deny lies
   * between what stood there already and what came later, and runs begin at either end in turn. Throws what listing throws.
   */
  async due(): Promise<{ readonly tasks: Task[]; readonly tampered: string[]; readonly unread: Unread[] }> {
    const now = this.clock.now().getTime();
    const listed = await this.store.list(this.paths.schedule);
    const due = fromEitherEnd(listed, ({ modifiedAt }) => modifiedAt, this.clock.now())
      .map(({ key }) => key)
      .filter((key) => !(dueOf(key) > now));
    const left = [...inFairOrder(due)];
    const tasks: Task[] = [];
    const tampered: string[] = [];
    const unread: Unread[] = [];
    const lookedAt = new Set<string>();
    for (let read = 0; left.length > 0 && tasks.length < MOST_DUE && read < MOST_READ; read += READ_AT_ONCE) {
      const some = left
        .splice(0, READ_AT_ONCE)
        // All looks of one key are one look: they are seen together.
        .filter((one) => !isLook(one) || lookedAt.size < MOST_LOOKED_AT || lookedAt.has(one.accessKeyId));
      const opened = await Promise.all(some.map(({ key }) => this.open(key)));
      tampered.push(...some.flatMap(({ key }, of) => (opened[of] === 'tampered' ? [key] : [])));
      const failed = opened.filter(isUnread);
      unread.push(...failed.map((one) => one.unread));
      const found = opened.filter(isTask);
      tasks.push(...found);
      for (const one of found) if (isLook(one)) lookedAt.add(one.incident.accessKeyId);
      // Nobody answers there any more: what is known is started meanwhile.
      if (failed.length === some.length && failed.some((one) => !one.unread.isRefused)) break;
    }
    return { tasks: tasks.sort((a, b) => a.due.getTime() - b.due.getTime()), tampered, unread };
  }

  /**
   * What stands in the schedule for these keys, whenever it is due: by the objects themselves, for anybody can give one a
   * name that tells of a task. What is refused counts as not there: put down again it is done twice at the worst. Throws what
   * listing throws, and what reading throws that may pass.
   */
  async of(keys: ReadonlySet<string>): Promise<readonly Task[]> {
    if (keys.size === 0) return [];
    const listed = await this.store.list(this.paths.schedule);
    const left = listed.map(({ key }) => namedIn(key)).filter(({ accessKeyId }) => keys.has(accessKeyId));
    // Of what a stranger laid there by thousands the rest counts as not there: it is put down again at the worst.
    const some = [...inFairOrder(left.map(({ key }) => key))].slice(0, MOST_READ);
    const tasks: Task[] = [];
    while (some.length > 0) {
      const opened = await Promise.all(some.splice(0, READ_AT_ONCE).map(({ key }) => this.open(key)));
      const failed = opened.filter(isUnread).find((one) => !one.unread.isRefused);
      if (failed !== undefined) throw failed.unread.error;
      tasks.push(...opened.filter(isTask));
    }
    return tasks;
  }

  private async open(key: string): Promise<Opened> {
    const read = await openStored<StoredTask>(this.store, this.seal, key, { isOfForm, most: MOST_OF_MANY });
    if (read === 'strange') return 'tampered';
    if (read === 'gone' || isUnread(read)) return read;
    const stored = read.content;
    if (stored.schema !== 1) return 'later';
    const incident = { accountId: stored.accountId, accessKeyId: stored.accessKeyId } as IncidentId;
    const due = new Date(stored.due);
    // Each role may write tasks of its own names alone, and knows the seal: what it writes under them must be such a task.
    if (this.keyOf(incident, stored.task, due) !== key) return 'tampered';
    return { key, due, task: stored.task, incident, data: stored.data };
  }
}
