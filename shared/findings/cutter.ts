import { EVENT_BYTES } from '../evidence/trail/sizes';
import { isObject } from '../signal/loose';
import { ListName } from './list-name';
import { rescued } from './rescued';

/** A JSON value cut out of a file, or what could not be read as one. */
export type Item =
  | { readonly value: unknown }
  | { readonly unread: 'not-json' | 'cut-short' }
  /** `offset`: where it begins, in bytes of the text. */
  | { readonly unread: 'too-long'; readonly offset: number };

/** Text in a text takes a backslash before each quote, and once more before each backslash: at most four times as much. */
export const MOST_PIECE_BYTES = 4 * EVENT_BYTES;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Between values: blanks, commas, the brackets of an array, a byte order mark. */
const BETWEEN = new Set([0x20, 0x09, NEWLINE, 0x0d, 0x2c, OPEN_LIST, CLOSE_LIST, 0xef, 0xbb, 0xbf]);

/** An answer of LookupEvents whose list is gone through: its text so far, and how deep in brackets the list is. */
interface Answer {
  readonly parts: Buffer[];
  readonly startedAt: number;
  lists: number;
}

/**
 * Cuts values out of text as it comes. A list `events` of an answer is gone through like the text itself, and the answer
 * follows with its list empty: it may hold any number of events. Memory: one piece of at most `most` bytes, and one chunk.
 */
export class Cutter {
  private parts: Buffer[] = [];
  private held = 0;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private isJunk = false;
  /** Something in this line is no value: from here to its end nothing is where it seems to be. */
  private isSuspect = false;
  /** Of the next chunk's first byte, and of the open piece's, in the text. */
  private offset = 0;
  private startedAt = 0;
  /** The open piece is too long, and no more of it is kept. */
  private isSkipping = false;
  private isLineStart = false;
  private answer: Answer | undefined;
  private readonly name = new ListName();

  constructor(private readonly most = MOST_PIECE_BYTES) {}

  *take(chunk: Buffer): Generator<Item> {
    yield* this.cut(chunk, this.offset);
    this.offset += chunk.length;
  }

  /** `at`: where the chunk begins in the text. */
  private *cut(chunk: Buffer, at: number): Generator<Item> {
    let start = this.isSuspect || (this.isOpen && !this.isSkipping) ? 0 : -1;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (this.isSuspect) {
        if (byte !== NEWLINE) continue;
        this.keep(chunk.subarray(start, i));
        yield* this.endSuspect();
        start = -1;
        continue;
      }
      if (this.isSkipping && this.isBroken(byte)) this.reset();
      if (this.isInString && byte === NEWLINE) {
        // No string of JSON holds a line's end: what begins in the next line is something else.
        this.keep(chunk.subarray(start, i));
        yield* this.giveUp();
        this.reset();
        start = -1;
        continue;
      }
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.isInString = false;
        if (this.depth === 1) this.name.read(byte, !this.isInString);
        if (this.isInString || this.depth > 0) continue;
      } else if (byte === QUOTE) {
        this.isInString = true;
        this.name.begin();
        if (this.depth === 0) start = this.begin(at, i);
        continue;
      } else if (byte === OPEN) {
        this.depth += 1;
        this.name.forget();
        if (this.depth === 1) start = this.begin(at, i);
        continue;
      } else if (byte === CLOSE && this.depth > 0) {
        this.depth -= 1;
        if (this.depth > 0) continue;
      } else if (this.depth === 0) {
        if (this.endsList(byte)) start = i + 1;
        else if (this.answer !== undefined) yield* this.between(byte);
        else if (!BETWEEN.has(byte)) start = this.suspect(at, i);
        continue;
      } else {
        if (this.depth === 1 && this.name.opens(byte) && !this.isSkipping && this.answer === undefined) {
          this.keep(chunk.subarray(start, i + 1));
          this.goThroughList();
          start = -1;
        }
        continue;
      }
      if (start >= 0) this.keep(chunk.subarray(start, i + 1));
      this.isJunk = false;
      if (this.isSkipping) this.isSkipping = false;
      else if (this.held > this.most) yield* this.relieve(at + i + 1);
      else yield* this.close();
      start = this.isSuspect || (this.isOpen && !this.isSkipping) ? i + 1 : -1;
    }
    if (start >= 0) this.keep(chunk.subarray(start));
    if (this.held > this.most) yield* this.isSuspect ? this.endSuspect(true) : this.relieve(at + chunk.length);
  }

  *end(): Generator<Item> {
    if (this.isSuspect) yield* this.endSuspect();
    else if (this.isOpen && !this.isSkipping) yield* rescued(this.text(), 'cut-short');
    else if (this.answer !== undefined) yield { unread: 'cut-short' };
  }

  private get isOpen(): boolean {
    return this.depth > 0 || this.isInString;
  }

  private begin(at: number, i: number): number {
    this.startedAt = at + i;
    return i;
  }

  private keep(part: Buffer): void {
    this.parts.push(part);
    this.held += part.length;
  }

  /** In an answer's list, one unread item for a run of what is no record: numbers, names. */
  private *between(byte: number): Generator<Item> {
    if (BETWEEN.has(byte)) {
      if (byte === NEWLINE) this.isJunk = false;
    } else if (!this.isJunk) {
      this.isJunk = true;
      yield { unread: 'not-json' };
    }
  }

  private suspect(at: number, i: number): number {
    this.isSuspect = true;
    return this.begin(at, i);
  }

  /** Whole records of the suspect line, and one unread item for the rest. `goesOn`: the line is not at its end. */
  private *endSuspect(goesOn = false): Generator<Item> {
    yield* rescued(this.text(), 'not-json');
    // The bracket that ends the answer's list was in the line, or will not be known for what it is.
    this.answer = undefined;
    this.reset();
    this.isSuspect = goesOn;
  }

  private goThroughList(): void {
    this.answer = { parts: this.parts, startedAt: this.startedAt, lists: 1 };
    this.reset();
  }

  /** True: the list of the answer is over, and the rest of the answer follows. */
  private endsList(byte: number): boolean {
    if (this.answer === undefined) return false;
    if (byte === OPEN_LIST) this.answer.lists += 1;
    if (byte !== CLOSE_LIST) return false;
    this.answer.lists -= 1;
    if (this.answer.lists > 0) return false;
    const { parts, startedAt } = this.answer;
    this.parts = [];
    this.held = 0;
    for (const part of [...parts, Buffer.of(CLOSE_LIST)]) this.keep(part);
    this.startedAt = startedAt;
    this.depth = 1;
    this.answer = undefined;
    return true;
  }

  private *close(): Generator<Item> {
    const piece = Buffer.concat(this.parts);
    const text = this.text();
    try {
      yield { value: JSON.parse(text) };
    } catch {
      // Several lines are their own borders; in one line a bracket or a quote too few moves everything behind it.
      if (text.includes('\n')) {
        yield* rescued(text, 'not-json');
        return;
      }
      this.isSuspect = true;
      this.keep(piece);
    }
  }

  /**
   * The piece, which reaches to `end`, has become too long: broken lines that hold whole ones are given up line by line;
   * of others no more is kept.
   */
  private *relieve(end: number): Generator<Item> {
    const piece = Buffer.concat(this.parts);
    const border = piece.lastIndexOf(NEWLINE) + 1;
    this.parts = [piece.subarray(0, border)];
    const hasWhole = yield* this.giveUp();
    if (hasWhole || (border > 0 && piece[border] === OPEN)) {
      this.reset();
      yield* this.cut(piece.subarray(border), end - piece.length + border);
    } else {
      this.isSkipping = this.isOpen;
      this.isLineStart = piece.at(-1) === NEWLINE;
    }
  }

  /** What is held is no value: only whole lines in it are. True: there are some. */
  private *giveUp(): Generator<Item, boolean> {
    const isTooLong = this.held > this.most;
    const lines = [...rescued(this.text(), 'not-json')];
    const hasWhole = lines.some((line) => 'value' in line && isObject(line.value));
    if (isTooLong && !hasWhole) yield { unread: 'too-long', offset: this.startedAt };
    else yield* lines;
    return hasWhole;
  }

  /** What is skipped has no sound end: no string holds a line's end, and a record at a line's beginning is a new one. */
  private isBroken(byte: number): boolean {
    const isBroken = this.isInString ? byte === NEWLINE : this.isLineStart && byte === OPEN;
    this.isLineStart = byte === NEWLINE;
    return isBroken;
  }

  private reset(): void {
    this.parts = [];
    this.held = 0;
    this.depth = 0;
    this.isInString = this.isEscaped = this.isSkipping = this.isLineStart = false;
    this.name.forget();
  }

  private text(): string {
    const text = Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    this.held = 0;
    return text;
  }
}
