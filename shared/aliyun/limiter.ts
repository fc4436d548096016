import type { Clock } from '../clock';

/** How long nobody asks for a faster pace after the first refusal of one; twice as long after each further one. */
const NOT_AGAIN_FOR_MS = 10_000;
const SLOWEST = 0.5;

/**
 * Lets calls through at no more than `perSecond`, in the order in which they asked. One for each service and region:
 * the cloud counts a whole account's calls, so every part of a run must share it.
 */
export class RateLimiter {
  private pace: number;
  private nextAtMs = 0;
  private notFasterUntilMs = 0;
  private notAgainForMs = NOT_AGAIN_FOR_MS;

  /** `perSecond`: what the cloud is known to take. */
  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {
    this.pace = perSecond;
  }

  /** Resolves when the next call may go out. */
  async turn(): Promise<void> {
    const now = this.clock.elapsedMs();
    const at = Math.max(now, this.nextAtMs);
    this.nextAtMs = at + 1000 / this.pace;
    if (at > now) await this.clock.sleep(at - now);
  }

  /**
   * After throttling: a pause, of a second where nothing else is said. A pace that was only tried is given up, and not tried again for a while; one
   * that the cloud is known to take is halved, because others of the account are calling too.
   */
  slowDown(pauseMs = 1000): void {
    const now = this.clock.elapsedMs();
    this.nextAtMs = Math.max(this.nextAtMs, now + pauseMs);
    if (this.pace <= this.perSecond) {
      this.pace = Math.max(SLOWEST, this.pace / 2);
      return;
    }
    this.pace = this.perSecond;
    this.notFasterUntilMs = now + this.notAgainForMs;
    this.notAgainForMs *= 2;
  }

  /** While nothing throttles: somewhat faster, up to `ceiling`. */
  speedUp(ceiling: number): void {
    const isTried = this.clock.elapsedMs() < this.notFasterUntilMs;
    this.pace = Math.min(isTried ? this.perSecond : ceiling, this.pace * 1.25);
  }
}
