/** A JSON value cut out of a file, or what could not be read as one. */
export type Item = { readonly value: unknown } | { readonly unread: 'not-json' | 'cut-short' };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Between values: blanks, commas, the brackets of an array, a byte order mark. */
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x5b, 0x5d, 0xef, 0xbb, 0xbf]);

/**
 * The objects of a file that holds an array, one object, or one a line, as they are met; strings at the top are items as
 * well, because some exports write an event as text. What is no JSON is one unread item a line; an end in the midst of an
 * object is `cut-short`. Memory: one object and one chunk.
 */
export async function* itemsOf(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Item> {
  const cutter = new Cutter();
  for await (const chunk of chunks) yield* cutter.take(chunk);
  yield* cutter.end();
}

class Cutter {
  private parts: Buffer[] = [];
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private isJunk = false;

  *take(chunk: Buffer): Generator<Item> {
    let start = this.isOpen ? 0 : -1;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i];
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.isInString = false;
        if (this.isInString || this.depth > 0) continue;
      } else if (byte === QUOTE) {
        this.isInString = true;
        if (this.depth === 0) start = i;
        continue;
      } else if (byte === OPEN) {
        this.depth += 1;
        if (this.depth === 1) start = i;
        continue;
      } else if (byte === CLOSE && this.depth > 0) {
        this.depth -= 1;
        if (this.depth > 0) continue;
      } else {
        if (this.depth === 0) yield* this.between(byte ?? 0);
        continue;
      }
      this.parts.push(chunk.subarray(start, i + 1));
      start = -1;
      this.isJunk = false;
      yield* this.close();
    }
    if (start >= 0) this.parts.push(chunk.subarray(start));
  }

  *end(): Generator<Item> {
    if (this.isOpen) yield* rescued(this.text(), 'cut-short');
  }

  private get isOpen(): boolean {
    return this.depth > 0 || this.isInString;
  }

  /** One unread item for a run of what is no value. */
  private *between(byte: number): Generator<Item> {
    if (BETWEEN.has(byte)) {
      if (byte === 0x0a) this.isJunk = false;
    } else if (!this.isJunk) {
      this.isJunk = true;
      yield { unread: 'not-json' };
    }
  }

  private *close(): Generator<Item> {
    const text = this.text();
    try {
      yield { value: JSON.parse(text) };
    } catch {
      yield* rescued(text, 'not-json');
    }
  }

  private text(): string {
    const text = Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    return text;
  }
}

/** A broken line must not take the whole ones behind it along: they are read line by line. */
function* rescued(text: string, why: 'not-json' | 'cut-short'): Generator<Item> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length <= 1) {
    yield { unread: why };
    return;
  }
  for (const [i, line] of lines.entries()) {
    try {
      yield { value: JSON.parse(line.trim().replace(/,$/, '')) };
    } catch {
      yield { unread: i === lines.length - 1 ? why : 'not-json' };
    }
  }
}
