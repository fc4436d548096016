import { plainForm } from '../../findings/plain-form';
import { isoOf } from '../../moment';
import { field, isDeeperThan, isObject, type JsonObject, object } from '../../signal/loose';

export type ReadRow = { readonly event: JsonObject } | { readonly why: string };

/** An event of ActionTrail nests a few levels; what could not be walked is set aside. */
const DEEPEST = 64;

/**
 * The event in a log that a trail has delivered: `event` as JSON text or as an object, or a column for each of its
 * fields (`event.userIdentity.accessKeyId`). What is none of them is told, never thrown. Pure.
 * Source: ActionTrail, "Deliver events to Log Service"; which form a trail writes is not confirmed.
 */
export function eventOfRow(row: unknown): ReadRow {
  if (!isObject(row)) return { why: 'the log is no object' };
  if (isDeeperThan(row, DEEPEST)) return { why: 'the log is nested too deep' };
  const whole = object(row, 'event');
  if (whole !== undefined && isDeeperThan(whole, DEEPEST)) return { why: 'its event is nested too deep' };
  // What came whole is kept as it came: it is the proof.
  const event = whole ?? plainForm(row);
  if (typeof field(event, 'eventName') === 'string') return { event };
  const held = field(row, 'event');
  return { why: typeof held === 'string' && whole === undefined ? 'its event is no JSON' : 'it holds no event' };
}

/** A log's own time in seconds since 1970; undefined: it has none that can be read. */
export function timeOfRow(row: Readonly<Record<string, unknown>>): number | undefined {
  const time = Number(row['__time__']);
  return Number.isSafeInteger(time) && time > 0 && isoOf(time * 1000) !== undefined ? time : undefined;
}
