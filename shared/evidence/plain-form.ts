import { field, isObject, type JsonObject, object, text } from '../signal/loose';

const PREFIX = 'event.';
/** What stands for "nothing" in exports of SLS, where every value is text (ActionTrail alerts: `errorCode is not NULL`). */
const NOTHING = /^(null|undefined|-)?$/i;
type Draft = Record<string, unknown>;

/**
 * An exported record as the event that ActionTrail wrote: columns `event.userIdentity.accessKeyId` put together, the
 * parameters taken from `requestParameterJson` where `requestParameters` is absent, words for "nothing" left out, and the
 * request's id where there is no event's. Pure.
 */
export function plainForm(record: JsonObject): JsonObject {
  const event: Draft = { ...(isFlat(record) ? unflattened(record) : record) };
  for (const name of ['errorCode', 'ErrorCode']) {
    const value = event[name];
    if (typeof value === 'string' && NOTHING.test(value)) delete event[name];
  }
  const parameters = parametersOf(event);
  if (parameters !== undefined) event['requestParameters'] = parameters;
  const identity = object(event, 'userIdentity');
  const key = text(identity, 'accessKeyId');
  if (identity !== undefined)
    event['userIdentity'] = key !== undefined && NOTHING.test(key) ? without(identity) : identity;
  if (text(event, 'eventId') === undefined && text(event, 'requestId') !== undefined)
    event['eventId'] = text(event, 'requestId');
  return event;
}

/** Parsed once here, because the rules read them again and again. */
function parametersOf(event: JsonObject): JsonObject | undefined {
  const given = object(event, 'requestParameters');
  if (given !== undefined && Object.keys(given).length > 0) return given;
  return object(event, 'requestParameterJson') ?? given;
}

function without(identity: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(identity).filter(([name]) => !/^accessKeyId$/i.test(name)));
}

function isFlat(record: JsonObject): boolean {
  return (
    field(record, 'eventName') === undefined &&
    ['eventName', 'EventName'].some((name) => Object.hasOwn(record, `${PREFIX}${name}`))
  );
}

function unflattened(record: JsonObject): JsonObject {
  const event: Draft = Object.create(null);
  // The shorter names first: a column that holds a whole part as text is opened before its parts are added.
  for (const column of Object.keys(record)
    .filter((name) => name.startsWith(PREFIX))
    .sort()) {
    const path = column.slice(PREFIX.length).split('.');
    const last = path.pop() ?? '';
    let at = event;
    for (const name of path) {
      const below: Draft = Object.assign(Object.create(null), object(at, name));
      at[name] = below;
      at = below;
    }
    const value = record[column];
    if (typeof value !== 'string' || !NOTHING.test(value)) at[last] = isObject(value) ? { ...value } : value;
  }
  return event;
}
