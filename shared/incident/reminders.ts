import type { TaskName } from './schedule-order';

const HOUR_MS = 3_600_000;

const REMINDERS = [
  ['remind-1', 1],
  ['remind-4', 4],
  ['remind-24', 24],
] as const;

/** When a hold that began then (ISO 8601 UTC) is told of again. Pure. */
export function remindersOf(since: string): readonly { readonly task: TaskName; readonly due: Date }[] {
  return REMINDERS.map(([task, hours]) => ({ task, due: new Date(Date.parse(since) + hours * HOUR_MS) }));
}
