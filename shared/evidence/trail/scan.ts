import { cutWithoutSecrets } from '../../secrecy/cut';
import { eventsHeld, isEvent } from '../held-events';
import { finderOf } from './needles';
import { EVENT_BYTES } from './sizes';
import { endOfValue, isBlank, startOfOutermost } from './structure';
import { isWanted, needlesFor, type Wanted } from './wanted';

/** A part of the text that could not be read where a wanted word stands, or where the text itself is cut. */
export interface Malformed {
  /** In bytes of the unpacked text. */
  readonly offset: number;
  readonly bytes: number;
  readonly why: string;
}

export interface FoundEvent {
  readonly event: Readonly<Record<string, unknown>>;
  /** Where the event begins, in bytes of the unpacked text. */
  readonly offset: number;
}

export interface ScanSizes {
  /** The text is searched when so much has come, or all. */
  readonly stepBytes: number;
  /** How far an event may reach back behind what has come; longer ones are named as malformed. */
  readonly eventBytes: number;
}

const MIB = 1_048_576;
const SIZES: ScanSizes = { stepBytes: 4 * MIB, eventBytes: EVENT_BYTES };
/**
 * Hardly a writer of JSON escapes letters and digits, and a word that is written so is not found among the bytes. One that
 * does so does it everywhere: the beginning of a text tells, and looking through all of it would cost a tenth of the time.
 */
const ESCAPED_LETTER = /\\u00(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/i;
const ESCAPES_BYTES = 65_536;
/**
 * Whoever may write to the trail's place can write what costs much to read: words in objects that never end, each of which
 * is looked for to the end of the text. A damaged file has a few places; one with more, or that took so much reading in
 * vain, is not read on.
 */
const MOST_DAMAGES = 1_000;
const MOST_IN_VAIN_BYTES = 64 * MIB;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What the scans of one search have in common: made once, used for every object. */
export interface Search {
  readonly wanted: Wanted;
  readonly find: (text: Buffer, from: number) => number;
  readonly longest: number;
  readonly isWanted: (event: unknown) => boolean;
}

/** Throws RangeError when nothing is wanted. */
export function searchFor(wanted: Wanted): Search {
  const needles = needlesFor(wanted);
  return {
    wanted,
    find: finderOf(needles),
    longest: Math.max(...needles.map(({ length }) => length)),
    isWanted: isWanted(wanted),
  };
}

/**
 * The wanted events of one text as it comes, chunk by chunk: a list of events, one event, or one a line. Only events
 * that hold a wanted word are cut out and parsed. Memory stays within the sizes. What lies around a wanted word and is
 * no JSON, and a text that is cut, is in `malformed`; damage where no wanted word stands is not seen.
 */
export class TextScan {
  readonly malformed: Malformed[] = [];
  private text: Buffer = Buffer.alloc(0);
  private store: Buffer = Buffer.alloc(0);
  /** Of the text's first byte. */
  private offset = 0;
  private searched = 0;
  private least = 0;
  /** Where an event begins whose end has not come. */
  private open: number | undefined;
  private hasBegun = false;
  private mayEscape = true;
  private lastByte: number | undefined;
  private isList = false;
  /** Bytes that were gone through and gave no event. */
  private inVain = 0;
  private isGivenUp = false;

  constructor(
    private readonly search: Search,
    private readonly sizes: ScanSizes = SIZES,
  ) {}

  /** Takes a chunk, which must not change until `end`, and answers the events that are whole. */
  push(chunk: Buffer): FoundEvent[] {
    if (chunk.length === 0 || this.isGivenUp) return [];
    this.text = this.text.length === 0 ? chunk : this.appended(chunk);
    return this.text.length - this.searched < this.sizes.stepBytes ? [] : this.advance(false);
  }

  /** The events that are left. Nothing may be pushed afterwards. */
  end(): FoundEvent[] {
    return this.isGivenUp ? [] : this.advance(true);
  }

  private advance(isEnd: boolean): FoundEvent[] {
    this.noteEdges();
    this.noteEscapes();
    const found: FoundEvent[] = [];
    while (this.searched < this.text.length) {
      const at = this.search.find(this.text, this.searched);
      if (at < 0) {
        // The last bytes may be the beginning of a word.
        this.searched = Math.max(this.searched, this.text.length - this.search.longest + 1);
        break;
      }
      this.searched = at;
      if (!this.take(at, isEnd, found)) break;
      if (this.malformed.length < MOST_DAMAGES && this.inVain < MOST_IN_VAIN_BYTES) continue;
      this.giveUp();
      return found;
    }
    if (isEnd) this.noteEnd();
    else this.forget();
    return found;
  }

  /** The event around a word; false: the rest of it has not come. */
  private take(at: number, isEnd: boolean, found: FoundEvent[]): boolean {
    const start = this.open ?? startOfOutermost(this.text, at + 1, this.least);
    if (start < 0) {
      this.skip(at, at + 1, 'a wanted word stands in no event that begins in reach');
      return true;
    }
    const end = endOfValue(this.text, start, this.text.length);
    if (end < 0) {
      const isTooLong = this.text.length - start > this.sizes.eventBytes;
      this.open = isEnd || isTooLong ? undefined : start;
      if (this.open !== undefined) return false;
      this.inVain += this.text.length - start;
      // What follows the damage may be whole: it is looked at as well.
      this.skip(start, isEnd ? this.text.length : at + 1, isEnd ? 'it ends within an event' : 'an event is too long');
      this.searched = this.least = at + 1;
      return true;
    }
    this.open = undefined;
    try {
      const value = JSON.parse(this.text.toString('utf8', start, end)) as FoundEvent['event'];
      this.searched = this.least = end;
      if (!isEvent(value)) this.unwrap(value, start, end, found);
      else if (this.search.isWanted(value)) found.push({ event: value, offset: this.offset + start });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.inVain += end - start;
      this.skip(start, end, cutWithoutSecrets(error.message, 120));
      this.searched = this.least = at + 1;
    }
    return true;
  }

  /** A wanted word stands in an object that is no event: it may hold some, such as an answer of LookupEvents. */
  private unwrap(value: FoundEvent['event'], start: number, end: number, found: FoundEvent[]): void {
    for (const held of eventsHeld(value)) {
      if ('aside' in held) this.skip(start, end, `it holds a wanted word in what is no event (${held.aside})`);
      else if (this.search.isWanted(held.event)) found.push({ event: held.event, offset: this.offset + start });
    }
  }

  private skip(start: number, end: number, why: string): void {
    this.searched = this.least = end;
    const last = this.malformed.at(-1);
    // More words in the same damage are not more damage.
    if (last && this.offset + start < last.offset + last.bytes) return;
    this.malformed.push({ offset: this.offset + start, bytes: end - start, why });
  }

  private giveUp(): void {
    this.isGivenUp = true;
    const why = 'so much of it is damaged that the rest was not read';
    this.malformed.push({ offset: this.offset + this.searched, bytes: this.text.length - this.searched, why });
    this.text = this.store = Buffer.alloc(0);
  }

  /** A text that begins as no JSON does is none. */
  private noteEdges(): void {
    if (!this.hasBegun) {
      let first = this.text.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
      while (first < this.text.length && isBlank(this.text[first])) first += 1;
      if (first < this.text.length) {
        this.hasBegun = true;
        this.isList = this.text[first] === 0x5b;
        if (!this.isList && this.text[first] !== 0x7b)
          this.malformed.push({
            offset: this.offset + first,
            bytes: 0,
            why: 'it begins with neither a list nor an event',
          });
      }
    }
    let last = this.text.length - 1;
    while (last >= 0 && isBlank(this.text[last])) last -= 1;
    if (last >= 0) this.lastByte = this.text[last];
  }

  private noteEscapes(): void {
    const upTo = Math.min(this.text.length, ESCAPES_BYTES - this.offset);
    if (!this.mayEscape || upTo <= 0) return;
    const head = this.text.toString('latin1', 0, upTo);
    const at = head.search(ESCAPED_LETTER);
    this.mayEscape = at < 0;
    if (at < 0) return;
    const why = 'letters are written as escapes: words are not found in them';
    this.malformed.push({ offset: this.offset + at, bytes: 0, why });
  }

  private noteEnd(): void {
    if (!this.hasBegun || this.lastByte === (this.isList ? 0x5d : 0x7d)) return;
    this.malformed.push({
      offset: this.offset + this.text.length,
      bytes: 0,
      why: this.isList ? 'the list of events has no end' : 'the text ends within an event',
    });
  }

  /** Keeps what an event may still reach back to, and no more. */
  private forget(): void {
    const keep = this.open ?? Math.max(this.least, this.text.length - this.sizes.eventBytes);
    const from = Math.min(keep, this.searched, this.text.length);
    const rest = this.text.subarray(from);
    if (this.store.length < rest.length) this.store = Buffer.allocUnsafeSlow(rest.length * 2);
    rest.copy(this.store);
    this.text = this.store.subarray(0, rest.length);
    this.offset += from;
    this.searched -= from;
    this.least = Math.max(0, this.least - from);
    if (this.open !== undefined) this.open -= from;
  }

  private appended(chunk: Buffer): Buffer {
    const length = this.text.length + chunk.length;
    if (this.store.length < length || this.text.buffer !== this.store.buffer) {
      const roomy = Buffer.allocUnsafeSlow(length * 2);
      this.text.copy(roomy);
      this.store = roomy;
    }
    chunk.copy(this.store, this.text.length);
    return this.store.subarray(0, length);
  }
}
