import type { Clock } from '../clock';

/**
 * Lets calls through at no more than `perSecond`, in the order in which they asked. One for each service and region:
 * the cloud counts a whole account's calls, so every part of a run must share it.
 */
export class RateLimiter {
  private nextAtMs = 0;

  constructor(
    private perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the next call may go out. */
  async turn(): Promise<void> {
    const now = this.clock.elapsedMs();
    const at = Math.max(now, this.nextAtMs);
    this.nextAtMs = at + 1000 / this.perSecond;
    if (at > now) await this.clock.sleep(at - now);
  }

  /** After throttling: half as fast from here on, and a pause of a second. */
  slowDown(): void {
    this.perSecond = Math.max(0.5, this.perSecond / 2);
    this.nextAtMs = Math.max(this.nextAtMs, this.clock.elapsedMs() + 1000);
  }

  /** While nothing throttles: somewhat faster, up to `ceiling`. */
  speedUp(ceiling: number): void {
    this.perSecond = Math.min(ceiling, this.perSecond * 1.25);
  }
}
