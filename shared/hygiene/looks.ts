import type { CallPatience } from '../aliyun/call';
import { RateLimiter } from '../aliyun/limiter';
import { type Clock, within } from '../clock';
import { CloudThrottled } from '../errors';
import { messageOf } from '../identity/looked';
import { inLanes } from '../lanes';
import type { Known } from './facts';

/** Calls a second, well below RAM's 100 for lists, and how many at once. */
export const PER_SECOND = 50;
const AT_ONCE = 8;
const TIME_OVER = 'the time of the run was over';

/** For one look among thousands: two tries more and no long wait, so that one user's trouble is not everybody's. */
export const BRIEF: CallPatience = { timeoutMs: 5_000, retries: 2 };

/**
 * The run's looks at the account: one limiter for all of them, none begun or waited for beyond the time limit, and no
 * failure without its reason.
 */
export class Looks {
  private readonly limiter: RateLimiter;
  private cut = false;
  private failed = 0;

  /** `untilMs`: the `clock.elapsedMs()` at which what is found must be written down. */
  constructor(
    private readonly clock: Clock,
    private readonly untilMs: number,
  ) {
    this.limiter = new RateLimiter(PER_SECOND, clock);
  }

  get isTimeOver(): boolean {
    return this.clock.elapsedMs() >= this.untilMs;
  }

  /** A look was not taken, or not waited for, because the time was over: another invocation may take it. */
  get wasCut(): boolean {
    return this.cut;
  }

  /** Looks that the cloud refused or did not answer, or that there was no time for. */
  get failures(): number {
    return this.failed;
  }

  /** Never rejects. */
  async look<T>(call: () => Promise<T>): Promise<Known<T>> {
    const failure = await this.turn();
    if (failure !== undefined) {
      this.failed += 1;
      return { couldNotCheck: failure };
    }
    try {
      const value = await this.inTime(call());
      // Throttling passes: without this one bad second would slow the whole night.
      this.limiter.speedUp(PER_SECOND);
      return { value };
    } catch (error) {
      this.failed += 1;
      if (error instanceof CloudThrottled) this.limiter.slowDown();
      return { couldNotCheck: messageOf(error) };
    }
  }

  /** `act` for every item, some at a time. `act` must not reject. */
  async each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
    await inLanes(items, AT_ONCE, act);
  }

  /** Waits, as long as the run's time allows; resolves whether there is time left. */
  async pause(ms: number): Promise<boolean> {
    if (this.clock.elapsedMs() + ms >= this.untilMs) return false;
    await this.clock.sleep(ms);
    return !this.isTimeOver;
  }

  private async turn(): Promise<string | undefined> {
    if (this.isTimeOver) return this.late();
    await this.limiter.turn();
    return this.isTimeOver ? this.late() : undefined;
  }

  private late(): string {
    this.cut = true;
    return TIME_OVER;
  }

  private inTime<T>(work: Promise<T>): Promise<T> {
    return within(this.clock, Math.max(0, this.untilMs - this.clock.elapsedMs()), work, () => {
      throw new Error(this.late());
    });
  }
}
