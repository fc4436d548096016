/** What may stand in the schedule: things that must still happen, whoever dies in between. */
export const TASK_NAMES = [
  /** Finish an incident's first half: verification, before-state, first alert, hand-over. */
  'finish',
  'investigate',
  /** A hold still waits for a person. */
  'remind-1',
  'remind-4',
  'remind-24',
  /** Looks again: ActionTrail shows calls late, and bills lag by a day. */
  'investigate-12m',
  'investigate-30m',
  'investigate-2h',
  'investigate-24h',
  'investigate-48h',
  /** A finished pack is to be copied into the archive. */
  'archive',
  /** A person's rotation waits for its next step. */
  'rotation',
  /** A person's release has begun: its end is to be told. */
  'released',
  /** What somebody undid was put back: that is to be told. */
  'tampered',
  /** The daily look at an incident that is open. */
  'follow-up',
  /** A person has approved: what he approved is to be done. */
  'approved',
  /** What the nightly credential report says of root's keys: it may end the incident of one. */
  'root-report',
  /** A key that nobody uses, warned of twice and announced, is to be switched off. */
  'idle-key',
  /** Console logins of the contained user, and of whom the findings name, are to need a second factor. */
  'console',
  /** What an investigation found asks for more than the first decision. */
  'escalate',
  /** The networks where the key worked before the leak, for respond to fence it in. */
  'fence',
] as const;
export type TaskName = (typeof TASK_NAMES)[number];

/** What a task's object bears in its name: a listing tells it, and no object need be read for it. */
interface Named {
  readonly key: string;
  readonly accessKeyId: string;
  readonly task: string;
}

/** Names that nobody of ours has given are of one kind, however many they are. */
export function namedIn(key: string): Named {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const [due, accessKeyId, ...rest] = name.endsWith('.json') ? name.slice(0, -'.json'.length).split('--') : [];
  if (!due || !accessKeyId || rest.length === 0) return { key, accessKeyId: '', task: '' };
  const task = rest.join('--');
  return { key, accessKeyId, task: (TASK_NAMES as readonly string[]).includes(task) ? task : '' };
}

/** Looks, of which one run may begin a few: a storm's would keep everything else from its turn. */
export const isLook = ({ task }: Pick<Named, 'task'>): boolean => task.startsWith('investigate');

/**
 * The order in which what is due is read: one of each kind in turn, so that none keeps another from its turn, however many
 * there are of it; those of a kind as they are given. Pure.
 */
export function inFairOrder(keys: readonly string[]): readonly Named[] {
  const kinds = new Map<string, Named[]>();
  for (const key of keys) {
    const named = namedIn(key);
    const some = kinds.get(named.task);
    if (some === undefined) kinds.set(named.task, [named]);
    else some.push(named);
  }
  const ordered: Named[] = [];
  for (let turn = 0; ordered.length < keys.length; turn += 1)
    for (const some of kinds.values()) ordered.push(...some.slice(turn, turn + 1));
  return ordered;
}
