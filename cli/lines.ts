/** One line of a stream, or why it cannot be read as text. */
export type Line =
  | { readonly text: string; readonly problem?: never }
  | { readonly text?: undefined; readonly problem: string };

const NEWLINE = 0x0a;

/**
 * The lines of a stream of UTF-8, however it is cut into chunks: without their line ends (`\n` or `\r\n`), the last
 * one with or without a newline, a byte order mark at the very beginning taken off. A line of more than `longest`
 * bytes is not kept in memory, and one that is not UTF-8 is not guessed at: both are reported in their place.
 */
export async function* readLines(input: AsyncIterable<Buffer | string>, longest: number): AsyncGenerator<Line> {
  const line = new LineBuffer(longest);
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      line.add(bytes.subarray(from, end));
      yield line.take();
      from = end + 1;
    }
    line.add(bytes.subarray(from));
  }
  if (!line.isEmpty) yield line.take();
}

class LineBuffer {
  private parts: Buffer[] = [];
  private length = 0;
  private isFirst = true;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(private readonly longest: number) {}

  get isEmpty(): boolean {
    return this.length === 0;
  }

  add(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.longest) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  take(): Line {
    const { parts, length, isFirst } = this;
    this.parts = [];
    this.length = 0;
    this.isFirst = false;
    if (length > this.longest) return { problem: `The line is longer than ${this.longest} bytes.` };
    let text: string;
    try {
      text = this.decoder.decode(Buffer.concat(parts));
    } catch {
      return { problem: 'The line is not UTF-8.' };
    }
    if (isFirst && text.startsWith('\ufeff')) text = text.slice(1);
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}
