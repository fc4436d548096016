import { CloudNotFound } from '../shared/errors';
import type { NamesLastNight } from '../shared/identity/excluded';
import type { Looked } from '../shared/identity/types';
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
const DAY_MS = 24 * 3_600_000;
const BRIEF = { timeoutMs: READ_MS, retries: 0 };
/** Of a hundred thousand users. */
const MOST_BYTES = 16 * 2 ** 20;

const NO_INDEX = {
  gone: 'the index of keys that a night has left is gone',
  strange: 'the index of keys was written by somebody else',
};

/** Whom the exclusion list means, where somebody is on it. Never rejects; empty where the index is no hint. */
export async function namesLastNight(run: Pick<Run, 'config' | 'ownerIndex'>): Promise<NamesLastNight> {
  const names = await knownNames(run);
  return 'value' in names ? names.value : new Map();
}

/** The same, or why it is not known what users were called last night. Before the first night nobody was called anything. */
export async function knownNames({
  config,
  ownerIndex,
}: Pick<Run, 'config' | 'ownerIndex'>): Promise<Looked<NamesLastNight>> {
  return config.exclude.users.size > 0 ? ownerIndex.known() : { value: new Map() };
}

/**
 * Which user had an AccessKey last night. A hint: whoever asks confirms with a live call before any act, and what is not
 * in it proves nothing.
 */
export class OwnerIndex {
  private owners: Promise<Looked<ReadonlyMap<string, string> | 'gone' | 'strange'>> | undefined;

  constructor(private readonly run: Pick<Run, 'cloud' | 'clock' | 'paths' | 'seal' | 'log'>) {}

  /** Reads the index once a run. Never rejects: no index, one that nobody of ours wrote, or no answer in time is no hint. */
  async find(accessKeyId: AccessKeyId): Promise<string | undefined> {
    return (await this.all()).get(accessKeyId);
  }

  /** All of it, for whoever asks what a user was called. Read once a run. Never rejects; empty where it is no hint. */
  async all(): Promise<ReadonlyMap<string, string>> {
    const look = await this.look();
    return 'value' in look && typeof look.value === 'object' ? look.value : new Map();
  }

  /** The same, or why nothing is known. Empty before the first night. */
  async known(): Promise<Looked<ReadonlyMap<string, string>>> {
    const look = await this.look();
    if ('couldNotCheck' in look) return look;
    if (typeof look.value === 'object') return { value: look.value };
    if (look.value === 'gone' && !(await this.isLost())) return { value: new Map() };
    return { couldNotCheck: NO_INDEX[look.value] };
  }

  private look(): Promise<Looked<ReadonlyMap<string, string> | 'gone' | 'strange'>> {
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
    const owners = Object.fromEntries([...(earlier instanceof Map ? earlier : []), ...found]);
    const index: StoredIndex = { schema: 1, at, complete, owners };
    await cloud.evidence.put(paths.owners, await seal.close(paths.owners, index));
  }

  private async read(): Promise<Looked<ReadonlyMap<string, string> | 'gone' | 'strange'>> {
    const { clock, log } = this.run;
    const look = await inTime(clock, this.stored(BRIEF), READ_MS, 'index of keys');
    const why = 'couldNotCheck' in look ? look.couldNotCheck : look.value;
    if (typeof why === 'string') log.info({ why }, 'no index of keys');
    return look;
  }

  /** A night of these two days has left a report, so that it left an index as well; true as well where that is not known. */
  private async isLost(): Promise<boolean> {
    const { cloud, clock, paths } = this.run;
    const nowMs = clock.now().getTime();
    const reports = [nowMs, nowMs - DAY_MS].map((ms) => paths.hygieneHtml(new Date(ms).toISOString().slice(0, 10)));
    const isThere = (key: string): Promise<boolean> =>
      cloud.evidence.get(key, BRIEF, 1).then(
        () => true,
        (error: unknown) => !(error instanceof CloudNotFound),
      );
    const look = await inTime(clock, Promise.all(reports.map(isThere)), READ_MS, 'reports of the nights');
    return 'couldNotCheck' in look || look.value.includes(true);
  }

  /** `strange`: it does not bear our seal, or is none. */
  private async stored(options?: typeof BRIEF): Promise<ReadonlyMap<string, string> | 'gone' | 'strange'> {
    const { cloud, paths, seal } = this.run;
    const how = { most: MOST_BYTES, ...(options ? { patience: options } : {}) };
    const read = await openStored<Partial<StoredIndex>>(cloud.evidence, seal, paths.owners, how);
    if (typeof read === 'string') return read;
    if (isUnread(read)) throw read.unread.error;
    const { owners } = read.content;
    if (!isObject(owners)) return 'strange';
    return new Map(Object.entries(owners).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  }
}
