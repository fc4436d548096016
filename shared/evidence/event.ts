import { isIP } from 'node:net';
import { isoOf, momentOf } from '../moment';
import { field, isObject, type JsonObject, object } from '../signal/loose';
import type { AuditEvent } from './types';

/**
 * An ActionTrail event as it came, in whatever spelling: lowerCamel or UpperCamel names, booleans and numbers as text,
 * an `event` wrapped in an SLS record, missing fields, times in other formats. Never throws; what is no object becomes
 * an event that knows nothing but its `raw`. Every field that is not read stays in `raw`.
 * Source: ActionTrail, "Structure of a management event".
 */
export function parseAuditEvent(raw: unknown): AuditEvent {
  const record = unwrapped(raw);
  const identity = object(record, 'userIdentity');
  return {
    eventId: word(record, 'eventId') ?? '',
    at: isoOf(momentOf(field(record, 'eventTime')) ?? Number.NaN) ?? '',
    service: nameOf(record, 'serviceName') ?? serviceOfSource(word(record, 'eventSource')) ?? '',
    name: nameOf(record, 'eventName') ?? '',
    region: word(record, 'acsRegion') ?? word(record, 'regionId') ?? '',
    ip: word(record, 'sourceIpAddress') ?? '',
    userAgent: word(record, 'userAgent') ?? '',
    rw: readOrWrite(word(record, 'eventRW'), nameOf(record, 'eventName')),
    errorCode: errorOf(word(record, 'errorCode')),
    accessKeyId: word(identity, 'accessKeyId'),
    userName: word(identity, 'userName'),
    raw: record,
  };
}

/** Whether the source of a call is an address at all, and not a service that acted by itself. */
export function isAddress(ip: string): boolean {
  return isIP(ip) !== 0;
}

/** Calls that were refused for want of power, and not because the request was wrong. */
const REFUSALS =
  /^(NoPermission|Forbidden|AccessDenied|.*Unauthorized|.*NotAuthorized|InvalidAccessKeyId|ImplicitDeny|ExplicitDeny|403$)/i;

export function isRefusal(event: Pick<AuditEvent, 'errorCode'>): boolean {
  return event.errorCode !== undefined && REFUSALS.test(event.errorCode);
}

/** Text below a path of the event's own fields, such as `requestParameters`, `UserName`. */
export function detail(event: AuditEvent, ...path: readonly string[]): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const parent = path
    .slice(0, -1)
    .reduce<JsonObject | undefined>((at, name) => (at === undefined ? undefined : object(at, name)), event.raw);
  return word(parent, last);
}

function unwrapped(raw: unknown): JsonObject {
  const record = isObject(raw) ? raw : object({ raw }, 'raw');
  if (record === undefined) return { value: raw };
  // An SLS record holds the event as JSON text, or flattened under `event.`.
  return (field(record, 'eventName') === undefined ? object(record, 'event') : undefined) ?? record;
}

/** The role whose session speaks, in lower case: its name stands before the session's (ActionTrail, "userIdentity"). */
export function roleSpeaking(event: AuditEvent): string | undefined {
  if (detail(event, 'userIdentity', 'type') !== 'assumed-role') return undefined;
  return event.userName?.split(':')[0]?.toLowerCase();
}

/** A value that can stand as one word: text, or a number or boolean written out. Empty text is no value. */
function word(parent: JsonObject | undefined, name: string): string | undefined {
  const value = field(parent, name);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The name of a service or of a call; a number names neither. */
function nameOf(record: JsonObject, name: string): string | undefined {
  const value = word(record, name);
  return value !== undefined && /\p{L}/u.test(value) ? value : undefined;
}

/** What exports write where ActionTrail leaves the field out, because the call went through. */
const NO_ERROR = /^(0|200|ok|success|succeeded|none|null|nil|undefined|false|-)$/i;

const errorOf = (code: string | undefined): string | undefined =>
  code === undefined || NO_ERROR.test(code.trim()) ? undefined : code;

const READS = /^(Describe|List|Get|Query|Search|Check|Lookup|Head|Select|Scan|Count|Validate|Estimate|Preview)/;

/** Where the event does not tell, the name of the call does. */
function readOrWrite(value: string | undefined, name: string | undefined): AuditEvent['rw'] {
  const lower = value?.toLowerCase();
  if (lower === 'read') return 'Read';
  if (lower === 'write') return 'Write';
  return name === undefined ? undefined : READS.test(name) ? 'Read' : 'Write';
}

/** `ecs.cn-hangzhou.aliyuncs.com` -> `ecs`: better than no service at all. */
function serviceOfSource(source: string | undefined): string | undefined {
  return source?.split('.')[0] || undefined;
}
