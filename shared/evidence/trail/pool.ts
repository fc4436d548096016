import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FoundEvent, Malformed } from './scan';
import { MOST_WHOLE_BYTES, toldBytes } from './sizes';
import type { Wanted } from './wanted';

export interface ScannedObject {
  readonly events: readonly FoundEvent[];
  /** Unpacked. */
  readonly bytes: number;
  readonly malformed: readonly Malformed[];
}

/** The program of the threads lies beside the bundle; where the code runs unbundled, there is none. */
const BESIDE = path.join(__dirname, 'trail-worker.js');

/** Enough for the events of one object, were they all wanted; a thread that needs more is lost, and its object read here. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

/**
 * Threads that unpack and search whole objects: zlib that is called at once there costs less than its own
 * threads that are asked chunk by chunk. Where threads cannot be had, or one breaks, `scan` answers undefined and the caller reads the
 * object himself: nothing but time is lost.
 */
export class ScanPool {
  private readonly workers: Worker[] = [];
  private readonly waiting = new Map<
    number,
    { worker: Worker; resolve: (result: ScannedObject | undefined) => void }
  >();
  private count = 0;

  constructor(wanted: Wanted, threads: number, program = BESIDE) {
    if (!existsSync(program)) return;
    for (let i = 0; i < threads; i += 1) {
      const worker = new Worker(program, { workerData: wanted, resourceLimits: LIMITS });
      this.workers.push(worker);
      worker.on('message', ({ id, result }: { id: number; result: ScannedObject | undefined }) => {
        const asked = this.waiting.get(id);
        this.waiting.delete(id);
        asked?.resolve(result);
      });
      worker.on('error', () => this.lose(worker));
      worker.on('exit', () => this.lose(worker));
    }
  }

  get isThere(): boolean {
    return this.workers.length > 0;
  }

  /** Hands the packed file over; its memory is the thread's from then on, unless the answer is undefined at once. */
  async scan(packed: Uint8Array<ArrayBuffer>): Promise<ScannedObject | undefined> {
    if (toldBytes(Buffer.from(packed.buffer)) > MOST_WHOLE_BYTES) return undefined;
    const load = (of: Worker) => [...this.waiting.values()].filter(({ worker }) => worker === of).length;
    const [worker] = [...this.workers].sort((a, b) => load(a) - load(b));
    if (worker === undefined) return undefined;
    this.count += 1;
    const id = this.count;
    return new Promise((resolve) => {
      this.waiting.set(id, { worker, resolve });
      worker.postMessage({ id, packed }, [packed.buffer]);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.terminate()));
  }

  private lose(lost: Worker): void {
    const at = this.workers.indexOf(lost);
    if (at >= 0) this.workers.splice(at, 1);
    for (const [id, { worker, resolve }] of this.waiting) {
      if (worker !== lost) continue;
      this.waiting.delete(id);
      resolve(undefined);
    }
  }
}
