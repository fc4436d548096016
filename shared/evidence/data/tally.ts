import type { AccessLine } from './line';

/** What one key did with one bucket's objects from one address. Times ISO 8601 UTC, sizes bytes. */
export interface DataUse {
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly ip: string;
  readonly userAgents: readonly string[];
  readonly read: number;
  readonly written: number;
  readonly deleted: number;
  /** Requests that delete many objects at once, up to 1,000 each: the log does not name them. */
  readonly batchesDeleted: number;
  /** Lists, looks at settings, and whatever else went through. */
  readonly other: number;
  readonly refused: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The objects that most was done with first; the original lines have them all. */
  readonly objects: readonly ObjectUse[];
  readonly objectsLeftOut: number;
}

export interface ObjectUse {
  readonly name: string;
  readonly read: number;
  readonly written: number;
  readonly deleted: number;
  readonly bytesOut: number;
}

/** Kept of each: a list that a person reads, and a memory that does not grow with the logs. */
const MOST_USES = 500;
const MOST_OBJECTS = 2_000;
const MOST_SHOWN = 100;
const MOST_AGENTS = 5;

type Kind = 'read' | 'written' | 'deleted' | 'batchesDeleted' | 'other';
/** OSS, "Logging", table of operations. A CompleteMultipartUpload makes the object of many parts. */
const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries<Kind>({
    GetObject: 'read',
    SelectObject: 'read',
    PutObject: 'written',
    PostObject: 'written',
    AppendObject: 'written',
    CopyObject: 'written',
    CompleteUpload: 'written',
    CompleteMultipartUpload: 'written',
    DeleteObject: 'deleted',
    DeleteObjects: 'batchesDeleted',
    DeleteMultipleObjects: 'batchesDeleted',
  }),
);

interface Open extends Omit<{ -readonly [K in keyof DataUse]: DataUse[K] }, 'objects' | 'userAgents'> {
  readonly objects: Map<string, { name: string; read: number; written: number; deleted: number; bytesOut: number }>;
  readonly userAgents: Set<string>;
}

/** Adds up access-log lines; memory is bounded whatever comes. */
export class DataTally {
  private readonly uses = new Map<string, Open>();
  /** Lines of further addresses and buckets, when there are too many of them. */
  leftOut = 0;

  add(line: AccessLine): void {
    const use = this.useOf(line);
    if (use === undefined) {
      this.leftOut += 1;
      return;
    }
    if (line.at < use.firstAt) use.firstAt = line.at;
    if (line.at > use.lastAt) use.lastAt = line.at;
    if (use.userAgents.size < MOST_AGENTS && line.userAgent !== '') use.userAgents.add(line.userAgent.slice(0, 160));
    if (line.status >= 400) {
      use.refused += 1;
      return;
    }
    // A redirect, or "not modified", hands out nothing.
    const kind = line.status >= 300 ? 'other' : (KINDS.get(line.operation) ?? 'other');
    use[kind] += 1;
    use.bytesIn += line.received;
    if (kind === 'read') use.bytesOut += line.sent;
    if (kind !== 'other' && kind !== 'batchesDeleted' && line.object !== '') this.addObject(use, line, kind);
  }

  private useOf({ bucket, accessKeyId, ip, at }: AccessLine): Open | undefined {
    const id = `${bucket} ${accessKeyId} ${ip}`;
    const known = this.uses.get(id);
    if (known !== undefined || this.uses.size >= MOST_USES) return known;
    const use: Open = {
      ...{ bucket, accessKeyId, ip, userAgents: new Set<string>(), objects: new Map(), objectsLeftOut: 0 },
      ...{
        read: 0,
        written: 0,
        deleted: 0,
        batchesDeleted: 0,
        other: 0,
        refused: 0,
        bytesOut: 0,
        bytesIn: 0,
        firstAt: at,
        lastAt: at,
      },
    };
    this.uses.set(id, use);
    return use;
  }

  private addObject(use: Open, { object, sent }: AccessLine, kind: 'read' | 'written' | 'deleted'): void {
    let known = use.objects.get(object);
    if (known === undefined) {
      if (use.objects.size >= MOST_OBJECTS) {
        use.objectsLeftOut += 1;
        return;
      }
      known = { name: object.slice(0, 300), read: 0, written: 0, deleted: 0, bytesOut: 0 };
      use.objects.set(object, known);
    }
    known[kind] += 1;
    if (kind === 'read') known.bytesOut += sent;
  }

  /** What was done most first. */
  result(): DataUse[] {
    return [...this.uses.values()]
      .map(({ objects, userAgents, objectsLeftOut, ...rest }) => {
        const sorted = [...objects.values()].sort(
          (a, b) =>
            b.deleted - a.deleted || b.bytesOut - a.bytesOut || b.written - a.written || (a.name < b.name ? -1 : 1),
        );
        return {
          ...rest,
          userAgents: [...userAgents],
          objects: sorted.slice(0, MOST_SHOWN),
          objectsLeftOut: objectsLeftOut + Math.max(0, sorted.length - MOST_SHOWN),
        };
      })
      .sort(
        (a, b) =>
          b.batchesDeleted - a.batchesDeleted ||
          b.deleted - a.deleted ||
          b.bytesOut - a.bytesOut ||
          b.read - a.read ||
          (a.firstAt < b.firstAt ? -1 : 1),
      );
  }
}
