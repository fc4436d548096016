import type { Clock } from '../../clock';

/** One less than the robot allows: its minute is counted at its end of the line. */
const PER_MINUTE = 19;
const MINUTE_MS = 60_000;

/** How often a robot is sent to: 20 a minute is its limit, and who passes it is not heard for ten minutes. */
export class SendBudget {
  private sent: number[] = [];
  private closedUntil = 0;

  /** 0 when a message may go now, which counts it; else the milliseconds to wait. */
  take(clock: Clock): number {
    const now = clock.now().getTime();
    if (now < this.closedUntil) return this.closedUntil - now;
    this.sent = this.sent.filter((at) => at > now - MINUTE_MS && at <= now);
    const [oldest] = this.sent;
    if (oldest !== undefined && this.sent.length >= PER_MINUTE) return oldest + MINUTE_MS - now;
    this.sent.push(now);
    return 0;
  }

  /** The robot has said that it takes nothing for this long. */
  close(clock: Clock, forMs: number): void {
    this.closedUntil = clock.now().getTime() + forMs;
  }
}

const budgets = new Map<string, SendBudget>();

/** The budget of one robot, shared by every run of this instance: the limit is the robot's, not a run's. */
export function budgetOf(url: string): SendBudget {
  const known = budgets.get(url);
  if (known) return known;
  const budget = new SendBudget();
  budgets.set(url, budget);
  return budget;
}
