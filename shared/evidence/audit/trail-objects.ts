import type { ListedObject } from '../../aliyun/object-list';
import type { ObjectStore } from '../../aliyun/object-store';
import type { Clock } from '../../clock';
import { CloudCallFailed, CloudForbidden, CloudNotFound } from '../../errors';
import { parseAuditEvent } from '../event';
import { dayPrefixes, readTrailKey, trailRoot } from '../trail/keys';
import { type ReadObject, readTrail, type TrailObject } from '../trail/read';
import { searchFor } from '../trail/scan';
import { Problems } from './problems';
import type { AuditQuery, AuditSource, Batch, Slice, SliceEnd } from './source';

/** Lists side by side: a day of a region each. */
const LISTS_AT_ONCE = 8;
/**
 * A trail delivers some minutes after the event. An account in which this responder runs is called every minute: one
 * that delivers nothing for so long has been stopped, and is not silent because nothing happens.
 */
const SILENT_MS = 45 * 60_000;

/**
 * The objects that a trail delivers to a bucket. They reach back as far as the bucket keeps them, and lag some minutes.
 * A list or an object that cannot be read, is cut or damaged is a problem by its name, and the others are read; a trail
 * without a single object in the window, or without one of the last time, is "could not check". All identities are
 * looked for at once.
 */
export class TrailObjectsSource implements AuditSource {
  readonly kind = 'trail';
  private readonly name: string;

  /**
   * `root`: see `trailRoot`; an organisation's trail has the two folders of the member behind it. `gaps`: what the trail
   * does not record, such as reads.
   */
  constructor(
    private readonly store: Pick<ObjectStore, 'bucket' | 'list' | 'read'>,
    private readonly clock: Clock,
    private readonly regions: readonly string[],
    private readonly root: string = trailRoot(''),
    private readonly gaps: readonly string[] = [],
  ) {
    this.name = `trail oss://${store.bucket}/${root}`;
  }

  slices(): Slice[] {
    return [{ id: 'objects', lane: 'objects', source: this.name, file: 'trail' }];
  }

  /** The cursor is the last object that was read whole, in the order of the list. */
  async *read(_: string, cursor: string | null, query: AuditQuery): AsyncGenerator<Batch, SliceEnd> {
    const problems = new Problems();
    problems.addAll(this.gaps);
    const all = await this.objects(query, problems);
    const reach = timesOf(all)[0];
    const objects = all.slice(all.findIndex(({ key }) => key === cursor) + 1);
    let begun = 0;
    const { store, clock } = this;
    const inTime = function* (): Iterable<TrailObject> {
      for (const { key, size } of objects) {
        if (clock.elapsedMs() >= query.stopAtMs) return;
        begun += 1;
        yield { name: key, size, packed: () => store.read(key) };
      }
    };
    let behind = cursor;
    for await (const reading of readTrail(inTime(), searchFor(query.wanted))) {
      if ('finished' in reading) {
        behind = reading.finished.name;
        problems.addAll(problemsOfObject(reading.finished));
        const aside = reading.finished.malformed.filter(({ bytes }) => bytes > 0);
        yield { events: [], aside: aside.map(() => ({ why: 'unread' as const })), cursor: behind };
      } else {
        const events = reading.events.map(({ event }) => event).filter((event) => isWithin(event, query));
        yield { events, cursor: behind };
      }
    }
    const done = begun === objects.length && clock.elapsedMs() < query.stopAtMs;
    return { done, problems: problems.told(), ...(reach === undefined ? {} : { reach }) };
  }

  /** Region by region, oldest first. An object was delivered after its events: what was delivered before the window is left. */
  private async objects(query: AuditQuery, problems: Problems): Promise<ListedObject[]> {
    const prefixes = dayPrefixes(this.root, this.regions, query.from, query.to);
    const lists: ListedObject[][] = prefixes.map(() => []);
    const left = [...prefixes.entries()];
    const isLate = (): boolean => this.clock.elapsedMs() >= query.stopAtMs;
    const worker = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined && !isLate(); next = left.shift()) {
        const [i, prefix] = next;
        const objects = await this.list(prefix, query.from.toISOString(), problems);
        lists[i] = objects ?? [];
        // The bucket is not there or is closed to us: the other days would say so, each by itself.
        if (objects === undefined) left.splice(0);
      }
    };
    await Promise.all(Array.from({ length: LISTS_AT_ONCE }, worker));
    const all = lists.flat();
    if (isLate()) return all;
    const newest = timesOf(all).at(-1) ?? '';
    if (all.length === 0) problems.add('the trail has no object of this time');
    else if (newest !== '' && Date.parse(newest) < query.to.getTime() - SILENT_MS)
      problems.add(`the trail has delivered nothing since ${newest}: what happened later is not in it`);
    return all;
  }

  /** Undefined: no list of this bucket can be read. */
  private async list(prefix: string, from: string, problems: Problems): Promise<ListedObject[] | undefined> {
    try {
      return (await this.store.list(prefix)).filter((object) => {
        const key = readTrailKey(object.key);
        if (key === undefined)
          problems.add(`${object.key}: not named as a trail names its objects, so it was not read`);
        return key !== undefined && (key.time === undefined || key.time >= from);
      });
    } catch (error) {
      if (!(error instanceof CloudCallFailed)) throw error;
      problems.add(`${prefix}: ${error.message}`);
      return error instanceof CloudNotFound || error instanceof CloudForbidden ? undefined : [];
    }
  }
}

/** When the objects were delivered, oldest first. */
const timesOf = (objects: readonly ListedObject[]): string[] =>
  objects.flatMap(({ key }) => readTrailKey(key)?.time ?? []).sort();

function isWithin(event: unknown, { from, to }: AuditQuery): boolean {
  const { at } = parseAuditEvent(event);
  return at === '' || (at >= from.toISOString() && at <= to.toISOString());
}

function problemsOfObject({ name, cut, malformed }: ReadObject): string[] {
  return [
    ...(cut === undefined ? [] : [`${name}: ${cut}`]),
    ...malformed.map(({ offset, bytes, why }) => `${name}, byte ${offset} (${bytes} bytes): ${why}`),
  ];
}
