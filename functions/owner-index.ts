import type { NamesLastNight } from '../shared/identity/excluded';
import type { AccessKeyId } from '../shared/ids';
import { isUnread, openStored } from '../shared/incident/stored';
import { isObject } from '../shared/signal/loose';
import type { Run } from './platform';
import { inTime } from './time-limits';

/** The nightly index of key to user, as it lies in the bucket, sealed. */
interface StoredIndex {
  readonly schema: 1;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Every key of the account's users is in it. */
  readonly complete: boolean;
  readonly owners: Readonly<Record<string, string>>;
}

/** The deny waits for a hint no longer than this: behind it stands the walk, which needs none. */
const READ_MS = 1_000;
const BRIEF = { timeoutMs: READ_MS, retries: 0 };
/** Of a hundred thousand users. */
const MOST_BYTES = 16 * 2 ** 20;

/** Whom the exclusion list means, where somebody is on it. Never rejects; empty where the index is no hint. */
export function namesLastNight({ config, ownerIndex }: Pick<Run, 'config' | 'ownerIndex'>): Promise<NamesLastNight> {
  return config.exclude.users.size > 0 ? ownerIndex.all() : Promise.resolve(new Map());
}

/**
 * Which user had an AccessKey last night. A hint: whoever asks confirms with a live call before any act, and what is not
 * in it proves nothing.
 */
export class OwnerIndex {
  private owners: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(private readonly run: Pick<Run, 'cloud' | 'clock' | 'paths' | 'seal' | 'log'>) {}

  /** Reads the index once a run. Never rejects: no index, one that nobody of ours wrote, or no answer in time is no hint. */
  async find(accessKeyId: AccessKeyId): Promise<string | undefined> {
    return (await this.all()).get(accessKeyId);
  }

  /** All of it, for whoever asks what a user was called. Read once a run. Never rejects; empty where it is no hint. */
  all(): Promise<ReadonlyMap<string, string>> {
    this.owners ??= this.read();
    return this.owners;
  }

  /**
   * Writes what was found. A complete one takes the earlier one's place; an incomplete one adds to it, so that a night on
   * which RAM did not answer does not take away what is known. Throws what OSS threw: the earlier one stays then.
   */
  async write(found: ReadonlyMap<string, string>, complete: boolean): Promise<void> {
    const { cloud, clock, paths, seal } = this.run;
    const earlier = complete ? undefined : await this.stored();
    const at = clock.now().toISOString();
    const owners = Object.fromEntries([...(earlier ?? []), ...found]);
    const index: StoredIndex = { schema: 1, at, complete, owners };
    await cloud.evidence.put(paths.owners, await seal.close(paths.owners, index));
  }

  private async read(): Promise<ReadonlyMap<string, string>> {
    const look = await inTime(this.run.clock, this.stored(BRIEF), READ_MS, 'index of keys');
    if ('value' in look && look.value) return look.value;
    const why = 'value' in look ? 'it is not of our making' : look.couldNotCheck;
    this.run.log.info({ why }, 'no index of keys');
    return new Map();
  }

  /** Undefined for an index that does not bear our seal, or is none. */
  private async stored(options?: typeof BRIEF): Promise<ReadonlyMap<string, string> | undefined> {
    const { cloud, paths, seal } = this.run;
    const how = { most: MOST_BYTES, ...(options ? { patience: options } : {}) };
    const read = await openStored<Partial<StoredIndex>>(cloud.evidence, seal, paths.owners, how);
    if (typeof read === 'string') return undefined;
    if (isUnread(read)) throw read.unread.error;
    const { owners } = read.content;
    if (!isObject(owners)) return undefined;
    return new Map(Object.entries(owners).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  }
}
