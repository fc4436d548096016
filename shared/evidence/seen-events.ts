import { sha256 } from '../incident/seal';
import { type Content, contentOf, fuller, isCopy, isMaskedId } from './copies';
import type { AuditEvent } from './types';

/** Events that are known again when they come twice; beyond, memory counts more. */
const MOST_REMEMBERED = 300_000;
/** So many contents of one id are compared; beyond, an event too many is better than one that is lost. */
const MOST_OF_ONE_ID = 100;

interface Known {
  readonly content: Content;
  readonly place: number;
}

/**
 * Tells events that come again from others under the same id. The same event comes from two regions, from two sources in
 * two forms, or for two identities of one call, and counts once; another body under a known id is another event: an id
 * that somebody could choose must not make his call disappear. Ask it of every event once, in order.
 */
export class SeenEvents {
  private readonly known = new Map<string, Known[]>();
  private different = 0;
  /** Events that came again. */
  again = 0;
  /** Events under an id that an earlier and different event bears. */
  sharing = 0;

  isAgain(event: AuditEvent): boolean {
    return this.placeOf(event) !== undefined;
  }

  /** Which of the different events so far it is a copy of, counted from 0; undefined: it is a new one, the next. */
  placeOf(event: AuditEvent): number | undefined {
    const known = event.eventId === '' ? undefined : this.ofId(event);
    return known === undefined ? this.next() : this.among(known, contentOf(event));
  }

  private among(known: Known[], content: Content): number | undefined {
    const place = known.find((one) => isCopy(one.content, content))?.place;
    if (place !== undefined) {
      this.again += 1;
      return place;
    }
    if (known.length > 0) this.sharing += 1;
    if (known.length < MOST_OF_ONE_ID) known.push({ content, place: this.different });
    return this.next();
  }

  private next(): undefined {
    this.different += 1;
  }

  /** Undefined: no more are remembered. */
  private ofId({ eventId, raw }: AuditEvent): Known[] | undefined {
    // A masked id is that of many: there, only the very same is the same.
    const id = isMaskedId(eventId) ? sha256(JSON.stringify(raw)) : eventId;
    const known = this.known.get(id);
    if (known !== undefined || this.known.size >= MOST_REMEMBERED) return known;
    const first: Known[] = [];
    this.known.set(id, first);
    return first;
  }
}

/** Keeps every event once: of its copies the one that tells most. */
export class DistinctEvents {
  readonly events: AuditEvent[] = [];
  readonly seen = new SeenEvents();

  /** False: it was a copy. */
  add(event: AuditEvent): boolean {
    const place = this.seen.placeOf(event);
    if (place === undefined) this.events.push(event);
    else this.events[place] = fuller(this.events[place] ?? event, event);
    return place === undefined;
  }
}
