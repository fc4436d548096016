import { Cron } from 'croner';
import type { TimerTrigger } from './triggers';

/** How often the clock is looked at, in milliseconds: it can be moved, so nobody may sleep until a trigger's time. */
const LOOK_MS = 250;

export interface Timer {
  readonly trigger: TimerTrigger;
  readonly fire: (event: object) => void;
}

/**
 * Fires the timer triggers by the sandbox's clock, `@every` ones once at the beginning as well. A clock that is moved over
 * several times of a trigger fires it once. Returns how to stop.
 */
export function startTimers(timers: readonly Timer[], now: () => Date): () => void {
  const due = timers.map(({ trigger }) => (everyMs(trigger.cron) === undefined ? nextAfter(trigger, now()) : now()));
  const look = (): void => {
    for (const [i, { trigger, fire }] of timers.entries()) {
      const time = now();
      if ((due[i] as Date) > time) continue;
      due[i] = nextAfter(trigger, time);
      fire({ triggerTime: time.toISOString(), triggerName: trigger.name, payload: trigger.payload });
    }
  };
  look();
  const looking = setInterval(look, LOOK_MS);
  return () => clearInterval(looking);
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** The period of `@every 1m`; undefined for a cron expression. */
function everyMs(expression: string): number | undefined {
  const [, count, unit] = /^@every (\d+)([smh])$/.exec(expression) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** When the trigger fires next. Throws for an expression that Function Compute would not take either. */
export function nextAfter({ name, cron }: Pick<TimerTrigger, 'name' | 'cron'>, after: Date): Date {
  const every = everyMs(cron);
  if (every !== undefined) return new Date(after.getTime() + every);
  const [, timezone, fields] = /^(?:CRON_TZ=(\S+) )?(.+)$/.exec(cron) ?? [];
  if (fields?.trim().split(/\s+/).length !== 6) throw new Error(`timer ${name}: "${cron}" has no six fields`);
  const next = new Cron(fields, { timezone: timezone ?? 'UTC' }).nextRun(after);
  if (next === null) throw new Error(`timer ${name}: "${cron}" never comes`);
  return next;
}
