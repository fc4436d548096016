import { TourniquetError } from '../../errors';
import { gunzip, type Packed } from './gunzip';
import { type ScannedObject, ScanPool } from './pool';
import { type FoundEvent, type Malformed, type Search, TextScan } from './scan';
import { MOST_UNPACKED_BYTES, MOST_WHOLE_BYTES } from './sizes';

/** One object of a trail, wherever it lies. */
export interface TrailObject {
  readonly name: string;
  /** Packed bytes, as the list of objects tells them. */
  readonly size: number;
  readonly packed: Packed;
}

/** What came of one object, after all its events. */
export interface ReadObject {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  /** Why there is not all of it: it is cut, damaged, or could not be fetched. */
  readonly cut: string | undefined;
  readonly malformed: readonly Malformed[];
}

export type Reading =
  | { readonly object: string; readonly events: readonly FoundEvent[] }
  | { readonly finished: ReadObject };

/**
 * The wanted events of many objects, in the order of the objects and within each in the order of its text. This thread
 * fetches, two others unpack and search; objects that are too large to be taken whole, and all of them where no thread
 * can be had, are unpacked and searched here, chunk by chunk, and one that is ahead then waits as soon as it holds more
 * events than a reader should. No more objects are begun than `atOnce`. An object that cannot be fetched is named and the next one is read; what
 * is no error of ours is thrown.
 */
export async function* readTrail(
  objects: Iterable<TrailObject>,
  search: Search,
  {
    atOnce = 4,
    pool = new ScanPool(search.wanted, 2),
    mostUnpacked = MOST_UNPACKED_BYTES,
  }: { atOnce?: number; pool?: ScanPool; mostUnpacked?: number } = {},
): AsyncGenerator<Reading, void> {
  const left = objects[Symbol.iterator]();
  const begun: ObjectRead[] = [];
  const fill = (): void => {
    while (begun.length < atOnce) {
      const next = left.next();
      if (next.done) return;
      begun.push(new ObjectRead(next.value, search, pool, mostUnpacked));
    }
  };
  try {
    for (fill(); begun[0] !== undefined; fill()) {
      yield* begun[0].readings();
      begun.shift();
    }
  } finally {
    for (const one of begun) one.abandon();
    await pool.close();
  }
}

/** Events that an object holds while nobody takes them. */
const MOST_WAITING = 2_000;

class Abandoned extends Error {}
class TooLong extends Error {}

class ObjectRead {
  private readonly scan: TextScan;
  private waiting: FoundEvent[] = [];
  private isAbandoned = false;
  private wake: () => void = () => undefined;
  private makeRoom: () => void = () => undefined;
  private readonly outcome: Promise<ReadObject>;
  private isOver = false;

  constructor(
    private readonly object: TrailObject,
    search: Search,
    private readonly pool: ScanPool,
    private readonly mostUnpacked: number,
  ) {
    this.scan = new TextScan(search);
    this.outcome = this.run().finally(() => {
      this.isOver = true;
      this.wake();
    });
    // It is awaited when its turn comes; an earlier failure is no unhandled one.
    this.outcome.catch(() => undefined);
  }

  async *readings(): AsyncGenerator<Reading, void> {
    for (;;) {
      const events = this.waiting;
      this.waiting = [];
      this.makeRoom();
      if (events.length > 0) yield { object: this.object.name, events };
      else if (this.isOver) break;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
    yield { finished: await this.outcome };
  }

  abandon(): void {
    this.isAbandoned = true;
    this.makeRoom();
  }

  private async run(): Promise<ReadObject> {
    const { name, packed } = this.object;
    let bytes = 0;
    let cut: string | undefined;
    try {
      const whole = await this.byThread();
      if (whole) {
        await this.offer(whole.events);
        return { name, bytes: whole.bytes, cut: undefined, malformed: whole.malformed };
      }
      const unpacked = await gunzip(packed, (chunk) => {
        if (bytes + chunk.length > this.mostUnpacked) throw new TooLong();
        bytes += chunk.length;
        return this.offer(this.scan.push(chunk));
      });
      cut = unpacked.cut;
    } catch (error) {
      if (error instanceof TooLong) cut = `it unpacks to more than ${this.mostUnpacked} bytes: the rest was not read`;
      else if (error instanceof TourniquetError) cut = error.message;
      else throw error;
    }
    await this.offer(this.scan.end());
    return { name, bytes, cut, malformed: this.scan.malformed };
  }

  /** Undefined: the object is to be read here. */
  private async byThread(): Promise<ScannedObject | undefined> {
    const { size, packed } = this.object;
    if (!this.pool.isThere || size > MOST_WHOLE_BYTES) return undefined;
    const file = new Uint8Array(size);
    let got = 0;
    for await (const piece of packed()) {
      // Another size than the list told: it has been written anew, or is none.
      if (this.isAbandoned || got + piece.length > size) return undefined;
      file.set(piece, got);
      got += piece.length;
    }
    return got === size ? this.pool.scan(file) : undefined;
  }

  private async offer(found: readonly FoundEvent[]): Promise<void> {
    if (this.isAbandoned) throw new Abandoned();
    if (found.length === 0) return;
    for (const event of found) this.waiting.push(event);
    this.wake();
    while (this.waiting.length > MOST_WAITING && !this.isAbandoned)
      await new Promise<void>((resolve) => {
        this.makeRoom = resolve;
      });
  }
}
