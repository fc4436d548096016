import type { AccessKeyId } from '../shared/ids';
import { isObject } from '../shared/signal/loose';
import type { Run } from './platform';
import { inTime } from './time-limits';

/** The nightly index of key to user, as it lies in the bucket, sealed. */
interface StoredIndex {
  readonly schema: 1;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Every user was known and every look at keys went through. */
  readonly complete: boolean;
  readonly owners: Readonly<Record<string, string>>;
}

/** The deny waits for a hint no longer than this: behind it stands the walk, which needs none. */
const READ_MS = 1_000;
const BRIEF = { timeoutMs: READ_MS, retries: 0 };

/**
 * Which user had an AccessKey last night. A hint: whoever asks confirms with a live call before any act, and what is not
 * in it proves nothing.
 */
export class OwnerIndex {
  private owners: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(private readonly run: Pick<Run, 'cloud' | 'clock' | 'paths' | 'seal' | 'log'>) {}

  /** Reads the index once a run. Never rejects: no index, one that nobody of ours wrote, or no answer in time is no hint. */
  async find(accessKeyId: AccessKeyId): Promise<string | undefined> {
    this.owners ??= this.read();
    return (await this.owners).get(accessKeyId);
  }

  /**
   * Writes what was found. An incomplete one says so, and takes an earlier one's place all the same: what is in it was
   * seen tonight. Throws what OSS threw.
   */
  async write(owners: ReadonlyMap<string, string>, complete: boolean): Promise<void> {
    const { cloud, clock, paths, seal } = this.run;
    const at = clock.now().toISOString();
    const index: StoredIndex = { schema: 1, at, complete, owners: Object.fromEntries(owners) };
    await cloud.evidence.put(paths.owners, await seal.close(paths.owners, index));
  }

  private async read(): Promise<ReadonlyMap<string, string>> {
    const { cloud, log, paths, seal } = this.run;
    const look = cloud.evidence
      .get(paths.owners, BRIEF)
      .then(({ body }) => seal.open<Partial<StoredIndex>>(paths.owners, body.toString()));
    const index = await inTime(look, READ_MS, 'index of keys');
    const owners = 'value' in index ? index.value?.owners : undefined;
    if (isObject(owners))
      return new Map(Object.entries(owners).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    log.info({ why: 'value' in index ? 'it is not of our making' : index.couldNotCheck }, 'no index of keys');
    return new Map();
  }
}
