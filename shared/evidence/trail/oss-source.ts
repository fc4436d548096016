import type { ListedObject, ObjectStore } from '../../aliyun/object-store';
import type { Clock } from '../../clock';
import { CloudCallFailed } from '../../errors';
import { parseAuditEvent } from '../event';
import { dayPrefixes, readTrailKey, trailRoot } from './keys';
import { type ReadObject, readTrail, type TrailObject } from './read';
import { searchFor } from './scan';
import type { AuditQuery, AuditReport, AuditSource, SourcedEvent } from './source';

/** So many reasons are told one by one; of more only the number. */
const MOST_REASONS = 20;

/**
 * The objects that a trail delivers to a bucket. They reach back as far as the bucket keeps them, and lag some minutes.
 * A list or an object that cannot be read, is cut or damaged is named in the report and the others are read; a trail
 * without a single object in the window is "could not check". Events may come twice when the trail delivered them twice.
 */
export class OssTrailSource implements AuditSource {
  readonly name: string;

  /** `root`: see `trailRoot`; an organisation's trail has the two folders of the member behind it. */
  constructor(
    private readonly store: Pick<ObjectStore, 'bucket' | 'list' | 'read'>,
    private readonly clock: Clock,
    private readonly root: string = trailRoot(''),
  ) {
    this.name = `trail oss://${store.bucket}/${root}`;
  }

  async *read(query: AuditQuery): AsyncGenerator<SourcedEvent, AuditReport> {
    const reasons = new Reasons();
    const objects = await this.objects(query, reasons);
    let begun = 0;
    let events = 0;
    const { store, clock } = this;
    const inTime = function* (): Iterable<TrailObject> {
      for (const { key, size } of objects) {
        if (clock.elapsedMs() >= query.stopAtMs) {
          const day = readTrailKey(key)?.day;
          reasons.add(
            `the time was over: ${objects.length - begun} of ${objects.length} objects were not read, from ${key.split('/').at(-4)} ${day} on`,
          );
          return;
        }
        begun += 1;
        yield { name: key, size, packed: () => store.read(key) };
      }
    };
    for await (const reading of readTrail(inTime(), searchFor(query.wanted))) {
      if ('finished' in reading) {
        reasons.addObject(reading.finished);
        continue;
      }
      for (const { event, offset } of reading.events) {
        if (!isWithin(event, query)) continue;
        events += 1;
        yield { event, at: { object: reading.object, offset } };
      }
    }
    const cut = reasons.told();
    return {
      source: this.name,
      from: query.from.toISOString(),
      to: query.to.toISOString(),
      events,
      complete: cut === undefined,
      ...(cut === undefined ? {} : { cut }),
    };
  }

  /** Region by region, oldest first. An object was delivered after its events: what was delivered before the window is left. */
  private async objects(query: AuditQuery, reasons: Reasons): Promise<ListedObject[]> {
    const all: ListedObject[] = [];
    const from = query.from.toISOString();
    for (const prefix of dayPrefixes(this.root, query.regions, query.from, query.to)) {
      if (this.clock.elapsedMs() >= query.stopAtMs) {
        reasons.add(`the time was over before ${prefix} was listed`);
        break;
      }
      try {
        for (const object of await this.store.list(prefix)) {
          const key = readTrailKey(object.key);
          if (key === undefined)
            reasons.add(`${object.key}: not named as a trail names its objects, so it was not read`);
          else if (key.time === undefined || key.time >= from) all.push(object);
        }
      } catch (error) {
        if (!(error instanceof CloudCallFailed)) throw error;
        reasons.add(`${prefix}: ${error.message}`);
      }
    }
    if (all.length === 0) reasons.add('the trail has no object of this time');
    return all;
  }
}

function isWithin(event: unknown, { from, to }: AuditQuery): boolean {
  const { at } = parseAuditEvent(event);
  return at === '' || (at >= from.toISOString() && at <= to.toISOString());
}

class Reasons {
  private readonly reasons: string[] = [];
  private more = 0;

  add(reason: string): void {
    if (this.reasons.length < MOST_REASONS) this.reasons.push(reason);
    else this.more += 1;
  }

  addObject({ name, cut, malformed }: ReadObject): void {
    if (cut !== undefined) this.add(`${name}: ${cut}`);
    for (const { offset, bytes, why } of malformed) this.add(`${name}, byte ${offset} (${bytes} bytes): ${why}`);
  }

  told(): string | undefined {
    if (this.reasons.length === 0) return undefined;
    return [...this.reasons, ...(this.more > 0 ? [`and ${this.more} more`] : [])].join('; ');
  }
}
