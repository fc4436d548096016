import type { CallPatience } from '../aliyun/call';
import { isAsPut, type ListedObject } from '../aliyun/object-list';
import { MOST_OF_MANY, type ObjectStore } from '../aliyun/object-store';
import { isHandedOutToNobody } from '../aliyun/refused';
import { CloudAlreadyThere, CloudAnswerMalformed, CloudNotFound, JournalCorrupt } from '../errors';
import type { Entry } from './entries';
import { isEntry } from './entry-form';
import type { IncidentId, Paths } from './paths';
import { type Seal, sha256 } from './seal';

/** An object of a journal: the sum over it, and the entry that it holds where it bears our seal. */
export interface Opened {
  readonly sum: string;
  readonly entry: Entry | undefined;
}

/** One that was read from the cloud. */
interface Fetched extends Opened {
  readonly bytes: number;
  /** Its ETag tells that these are all of its bytes, and unchanged. */
  readonly isAsPut: boolean;
}

/** Opens a journal's object that was read from anywhere; `key` is the place that its seal was made for. */
export async function openEntry(key: string, body: Buffer, seal: Seal): Promise<Opened> {
  const sum = sha256(body);
  try {
    return { sum, entry: await seal.open<Entry>(key, body.toString(), isEntry) };
  } catch (error) {
    // What is no JSON was not written by us: as untrue as a wrong seal.
    if (error instanceof SyntaxError) return { sum, entry: undefined };
    throw error;
  }
}

/** A journal of ours has some dozens; a thief who takes the deny off each minute for a day makes some thousands. */
const MOST_ENTRIES = 5_000;
const READ_AT_ONCE = 20;
/** As many as a run has in hand at once, and some: a storm's thousand would fill the memory. */
const MOST_JOURNALS_KNOWN = 32;

/** What the listing tells of an object. */
type Listed = Pick<ListedObject, 'etag' | 'size'>;

/** An entry of ours that was read or written, and the ETag that OSS gave it: another object in its place has another. */
interface Known {
  readonly etag: string;
  readonly opened: Opened;
}

/**
 * The objects of journals, as one run reads them. A run reads the same journal before each thing that it does: what bears
 * our seal is fetched once, as long as the list tells the same ETag of it.
 */
export class JournalObjects {
  /** By the journal's folder, the one last read at the end; then by number. */
  private readonly known = new Map<string, Map<number, Known>>();

  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
    private readonly seal: Seal,
  ) {}

  /**
   * Every object of a journal by its number; none for a new incident, in one round trip. Throws CloudCallFailed, also
   * where one came cut twice, and JournalCorrupt where there are more than {@link MOST_ENTRIES}.
   */
  async all(id: IncidentId, patience: CallPatience): Promise<Map<number, Opened>> {
    const folder = this.paths.journal(id);
    const known = this.knownIn(folder);
    const [early, listed] = await Promise.all([
      known.has(1) ? undefined : this.fetch(id, 1, patience),
      this.store.list(folder, patience),
    ]);
    const places = new Map<number, Listed>();
    for (const { key, etag, size } of listed) {
      const number = /^(\d{6})\.json$/.exec(key.slice(folder.length))?.[1];
      if (number !== undefined) places.set(Number(number), { etag, size });
    }
    if (places.size > MOST_ENTRIES)
      throw new JournalCorrupt(folder, `it holds ${places.size} objects, of which ${MOST_ENTRIES} at most are read`);
    // Another run may have written between the two looks: only a second look tells that from a first entry taken away.
    if ((early !== undefined || listed.length > 0) && !places.has(1)) places.set(1, { etag: undefined, size: 0 });
    const found = new Map<number, Opened>();
    const take = async (seq: number, { etag, size }: Listed): Promise<void> => {
      const own = known.get(seq);
      if (own !== undefined && own.etag === etag) {
        found.set(seq, own.opened);
        return;
      }
      const fetched = seq === 1 && early ? early : await this.fetch(id, seq, patience);
      if (fetched === undefined) return;
      const { sum, entry, bytes } = fetched;
      // Half an answer is none: taken for a stranger's object, the next entry would be written behind it, and what this one
      // says would not count.
      if (entry === undefined && !fetched.isAsPut && bytes < Math.min(size, MOST_OF_MANY)) {
        const why = `${this.paths.entry(id, seq)} came in ${bytes} of ${size} bytes`;
        throw new CloudAnswerMalformed('oss', 'GetObject', 'Cut', 200, undefined, why);
      }
      // Without its bytes: whoever may write to the bucket can lay thousands there.
      found.set(seq, { sum, entry });
    };
    const rest = [...places];
    while (rest.length > 0) await Promise.all(rest.splice(0, READ_AT_ONCE).map((one) => take(...one)));
    return found;
  }

  /**
   * One object, from the cloud; undefined where there is none. What does not bear our seal, and is not what its ETag stands
   * for, may have been spoilt on its way: it is read once more. Throws CloudCallFailed.
   */
  async fetch(id: IncidentId, seq: number, patience: CallPatience): Promise<Fetched | undefined> {
    const first = await this.fetchOnce(id, seq, patience);
    const isTold = first === undefined || first.entry !== undefined || first.isAsPut || first.bytes >= MOST_OF_MANY;
    return isTold ? first : this.fetchOnce(id, seq, patience);
  }

  private async fetchOnce(id: IncidentId, seq: number, patience: CallPatience): Promise<Fetched | undefined> {
    const key = this.paths.entry(id, seq);
    try {
      const { body, etag } = await this.store.get(key, patience, MOST_OF_MANY);
      const opened = await openEntry(key, body, this.seal);
      this.remember(id, seq, opened, etag);
      return { ...opened, bytes: body.length, isAsPut: opened.entry === undefined && isAsPut(body, etag) };
    } catch (error) {
      if (error instanceof CloudNotFound && error.cloudCode === 'NoSuchKey') return undefined;
      // A stranger's, as one without our seal: else a single one would make the whole journal say nothing, for ever.
      if (isHandedOutToNobody(error)) return { sum: sha256(''), entry: undefined, bytes: 0, isAsPut: true };
      throw error;
    }
  }

  /**
   * Writes an entry in a place that must be free. Resolves with it as it lies there. Throws CloudAlreadyThere: another was
   * first; and Error for what no reader would read whole, so that its seal would be found broken: nothing is written.
   */
  async create(id: IncidentId, entry: Entry, patience: CallPatience): Promise<Opened> {
    const key = this.paths.entry(id, entry.seq);
    const text = await this.seal.close(key, entry);
    const body = Buffer.from(text);
    if (body.length > MOST_OF_MANY)
      throw new Error(`${key} would have ${body.length} bytes, more than ${MOST_OF_MANY}: it was not written`);
    const opened = await openEntry(key, body, this.seal);
    try {
      this.remember(id, entry.seq, opened, await this.store.create(key, text, { patience }));
    } catch (error) {
      if (!(error instanceof CloudAlreadyThere)) throw error;
      // A try that timed out may have arrived: our own entry in our place is no lost race.
      const there = await this.fetch(id, entry.seq, patience);
      if (there?.sum !== opened.sum) throw error;
    }
    return opened;
  }

  /** Only what is ours: anything else may have been spoilt on its way, and is looked at again. */
  private remember(id: IncidentId, seq: number, opened: Opened, etag: string | undefined): void {
    const known = this.knownIn(this.paths.journal(id));
    if (opened.entry === undefined || etag === undefined) known.delete(seq);
    else known.set(seq, { etag, opened });
  }

  private knownIn(folder: string): Map<number, Known> {
    const known = this.known.get(folder) ?? new Map<number, Known>();
    this.known.delete(folder);
    this.known.set(folder, known);
    for (const oldest of this.known.keys()) if (this.known.size > MOST_JOURNALS_KNOWN) this.known.delete(oldest);
    return known;
  }
}
