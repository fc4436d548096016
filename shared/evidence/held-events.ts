import { field, isDeeperThan, isObject, type JsonObject, json, text } from '../signal/loose';
import { plainForm } from './plain-form';

/** Why something that was read is no event that can be kept. `empty`: an answer or a list without any. */
export type WhyAside = 'not-json' | 'no-event' | 'empty' | 'too-deep' | 'unread';
export type Held =
  | {
      readonly event: JsonObject;
      /** Whose it is, as its CloudEvent's envelope tells (EventBridge, "Event structure"). */
      readonly accountId?: string;
    }
  | { readonly aside: WhyAside };

type OnAnswer = (answer: JsonObject) => void;

/** An event of ActionTrail nests a few levels. What is far deeper no rule could walk, and no text be made of. */
export const DEEPEST = 64;
/** How deep events are packed into others: a list in an answer, a text in an object. */
const MOST_WRAPPED = 6;
/**
 * Fields in which answers, notifications and exports hold events, in the order in which they are asked: an answer's list,
 * a CloudEvent's `data`, a log's `event`, a queue message's `body`.
 */
const WRAPPERS = ['events', 'data', 'event', 'body', 'records', 'logs'] as const;

/** Whether it says of itself what was called; without that it is no event, whatever else it holds. */
export function isEvent(value: unknown): value is JsonObject {
  const name = isObject(value) ? (field(value, 'eventName') ?? value['event.eventName']) : undefined;
  return typeof name === 'string' && /\p{L}/u.test(name);
}

/**
 * The events in a value, whatever they are packed in: one, a list, an answer that holds a list, a notification, JSON text
 * of any of these. Each comes out as it was, columns put together; in the place of what is no event stands why. `onAnswer` gets each object
 * that holds a list. Never throws. Pure but for that.
 */
export function eventsHeld(value: unknown, onAnswer?: OnAnswer): Held[] {
  return held(value, 0, undefined, onAnswer);
}

function held(value: unknown, wrapped: number, accountId: string | undefined, onAnswer: OnAnswer | undefined): Held[] {
  if (isEvent(value)) {
    if (isDeeperThan(value, DEEPEST)) return [{ aside: 'too-deep' }];
    // A column for each field: nobody could read it so. Putting them together opens texts.
    const event = field(value, 'eventName') === undefined ? plainForm(value) : value;
    if (event !== value && isDeeperThan(event, DEEPEST)) return [{ aside: 'too-deep' }];
    return [{ event, ...(accountId === undefined ? {} : { accountId }) }];
  }
  if (wrapped >= MOST_WRAPPED) return [{ aside: 'no-event' }];
  const within = (one: unknown, of = accountId): Held[] => held(one, wrapped + 1, of, onAnswer);
  if (Array.isArray(value)) return value.length === 0 ? [{ aside: 'empty' }] : value.flatMap((one) => within(one));
  if (typeof value === 'string') {
    const parsed = json(value);
    return parsed === undefined ? [{ aside: 'not-json' }] : within(parsed);
  }
  const packed = isObject(value) ? packedIn(value) : undefined;
  if (packed === undefined || !isObject(value)) return [{ aside: 'no-event' }];
  if (Array.isArray(packed)) onAnswer?.(value);
  return within(packed, text(value, 'aliyunoriginalaccountid') ?? text(value, 'aliyunaccountid') ?? accountId);
}

/** The first field that may hold events, as it is or as text. */
function packedIn(value: JsonObject): unknown {
  return WRAPPERS.map((name) => field(value, name)).find(
    (packed) =>
      (typeof packed === 'object' && packed !== null) || (typeof packed === 'string' && /^\s*["[{]/.test(packed)),
  );
}
