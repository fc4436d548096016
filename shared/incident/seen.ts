import type { ObjectStore } from '../aliyun/object-store';
import { isAccessKeyId } from '../ids';
import type { Paths } from './paths';
import type { Seal } from './seal';
import { isUnread, openStored } from './stored';

interface StoredSeen {
  readonly schema: 1;
  readonly leakIds: readonly string[];
  /** AccessKey ids by leak id, of those whose incident has a journal. */
  readonly keys?: Readonly<Record<string, string>>;
}

export interface Seen {
  readonly leakIds: ReadonlySet<string>;
  /** AccessKey ids by leak id, of those whose incident has a journal. */
  readonly keys: ReadonlyMap<string, string>;
  readonly tampered: boolean;
}

const nothing = (tampered: boolean): Seen => ({ leakIds: new Set(), keys: new Map(), tampered });

/**
 * The leak ids that are done, so that a quiet minute costs one Security Center call and one read. Losing it costs
 * nothing but looks: a leak that is taken up again meets its own incident. A list with a broken seal is no list.
 */
export class SeenLeaks {
  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
    private readonly seal: Seal,
  ) {}

  async read(): Promise<Seen> {
    const read = await openStored<StoredSeen>(this.store, this.seal, this.paths.seen);
    if (typeof read === 'string') return nothing(read === 'strange');
    if (isUnread(read)) throw read.unread.error;
    const { leakIds, keys: known = {} } = read.content;
    // A later version's list says nothing here: its leaks are looked at once more.
    if (!Array.isArray(leakIds)) return nothing(false);
    const keys = Object.entries(known).filter(([, key]) => isAccessKeyId(key));
    return { leakIds: new Set(leakIds), keys: new Map(keys), tampered: false };
  }

  async write({ leakIds, keys }: Pick<Seen, 'leakIds' | 'keys'>): Promise<void> {
    const known = [...keys].filter(([leakId]) => leakIds.has(leakId));
    const stored: StoredSeen = { schema: 1, leakIds: [...leakIds], keys: Object.fromEntries(known) };
    await this.store.put(this.paths.seen, await this.seal.close(this.paths.seen, stored));
  }
}
