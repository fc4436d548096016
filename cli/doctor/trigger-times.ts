/** The six fields of a cron expression of Function Compute, behind its time zone if it has one. */
const CRON = /^(?:CRON_TZ=\S+ +)?(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+)$/;
const ANY = /^[*?]$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** The seconds between two runs of a timer; undefined where they are not the same each time, or not told by so little. */
export function everySeconds(cron: string): number | undefined {
  const every = everyDuration(cron);
  if (every !== undefined) return every;
  const [, second = '', minute = '', hour = '', ...days] = CRON.exec(cron.trim()) ?? [];
  if (second === '' || ![hour, ...days].every((field) => ANY.test(field))) return undefined;
  if (ANY.test(minute)) return isOne(second) ? 60 : stepOf(second);
  if (!isOne(second)) return undefined;
  if (isOne(minute)) return 3600;
  const minutes = stepOf(minute);
  return minutes === undefined ? undefined : minutes * 60;
}

/** Whether a timer runs on every day of the year. */
export function isDaily(cron: string): boolean {
  const every = everyDuration(cron);
  if (every !== undefined) return every <= 86_400;
  const [, , , , ...days] = CRON.exec(cron.trim()) ?? [];
  return days.length === 3 && days.every((field) => ANY.test(field));
}

/** Of `@every 1m30s`. */
function everyDuration(cron: string): number | undefined {
  const duration = /^@every +((?:\d+[hms])+)$/.exec(cron.trim())?.[1];
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0) || undefined;
}

const isOne = (field: string): boolean => /^\d+$/.test(field);

/** Of `*` and what divides an hour or a minute evenly: `0/5` and `*\/5` alike. */
function stepOf(field: string): number | undefined {
  if (ANY.test(field)) return 1;
  const step = Number(/^(?:\*|0)\/(\d+)$/.exec(field)?.[1]);
  return step > 0 && 60 % step === 0 ? step : undefined;
}
