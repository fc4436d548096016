import type { Readable } from 'node:stream';

/**
 * What an instance prints, cut into invocations: the runner ends each with a mark on both streams, because the channel
 * that its answer comes over is faster than a pipe.
 */
export class Output {
  private printed: string[] = [];
  private readonly held = new Map<Readable, string>();
  private waiting: { mark: string; left: number; done: () => void } | undefined;

  constructor(private readonly streams: readonly Readable[]) {
    for (const stream of streams) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => this.take(stream, text));
    }
  }

  /** Resolves when both streams have come to the end of this invocation. */
  end(id: string): Promise<void> {
    return new Promise((done) => {
      this.waiting = { mark: `\u0000end ${id}\u0000`, left: this.streams.length, done };
      for (const stream of this.streams) this.take(stream, '');
    });
  }

  /** Everything printed since the last call. */
  drain(): string {
    const rest = [...this.held.values()].map((text) => text.split('\u0000')[0]);
    this.held.clear();
    const text = [...this.printed, ...rest].join('');
    this.printed = [];
    return text;
  }

  private take(stream: Readable, text: string): void {
    const all = (this.held.get(stream) ?? '') + text;
    const { waiting } = this;
    const at = waiting ? all.indexOf(waiting.mark) : -1;
    if (waiting && at >= 0) {
      this.printed.push(all.slice(0, at));
      this.held.set(stream, all.slice(at + waiting.mark.length));
      waiting.left -= 1;
      if (waiting.left === 0) {
        this.waiting = undefined;
        waiting.done();
      }
      return;
    }
    // A mark may be cut in two: what follows its first byte is held until the rest has come.
    const mark = all.indexOf('\u0000');
    this.printed.push(mark < 0 ? all : all.slice(0, mark));
    this.held.set(stream, mark < 0 ? '' : all.slice(mark));
  }
}
