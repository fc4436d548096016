import { gunzipSync } from 'node:zlib';

/** No block of ours unpacks to more. */
const LARGEST_BYTES = 1024 * 1024;

/** Blocks that lie packed (gzip) behind each other, each unpacked and read when it is first asked for, and then kept. */
export class Blocks<T> {
  readonly #read = new Map<number, T>();

  /** `ends`: where each block ends in `body`; the first begins at `begin`. */
  constructor(
    private readonly body: Buffer,
    private readonly begin: number,
    private readonly ends: readonly number[],
    private readonly reader: (unpacked: Buffer) => T,
  ) {}

  /** Throws where the body is none of ours: whoever opens it has compared its sum. */
  at(index: number): T {
    const known = this.#read.get(index);
    if (known !== undefined) return known;
    const packed = this.body.subarray(index === 0 ? this.begin : this.ends[index - 1], this.ends[index]);
    const read = this.reader(gunzipSync(packed, { maxOutputLength: LARGEST_BYTES }));
    this.#read.set(index, read);
    return read;
  }
}
