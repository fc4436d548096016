import { TourniquetError } from '../errors';
import { bareId, parseAccessKeyId, parseNoticedKeyId } from '../ids';
import { sha256 } from '../incident/seal';
import { withoutHandedSecrets } from '../secrecy/named';
import { claimsOf } from './claims';
import { keptText } from './kept-text';
import { field, isObject, type JsonObject, mentions, object, text, time } from './loose';
import type { LeakSignal, Skipped } from './types';
import { type Undoing, undoingOf } from './undoing';

/** What one CloudEvent asks for. */
export type EventMeaning =
  | { readonly kind: 'signal'; readonly signal: LeakSignal; readonly pollWhy?: string }
  | { readonly kind: 'poll-now'; readonly why: string }
  /** Somebody may have undone something of ours. */
  | { readonly kind: 'undone'; readonly undoing: Undoing }
  | { readonly kind: 'skipped'; readonly skipped: Skipped }
  /** It speaks of an AccessKey, and which one cannot be read: somebody's notice, to be kept and told. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** Cloud Config's managed rule: high risk, checked every 24 hours (cloud-config docs). */
const LEAK_RULE = 'security-center-leak-ak-check';
/** The error that a call with a restricted key gets (RAM: AccessKey restrictive protection). */
const RESTRICTED = /There is a risk of leakage of this AccessKey/i;

/**
 * One CloudEvent. What has `data.accessKeyId` is a custom bus's notice, whatever its sender calls its type: events of the
 * cloud's own services have no such field. Cloud Config's leak rule means "poll now", whatever it names; an ActionTrail
 * event whose error says that the key is at risk names a leaked key, and one that may have undone a deny of ours says
 * where to look. The rest, and what our own roles did, asks for nothing. A notice whose key cannot be read is `unreadable`: a leak must not be lost by a mistake in its sender's
 * template. Never throws: an event that cannot be used is skipped with its reason.
 */
export function meaningOf(event: JsonObject, own?: OwnIdentity): EventMeaning {
  const type = text(event, 'type') ?? '';
  const data = object(event, 'data');
  const what = describe(event, type);
  const pollWhy = /:Config:/i.test(type) && mentions(data, LEAK_RULE) ? what : undefined;
  if (field(data, 'accessKeyId') !== undefined) {
    const notice = busEvent(event, data, what);
    if (pollWhy === undefined) return notice;
    // Both: a notice that speaks of the rule is no less a notice, and one that names no key asks for the poll alone.
    return notice.kind === 'signal' ? { ...notice, pollWhy } : { kind: 'poll-now', why: pollWhy };
  }
  if (pollWhy) return { kind: 'poll-now', why: pollWhy };
  if (/:Config:/i.test(type)) return skip(what, 'a Config event of another rule');
  if (!/:ActionTrail:/i.test(type))
    return speaksOfKey(event)
      ? { kind: 'unreadable', why: `${what}: it speaks of an AccessKey, and has none in data.accessKeyId` }
      : skip(what, 'an event type that names no AccessKey');
  if (isOwnCall(data, own)) return skip(what, "a call of our own function's role");
  if (tellsOfLeak(data)) return actionTrailEvent(data, what);
  const undoing = undoingOf(data);
  return undoing ? { kind: 'undone', undoing } : skip(what, 'an ActionTrail event that tells of no leak');
}

/** Who we are to ActionTrail: our account, and the roles that our functions run under. */
export interface OwnIdentity {
  readonly accountId: string;
  readonly roleNames: readonly string[];
}

/**
 * A role's session is `assumed-role` with the user name `role:session` (ActionTrail, "userIdentity"). The user agent says
 * nothing: anybody writes what he likes into it.
 */
export function isOwnCall(data: JsonObject | undefined, own: OwnIdentity | undefined): boolean {
  const identity = object(data, 'userIdentity');
  if (own === undefined || text(identity, 'type') !== 'assumed-role') return false;
  const roleName = text(identity, 'userName')?.replace(/:.*/, '');
  return text(identity, 'accountId') === own.accountId && own.roleNames.some((name) => name === roleName);
}

function tellsOfLeak(data: JsonObject | undefined): boolean {
  return RESTRICTED.test([text(data, 'errorMessage'), text(data, 'errorCode')].join(' '));
}

function actionTrailEvent(data: JsonObject | undefined, what: string): EventMeaning {
  const identity = object(data, 'userIdentity');
  return signalOf(what, field(identity, 'accessKeyId'), (accessKeyId) => ({
    leakId: `actiontrail:${accessKeyId}`,
    accessKeyId,
    source: 'actiontrail',
    foundAt: time(text(data, 'eventTime')),
    claims: claimsOf(text(identity, 'userName'), text(identity, 'accountId'), text(identity, 'type')),
    reason: 'Alibaba Cloud refuses calls of this key as leaked',
  }));
}

function busEvent(event: JsonObject, data: JsonObject | undefined, what: string): EventMeaning {
  const link = text(data, 'url') ?? text(data, 'link');
  const reason = text(data, 'reason');
  const meaning = signalOf(
    what,
    field(data, 'accessKeyId'),
    (accessKeyId) => ({
      leakId: busLeakId(event),
      accessKeyId,
      source: 'bus',
      foundAt: time(text(event, 'time')),
      claims: claimsOf(text(data, 'userName'), text(data, 'accountId')),
      ...(link ? { link: keptText(withoutHandedSecrets(link)) } : {}),
      ...(reason ? { reason: keptText(withoutHandedSecrets(reason)) } : {}),
    }),
    parseNoticedKeyId,
  );
  return meaning.kind === 'skipped' ? { kind: 'unreadable', why: `${what}: ${meaning.skipped.why}` } : meaning;
}

/** How deep and at how many places a notice of an unknown form is looked through. */
const MOST_LOOKED_AT = 1_000;

/** Whether a field's name, or an id, says that this is about an AccessKey, however it is laid out. */
function speaksOfKey(event: JsonObject): boolean {
  const left: unknown[] = [event];
  for (let looked = 0; left.length > 0 && looked < MOST_LOOKED_AT; looked += 1) {
    const next = left.pop();
    if (typeof next === 'string' && /\bLTAI[A-Za-z0-9]{12,}/.test(next)) return true;
    if (typeof next !== 'object' || next === null) continue;
    if (Object.keys(next).some((name) => /^access[_-]?key[_-]?ids?$/i.test(name))) return true;
    left.push(...Object.values(next).slice(0, MOST_LOOKED_AT));
  }
  return false;
}

/** The longest leak id that is kept as it is. */
const LONGEST_ID = 300;

/**
 * EventBridge delivers at least once: the same event is known by its source and id. Without them by its content: an
 * event that names a key must not be lost for a field that only tells it from others. A scanner may put what it found
 * there, or the address that it cloned from: what had to be taken out still tells one notice from another, by a hash of the
 * whole.
 */
function busLeakId(event: JsonObject): string {
  const id = text(event, 'id');
  const source = text(event, 'source');
  const own = id !== undefined && source !== undefined ? id : sha256(JSON.stringify(event));
  const plain = `bus:${source ?? ''}:${own}`;
  const bare = `bus:${withoutHandedSecrets(source ?? '')}:${withoutHandedSecrets(own)}`;
  const kept = bare === plain ? plain : `${bare}#${sha256(plain).slice(0, 16)}`;
  return kept.length <= LONGEST_ID ? kept : `bus:${sha256(plain)}`;
}

function signalOf(
  what: string,
  accessKeyId: unknown,
  make: (id: LeakSignal['accessKeyId']) => LeakSignal,
  parse = parseAccessKeyId,
): EventMeaning {
  try {
    // A sender's template may have left blanks around it: the key is no less leaked.
    const id = typeof accessKeyId === 'string' ? bareId(accessKeyId) : accessKeyId;
    return { kind: 'signal', signal: make(parse(id)) };
  } catch (error) {
    if (error instanceof TourniquetError) return skip(what, error.message);
    throw error;
  }
}

function skip(what: string, why: string): EventMeaning {
  return { kind: 'skipped', skipped: { what, why } };
}

function describe(event: JsonObject, type: string): string {
  const id = text(event, 'id') ?? '';
  // Before it is cut: half a secret looks like none.
  return withoutHandedSecrets(`${type || 'CloudEvent without type'} ${id}`)
    .trim()
    .slice(0, 200);
}

/** Whether a payload is a CloudEvent: never a manual invocation then, whatever else it holds. */
export function isCloudEvent(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  return (
    'specversion' in value ||
    (typeof value['type'] === 'string' && typeof value['source'] === 'string' && 'data' in value)
  );
}
