import type { ObjectStore } from '../aliyun/object-store';
import type { MadeIdentity } from '../containment/made';
import type { StandingFence } from './fence-state';
import type { Paths } from './paths';
import { type IsOfForm, isMap, isTime, type Seal } from './seal';
import { isUnread, openStored, type Unread } from './stored';

/** What must be in its place for one contained key, and what waits of it, as its journal said when it was last read. */
export interface Watched {
  readonly userName: string | null;
  /** The id of the key's user; absent: it could not be looked up, or a version of before wrote this. */
  readonly userId?: string;
  readonly policies: readonly ('quarantine' | 'freeze')[];
  readonly keysOff: readonly string[];
  readonly frozen: readonly MadeIdentity[];
  /** The network policy that we set on the key; absent: a version of before wrote this, which looked after none. */
  readonly fence?: StandingFence | null;
  /** The incident is over: its key alone is looked after. */
  readonly isOver?: true;
  /** No decision of its journal bears our seal, and objects that do not lie there. */
  readonly isUnsealed?: true;
  /** A release of it has begun, and is not known to have come to its end. */
  readonly isHalfReleased?: true;
  /** Something was found gone, and is not known to be back. */
  readonly isOpen: boolean;
  /** Observe mode has only told of its leak, which enforce mode takes up; absent: a version of before wrote this. */
  readonly isObserved?: boolean;
  /** When the incident's marker was last written, and when the journal was read, ISO 8601 UTC. */
  readonly markedAt: string | null;
  readonly readAt: string;
  /** Entries that the journal had then: it only grows. Absent: a version of before wrote this. */
  readonly entries?: number;
}

/** The hash of what each deny policy said when it was last found to deny all that it must. */
export type SoundDenies = Readonly<Partial<Record<'quarantine' | 'freeze', string>>>;

interface Stored {
  readonly schema: 1;
  readonly keys: Readonly<Record<string, Watched>>;
  readonly sound?: SoundDenies;
  readonly heldAgainstAt?: string;
}

/** What is known of all contained keys. */
export interface WatchedList {
  readonly keys: ReadonlyMap<string, Watched>;
  /** When markers and schedule were last held against the journals, ISO 8601 UTC; undefined: nobody knows of it. */
  readonly heldAgainstAt: string | undefined;
  /** Absent: no policy was found sound yet, or a version of before wrote this. */
  readonly sound?: SoundDenies;
}

/** A later version's is whatever that makes of it, and none here. */
const isList: IsOfForm = ({ schema, keys, heldAgainstAt, sound }) =>
  schema !== 1 ||
  (isMap(keys) &&
    (heldAgainstAt === undefined || isTime(heldAgainstAt)) &&
    (sound === undefined || isMap(sound)) &&
    Object.values(keys).every(
      (one) =>
        isMap(one) &&
        [one['policies'], one['keysOff'], one['frozen']].every(Array.isArray) &&
        typeof one['readAt'] === 'string',
    ));

const NOTHING: WatchedList = { keys: new Map(), heldAgainstAt: undefined };

/** Markers bear whole seconds, and another run may write one while its journal is read. */
const SETTLED_MS = 10_000;

/**
 * Every contained key with what its user must carry, in one object: so that a look at all of them costs one read, and not
 * a journal each. It is a hint about where to look; before anything is done, the journal is read. Losing it costs reads.
 */
export class WatchList {
  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
    private readonly seal: Seal,
  ) {}

  /**
   * By the key's id. What does not bear our seal is no list: its name is told. Nor is one that OSS refuses; `unread` says so:
   * what is known is in the journals, and who writes it anew must have read some of them, for where everything is refused a
   * list of nothing would take the place of a true one. Throws what may pass: a list that is true must not be lost by it.
   */
  async read(): Promise<WatchedList & { readonly tampered: readonly string[]; readonly unread: readonly Unread[] }> {
    const key = this.paths.watched;
    const read = await openStored<Stored>(this.store, this.seal, key, { isOfForm: isList });
    const nothing = { ...NOTHING, tampered: [], unread: [] };
    if (read === 'gone') return nothing;
    if (read === 'strange') return { ...nothing, tampered: [key] };
    if (isUnread(read)) {
      if (!read.unread.isRefused) throw read.unread.error;
      return { ...nothing, unread: [read.unread] };
    }
    // A later version's list is none here: the journals are read.
    if (read.content.schema !== 1) return nothing;
    const { keys, heldAgainstAt, sound } = read.content;
    return { ...nothing, keys: new Map(Object.entries(keys)), heldAgainstAt, ...(sound ? { sound } : {}) };
  }

  async write({ keys, heldAgainstAt, sound }: WatchedList): Promise<void> {
    const sorted = Object.fromEntries([...keys].sort(([a], [b]) => (a < b ? -1 : 1)));
    const stored: Stored = {
      ...{ schema: 1, keys: sorted },
      ...(heldAgainstAt === undefined ? {} : { heldAgainstAt }),
      ...(sound === undefined ? {} : { sound }),
    };
    await this.store.put(this.paths.watched, await this.seal.close(this.paths.watched, stored));
  }
}

/** Whether what is listed still stands for a journal whose marker was last written then. Pure. */
export function isFresh(watched: Watched | undefined, markedAt: Date | undefined): watched is Watched {
  if (watched?.fence === undefined || watched.isObserved === undefined || markedAt === undefined) return false;
  return watched.markedAt === markedAt.toISOString() && Date.parse(watched.readAt) - markedAt.getTime() > SETTLED_MS;
}
