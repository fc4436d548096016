import { investigate } from '../../../functions/investigate/investigate';
import { respond } from '../../../functions/respond/respond';
import type { RunningSandbox } from '../../../sandbox/start';
import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import { invokedAndKilled } from '../../any-order/killed';
import type { Kill } from '../../any-order/operations';
import type { SandboxBuilder } from '../../builders';
import { aRun } from '../../run';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Every account begins at this hour of the day, UTC: no case passes a midnight on its way, when bills and nights change. */
const BEGINS_AT_HOUR = 2;
const LANGUAGE = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
/** Who runs a schedule that is not quiet after so many turns of the timer never will see it so. */
const MOST_TURNS = 20;
/** What a containment leaves for later hours, and for later days. */
const LATER = /--(investigate-\w+|remind-\d+|follow-up|rotation)\.json$/;
const NEXT_DAYS = /--(investigate-(24|48)h|remind-(4|24)|follow-up|rotation)\.json$/;

/** An account whose functions run as the platform would run them, one of them killed where the test says. */
export class DyingAccount {
  private asyncSeen = 0;
  /** What runs threw that were not killed. */
  readonly trouble: string[] = [];

  private constructor(readonly sandbox: RunningSandbox) {}

  static async start(builder: SandboxBuilder, env: Readonly<Record<string, string>>): Promise<DyingAccount> {
    const pastHour = (Date.now() - BEGINS_AT_HOUR * HOUR_MS) % DAY_MS;
    const sandbox = await builder.start({ env: { ...LANGUAGE, ...env }, daysAgo: pastHour / DAY_MS });
    // Asynchronous work is taken, and run when the test says so.
    await sandbox.fc.stop();
    // Flow control counts real time, and nobody here waits for that.
    sandbox.kernel.rates.pass = () => true;
    return new DyingAccount(sandbox);
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }

  idOf(key: string): string {
    return this.sandbox.keys.get(key)?.key.accessKeyId ?? '';
  }

  later(ms: number): void {
    this.sandbox.clock.advance(ms);
  }

  /** An invocation that is left alone. */
  async invoke(name: FunctionName, event: unknown): Promise<void> {
    const run = await aRun(this.sandbox, {}, name);
    try {
      await (name === 'respond' ? respond : investigate)(bytesOf(event), run);
    } catch (error) {
      this.trouble.push(error instanceof Error ? error.message : String(error));
    }
  }

  /** One that dies, in a process of its own. False: it came to its end before the call. */
  async kill(name: FunctionName, event: unknown, kill: Kill): Promise<boolean> {
    const { isKilled, ok, output } = await invokedAndKilled(this.sandbox, name, bytesOf(event), kill);
    if (!isKilled && !ok) throw new Error(`it failed before it could be killed: ${output}`);
    return isKilled;
  }

  /** How many cloud calls of any kind `work` makes. */
  async callsOf(work: () => Promise<void>): Promise<number> {
    const { kernel } = this.sandbox;
    let calls = 0;
    kernel.takeFault = (service, action) => {
      calls += 1;
      return kernel.faults.take(service, action);
    };
    await work();
    Reflect.deleteProperty(kernel, 'takeFault');
    return calls;
  }

  /** What the platform has taken and not run yet: the oldest is taken out. */
  takeAsync(): Buffer | undefined {
    const next = this.sandbox.fc.asyncInvocations[this.asyncSeen];
    if (next === undefined) return undefined;
    this.asyncSeen += 1;
    // LookupEvents takes whole seconds: the second that runs is not looked at.
    this.later(2 * SECOND_MS);
    return next.event;
  }

  async runAsync(): Promise<void> {
    for (let event = this.takeAsync(); event !== undefined; event = this.takeAsync())
      await this.invoke('investigate', event);
  }

  timerEvent(): object {
    return { triggerTime: this.sandbox.clock.now().toISOString(), triggerName: 'poll', payload: '' };
  }

  async timer(): Promise<void> {
    await this.invoke('respond', this.timerEvent());
    await this.runAsync();
  }

  /** Whether anything stands in a journal or in the schedule: without it nobody can follow but who is told again. */
  get hasWritten(): boolean {
    const objects = this.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [];
    return [...objects].some((key) => /\/(journal|schedule)\//.test(key));
  }

  private get schedule(): string[] {
    const prefix = 'ak-tourniquet/schedule/';
    const objects = this.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [];
    return [...objects].filter((key) => key.startsWith(prefix)).sort();
  }

  /** The timer runs until everything that is not for later is done. Throws when that never comes. */
  private async settle(later: RegExp): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const waiting = this.schedule.filter((key) => !later.test(key));
      if (waiting.length === 0 && turn > 0) return;
      const untilDue = Math.max(0, ...waiting.map((key) => dueOf(key) - this.sandbox.clock.now().getTime()));
      this.later(Math.max(60 * SECOND_MS, untilDue + SECOND_MS));
      await this.timer();
    }
    throw new Error(`the schedule is never quiet: ${this.schedule.join(', ')}\n${this.trouble.join('\n')}`);
  }

  /** The same hour, then three more: the last look of the day, which reads everything, overtakes those between. */
  async liveOn(): Promise<void> {
    await this.runAsync();
    await this.settle(LATER);
    this.later(3 * HOUR_MS);
    await this.settle(NEXT_DAYS);
  }
}

const bytesOf = (event: unknown): Buffer => (Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event)));

function dueOf(key: string): number {
  const [, date, hours, minutes, seconds] = /\/(\S{10}T)(\d{2})(\d{2})(\d{2})Z--/.exec(key) ?? [];
  return Date.parse(`${date}${hours}:${minutes}:${seconds}Z`);
}
