import { field, isDeeperThan, isObject, type JsonObject, json } from '../signal/loose';

/** Why something that was read is no event that can be kept. */
export type WhyAside = 'not-json' | 'no-event' | 'too-deep' | 'unread';
export type Held = { readonly event: JsonObject } | { readonly aside: WhyAside };

/** An event of ActionTrail nests a few levels. What is far deeper no rule could walk, and no text be made of. */
export const DEEPEST = 64;
/** How deep events are packed into others: a list in an answer, a text in an object. */
const MOST_WRAPPED = 4;
/** Fields in which answers, notifications and exports hold events. */
const WRAPPERS = ['events', 'data', 'event'] as const;

/** Whether it says of itself what was called; without that it is no event, whatever else it holds. */
export function isEvent(value: unknown): value is JsonObject {
  const name = isObject(value) ? field(value, 'eventName') : undefined;
  return typeof name === 'string' && /\p{L}/u.test(name);
}

/**
 * The events in a value, whatever they are packed in: one, a list, an answer that holds a list, a notification, JSON text
 * of any of these. Each comes out as it was; in the place of what is no event stands why. Never throws. Pure.
 */
export function eventsHeld(value: unknown, wrapped = 0): Held[] {
  if (isEvent(value)) return [isDeeperThan(value, DEEPEST) ? { aside: 'too-deep' } : { event: value }];
  if (wrapped >= MOST_WRAPPED) return [{ aside: 'no-event' }];
  if (Array.isArray(value) && value.length > 0) return value.flatMap((one) => eventsHeld(one, wrapped + 1));
  if (typeof value === 'string') {
    const parsed = json(value);
    return parsed === undefined ? [{ aside: 'not-json' }] : eventsHeld(parsed, wrapped + 1);
  }
  if (!isObject(value)) return [{ aside: 'no-event' }];
  const held = WRAPPERS.map((name) => field(value, name)).find((one) => isHolding(one));
  return held === undefined ? [{ aside: 'no-event' }] : eventsHeld(held, wrapped + 1);
}

const isHolding = (value: unknown): boolean =>
  typeof value === 'object' ? value !== null : typeof value === 'string' && value !== '';
