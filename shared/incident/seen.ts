import type { ObjectStore } from '../aliyun/object-store';
import { CloudNotFound } from '../errors';
import type { Paths } from './paths';
import type { Seal } from './seal';

interface StoredSeen {
  readonly schema: 1;
  readonly leakIds: readonly string[];
}

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

  async read(): Promise<{ readonly leakIds: ReadonlySet<string>; readonly tampered: boolean }> {
    try {
      const text = (await this.store.get(this.paths.seen)).body.toString();
      const stored = await this.seal.open<StoredSeen>(this.paths.seen, text);
      if (stored === undefined) return { leakIds: new Set(), tampered: true };
      // A later version's list says nothing here: its leaks are looked at once more.
      if (!Array.isArray(stored.leakIds)) return { leakIds: new Set(), tampered: false };
      return { leakIds: new Set(stored.leakIds), tampered: false };
    } catch (error) {
      if (error instanceof SyntaxError) return { leakIds: new Set(), tampered: true };
      if (error instanceof CloudNotFound) return { leakIds: new Set(), tampered: false };
      throw error;
    }
  }

  async write(leakIds: Iterable<string>): Promise<void> {
    const stored: StoredSeen = { schema: 1, leakIds: [...leakIds] };
    await this.store.put(this.paths.seen, await this.seal.close(this.paths.seen, stored));
  }
}
