import { RateLimiter } from '../../shared/aliyun/limiter';
import type { Clock } from '../../shared/clock';
import type { Pace } from '../../shared/evidence/audit';

/** Ways of keeping to a limit that nobody states alike, as a source of LookupEvents takes them. */
export const PACES: Readonly<Record<string, (perSecond: number, clock: Clock) => Pace>> = {
  ours: (perSecond, clock) => new RateLimiter(perSecond, clock),
  never: neverFaster,
  halved: (perSecond, clock) => new Halved(perSecond, clock),
};

/** Keeps to the pace that is known to be taken. */
function neverFaster(perSecond: number, clock: Clock): Pace {
  const limiter = new RateLimiter(perSecond, clock);
  const speedUp = (): void => limiter.speedUp(perSecond);
  return { turn: () => limiter.turn(), slowDown: () => limiter.slowDown(), speedUp };
}

/** Half as fast after each refusal, and a quarter faster with each answer, at once. */
class Halved implements Pace {
  private nextAtMs = 0;

  constructor(
    private perSecond: number,
    private readonly clock: Clock,
  ) {}

  async turn(): Promise<void> {
    const now = this.clock.elapsedMs();
    const at = Math.max(now, this.nextAtMs);
    this.nextAtMs = at + 1000 / this.perSecond;
    if (at > now) await this.clock.sleep(at - now);
  }

  slowDown(): void {
    this.nextAtMs = Math.max(this.nextAtMs, this.clock.elapsedMs() + 1000);
    this.perSecond = Math.max(0.5, this.perSecond / 2);
  }

  speedUp(ceiling: number): void {
    this.perSecond = Math.min(ceiling, this.perSecond * 1.25);
  }
}
