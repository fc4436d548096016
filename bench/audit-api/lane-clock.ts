import type { SandboxClock } from '../../sandbox/kernel/clock';
import { type Clock, systemClock } from '../../shared/clock';

/**
 * Time for lanes that work side by side: it stands while one of them is at work, and moves to the next moment for which
 * anybody waits when all of them wait. The account's time is the same.
 */
export class LaneClock implements Clock {
  private waiting: { readonly untilMs: number; readonly go: () => void }[] = [];
  private lanes = 0;
  readonly after = systemClock.after;

  constructor(private readonly account: SandboxClock) {
    let atMs = account.now().getTime();
    account.now = () => new Date(atMs);
    account.advance = (ms) => {
      atMs += ms;
    };
  }

  now(): Date {
    return this.account.now();
  }

  elapsedMs(): number {
    return this.account.now().getTime();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((go) => {
      this.waiting.push({ untilMs: this.elapsedMs() + ms, go });
      this.move();
    });
  }

  /** Runs them side by side until all are through. */
  async together(lanes: readonly (() => Promise<void>)[]): Promise<void> {
    this.lanes = lanes.length;
    await Promise.all(
      lanes.map((lane) =>
        lane().finally(() => {
          this.lanes -= 1;
          this.move();
        }),
      ),
    );
  }

  private move(): void {
    if (this.waiting.length === 0 || this.waiting.length < this.lanes) return;
    const nextMs = Math.min(...this.waiting.map(({ untilMs }) => untilMs));
    this.account.advance(Math.max(0, nextMs - this.elapsedMs()));
    const due = this.waiting.filter(({ untilMs }) => untilMs <= nextMs);
    this.waiting = this.waiting.filter(({ untilMs }) => untilMs > nextMs);
    for (const { go } of due) go();
  }
}
