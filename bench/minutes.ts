import type { SandboxClock } from '../sandbox/kernel/clock';

const MINUTE_MS = 60_000;
const MOST_MINUTES = 30;

/** The minute's timer as the platform fires it: by the account's clock, whether the run before is over or not. */
export class Minutes {
  private readonly running = new Set<Promise<void>>();
  private readonly failures: unknown[] = [];
  private nextMs: number;
  private isOver = false;
  runs = 0;

  constructor(
    private readonly clock: SandboxClock,
    private readonly act: (id: string) => Promise<void>,
  ) {
    this.nextMs = clock.now().getTime();
    const advance = clock.advance;
    clock.advance = (ms) => {
      advance.call(clock, ms);
      this.startDue();
    };
  }

  /** Minute after minute until `isDone` when a run ends, and what still runs is over. Throws what a run threw. */
  async until(isDone: () => boolean): Promise<void> {
    this.startDue();
    while (!isDone()) {
      if (this.failures.length > 0) throw this.failures[0];
      if (this.runs > MOST_MINUTES) throw new Error(`Not done after ${MOST_MINUTES} minutes.`);
      if (this.running.size === 0) this.clock.advance(Math.max(0, this.nextMs - this.clock.now().getTime()));
      await Promise.race(this.running);
    }
    this.isOver = true;
    await Promise.all(this.running);
    if (this.failures.length > 0) throw this.failures[0];
  }

  private startDue(): void {
    while (!this.isOver && this.clock.now().getTime() >= this.nextMs) {
      this.nextMs += MINUTE_MS;
      this.runs += 1;
      const run: Promise<void> = this.act(`minute-${this.runs}`)
        .catch((error: unknown) => {
          this.failures.push(error);
        })
        .finally(() => this.running.delete(run));
      this.running.add(run);
    }
  }
}
