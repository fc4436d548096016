/** What a task's object bears in its name: a listing tells it, and no object need be read for it. */
interface Named {
  readonly key: string;
  readonly accessKeyId: string;
  readonly task: string;
}

const NAME = /\/[^/]+?--([^/]+?)--([^/]+)\.json$/;

/** A name that nobody of ours has given is of a kind of its own. */
export function namedIn(key: string): Named {
  const [, accessKeyId = '', task = ''] = NAME.exec(key) ?? [];
  return { key, accessKeyId, task };
}

/** Looks, of which one run may begin a few: a storm's would keep everything else from its turn. */
export const isLook = ({ task }: Pick<Named, 'task'>): boolean => task.startsWith('investigate');

/**
 * The order in which what is due is read: one of each kind in turn, so that none keeps another from its turn, however many
 * there are of it. `fromEnd`: the latest of each first, else the oldest; whoever alternates comes past what cannot be done.
 * `keys`: oldest first. Pure.
 */
export function inFairOrder(keys: readonly string[], fromEnd: boolean): readonly Named[] {
  const kinds = new Map<string, Named[]>();
  for (const key of fromEnd ? [...keys].reverse() : keys) {
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
