const DAY_MS = 86_400_000;
/** The calendar of the bills is Beijing's. */
const CALENDAR_MS = 8 * 3_600_000;

export interface Window {
  /** The measure: days before the suspicion, oldest first. */
  readonly before: readonly string[];
  readonly judged: readonly string[];
}

/** Without a suspicion the last day is the one in question. */
export function windowOf(days: readonly string[], since: string | undefined): Window {
  const from = since === undefined ? days.at(-1) : dayBefore(since);
  if (from === undefined) return { before: [], judged: [] };
  return { before: days.filter((day) => day < from), judged: days.filter((day) => day >= from) };
}

/** The day before a moment, in UTC: the attack may have begun before somebody saw it, and its day is no measure. */
export const dayBefore = (moment: string): string => asDay(Date.parse(moment) - DAY_MS);

/** The day of a moment in the bill's calendar. */
const billDayOf = (moment: string): string => asDay(Date.parse(moment) + CALENDAR_MS);

const asDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Why these days cannot show what the time since the suspicion cost; empty when they can. `days`: oldest first. */
export function gapsOf(days: readonly string[], since: string | undefined): string[] {
  const last = days.at(-1);
  if (last === undefined) return ['bills: no day in them has a bill: not checked'];
  if (windowOf(days, since).before.length === 0)
    return ['bills: no day before the suspicion to compare with: not checked'];
  if (since === undefined) return [];
  const began = billDayOf(since);
  if (last < began)
    return [`bills: no day since the suspicion (${began}, UTC+8) is in them, they reach until ${last}: not checked`];
  const there = days.filter((day) => day >= began).length;
  const missing = (Date.parse(last) - Date.parse(began)) / DAY_MS + 1 - there;
  return missing === 0
    ? []
    : [
        `bills: days since the suspicion that are not in them: ${missing}, the first ${firstGap(days, began)}: not checked`,
      ];
}

function firstGap(days: readonly string[], from: string): string {
  const there = new Set(days);
  let ms = Date.parse(from);
  while (there.has(asDay(ms))) ms += DAY_MS;
  return asDay(ms);
}
