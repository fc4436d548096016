import { isoOf } from '../../moment';
import { field, isDeeperThan, isObject } from '../../signal/loose';
import { DEEPEST, eventsHeld, type Held } from '../held-events';
import { plainForm } from '../plain-form';

/**
 * The events in a log that a trail has delivered: `event` as JSON text (once or twice encoded), an object or a list, or a
 * column for each of its fields (`event.userIdentity.accessKeyId`). In the place of what is none of them stands why.
 * Never throws. Pure. Source: ActionTrail, "Deliver events to Log Service"; which form a trail writes is not confirmed.
 */
export function eventsOfRow(row: unknown): Held[] {
  if (!isObject(row) || isDeeperThan(row, DEEPEST)) return [{ aside: isObject(row) ? 'too-deep' : 'no-event' }];
  const whole = field(row, 'event');
  // What came whole is kept as it came: it is the proof.
  return whole === undefined || whole === '' ? eventsHeld(plainForm(row)) : eventsHeld(whole);
}

/** A log's own time in seconds since 1970; undefined: it has none that can be read. */
export function timeOfRow(row: unknown): number | undefined {
  const time = Number(isObject(row) ? row['__time__'] : undefined);
  return Number.isSafeInteger(time) && time > 0 && isoOf(time * 1000) !== undefined ? time : undefined;
}
