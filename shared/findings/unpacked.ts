import { field, isObject, type JsonObject, text } from '../signal/loose';

/** Fields under which exports pack one event or a list of them, in the order in which they are asked. */
const PACKS = ['events', 'data', 'event', 'body', 'records', 'logs'];

/**
 * What an object holds that may be events: an answer's list, a CloudEvent's `data`, an SLS record's `event`, a queue
 * message's `body`, each as it is or as text. Undefined: it is an event itself, or nothing. Pure.
 */
export function packedIn(value: JsonObject): unknown {
  if (isEvent(value)) return undefined;
  for (const name of PACKS) {
    const packed = opened(field(value, name));
    if (packed !== undefined) return isObject(packed) ? withAccount(packed, value) : packed;
  }
  return undefined;
}

/** Whatever other fields it has: an event may have one that is called `events`. */
const isEvent = (value: JsonObject): boolean => field(value, 'eventName') !== undefined || 'event.eventName' in value;

function opened(packed: unknown): unknown {
  if (typeof packed === 'object' && packed !== null) return packed;
  return typeof packed === 'string' && /^\s*["[{]/.test(packed) ? packed : undefined;
}

/** A CloudEvent tells on its envelope whose it is (EventBridge, "Event structure"); the event itself often does not. */
function withAccount(data: JsonObject, envelope: JsonObject): JsonObject {
  const account = text(envelope, 'aliyunoriginalaccountid') ?? text(envelope, 'aliyunaccountid');
  const isTold = account === undefined || field(data, 'recipientAccountId') !== undefined;
  return isTold ? data : { ...data, recipientAccountId: account };
}
