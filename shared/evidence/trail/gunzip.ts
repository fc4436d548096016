import { createGunzip, type Gunzip } from 'node:zlib';
import { chunkBytes } from './sizes';

/** The packed bytes from their beginning; asked for again when they turn out to be damaged. */
export type Packed = () => AsyncIterable<Buffer>;

export interface Unpacked {
  /** In bytes of the unpacked text. */
  readonly bytes: number;
  /** Why there is not all of it, when it is cut or damaged. */
  readonly cut: string | undefined;
}

/** Uses a chunk; unpacking goes on when it is done. */
export type Take = (chunk: Buffer) => Promise<void> | void;

/** The pieces, in which a damaged file is read again, until the very byte is found. */
const CAREFUL_BYTES = [4_096, 64, 1];

/**
 * Unpacks gzip, one member or several, off the main thread, and hands out the text in its order; the next chunk is
 * unpacked only after `take` is done. Whatever can be unpacked of a file that is cut or has something else behind its
 * end is handed out, and the answer names the cut. Throws only what `packed` or `take` throw.
 *
 * zlib loses what it has unpacked in the very turn that fails, so the packed bytes are then read anew and, from there
 * on, fed in ever smaller pieces, in the end one by one.
 */
export async function gunzip(packed: Packed, take: Take): Promise<Unpacked> {
  let last = await attempt(packed, 0, { from: Number.POSITIVE_INFINITY, bytes: 1 }, take);
  for (const bytes of CAREFUL_BYTES) {
    if (last.isEnd) break;
    last = await attempt(packed, last.bytes, { from: last.fed, bytes }, take);
  }
  return { bytes: last.bytes, cut: last.cut };
}

interface Careful {
  readonly from: number;
  readonly bytes: number;
}

interface Attempt extends Unpacked {
  /** Packed bytes that went through before the piece that failed. */
  readonly fed: number;
  /** The bytes were over, and zlib had given all it had. */
  readonly isEnd: boolean;
}

/** `known`: unpacked bytes that were handed out before. `careful`: from which packed byte on in how
 *  small pieces. */
async function attempt(packed: Packed, known: number, careful: Careful, take: Take): Promise<Attempt> {
  let zlib: Gunzip | undefined;
  let outlet: Outlet | undefined;
  let fed = 0;
  try {
    for await (const piece of packed()) {
      zlib ??= createGunzip({ chunkSize: chunkBytes(piece) });
      outlet ??= new Outlet(zlib, known, take);
      for (const part of parts(piece, careful.from - fed, careful.bytes)) {
        const failure = await outlet.feed(part);
        if (failure) return { bytes: outlet.handedOut, fed, isEnd: false, cut: words(failure) };
        fed += part.length;
      }
    }
    if (!zlib || !outlet || fed === 0) return { bytes: 0, fed, isEnd: true, cut: 'the file is empty' };
    zlib.end();
    const failure = await outlet.ended();
    return { bytes: outlet.handedOut, fed, isEnd: true, cut: failure && words(failure) };
  } finally {
    zlib?.destroy();
  }
}

function* parts(piece: Buffer, careful: number, bytes: number): Iterable<Buffer> {
  const whole = Math.max(0, Math.min(piece.length, careful));
  if (whole > 0) yield piece.subarray(0, whole);
  for (let at = whole; at < piece.length; at += bytes) yield piece.subarray(at, at + bytes);
}

/** Hands out what zlib unpacks, from `known` bytes on, and lets it go on only when that was taken. */
class Outlet {
  private bytes = 0;
  private taking: Promise<void> = Promise.resolve();
  private failed: (error: Error) => void = () => undefined;
  private readonly over: Promise<Error | undefined>;

  constructor(
    private readonly zlib: Gunzip,
    private readonly known: number,
    take: Take,
  ) {
    this.over = new Promise((resolve) => zlib.once('end', () => resolve(undefined)).once('error', resolve));
    zlib.once('error', (error) => this.failed(error));
    zlib.on('data', (chunk: Buffer) => {
      const fresh = chunk.subarray(Math.max(0, Math.min(chunk.length, known - this.bytes)));
      this.bytes += chunk.length;
      if (fresh.length === 0) return;
      zlib.pause();
      this.taking = this.taking.then(() => take(fresh)).then(() => void zlib.resume());
      // It is awaited by feed() or ended(); until then it is nobody's.
      this.taking.catch(() => zlib.destroy());
    });
  }

  get handedOut(): number {
    return Math.max(this.bytes, this.known);
  }

  /** Resolves when the part is unpacked and handed out, with the error that it failed by; throws what `take` threw. */
  async feed(part: Buffer): Promise<Error | undefined> {
    // zlib answers a write that fails by its event alone.
    const failure = await new Promise<Error | undefined>((resolve) => {
      this.failed = resolve;
      this.zlib.write(part, (error) => resolve(error ?? undefined));
    });
    await this.emptied();
    return failure;
  }

  private async emptied(): Promise<void> {
    do {
      await this.taking;
      if (this.zlib.readableLength > 0) await new Promise(setImmediate);
    } while (this.zlib.readableLength > 0 && !this.zlib.destroyed);
    await this.taking;
  }

  /** Resolves at the end, with the error that it ended by; throws what `take` threw. */
  async ended(): Promise<Error | undefined> {
    const closed = new Promise<undefined>((resolve) => this.zlib.once('close', () => resolve(undefined)));
    const failure = await Promise.race([this.over, closed]);
    await this.taking;
    return failure;
  }
}

function words(error: Error): string {
  if (/unexpected end/.test(error.message)) return 'the gzip file is cut';
  return `the gzip file is damaged, or something else follows it: ${error.message}`;
}
