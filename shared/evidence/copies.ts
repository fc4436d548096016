import { sha256 } from '../incident/seal';
import { DEEPEST_READ } from '../nesting';
import { field, isObject, type JsonObject, json, jsonWithin } from '../signal/loose';
import { detail } from './event';
import { plainForm } from './plain-form';
import type { AuditEvent } from './types';

/** What of an event tells it from another one under the same id. Empty: this copy does not tell. */
export interface Content {
  readonly call: string;
  readonly keyId: string;
  readonly userName: string;
  /** Each parameter with a digest of its value; of one that is masked there is none. */
  readonly request: Fields;
  readonly response: Fields;
}
type Fields = readonly (readonly [name: string, digest: string])[];

export function contentOf(event: AuditEvent): Content {
  const { at, service, name, ip, errorCode = '', accessKeyId = '', userName = '', raw } = event;
  const plain = plainForm(raw);
  return {
    call: [at, service.toLowerCase(), name, ip, errorCode].join('\n'),
    keyId: isMaskedId(accessKeyId) ? '' : accessKeyId,
    userName,
    request: fieldsOf(field(plain, 'requestParameters')),
    response: fieldsOf(field(plain, 'responseElements')),
  };
}

/**
 * Whether two events of one id are copies of each other: exports give one id to several events and leave fields out, so
 * that more than the id has to fit. What only one of them tells contradicts nothing. Pure.
 */
export function isCopy(a: Content, b: Content): boolean {
  const mayBe = (one: string, other: string): boolean => one === other || one === '' || other === '';
  const fits = (some: Fields, others: Fields): boolean => {
    const theirs = new Map(others);
    return some.every(([name, digest]) => mayBe(digest, theirs.get(name) ?? ''));
  };
  return (
    a.call === b.call &&
    mayBe(a.keyId, b.keyId) &&
    mayBe(a.userName, b.userName) &&
    fits(a.request, b.request) &&
    fits(a.response, b.response)
  );
}

/**
 * Whether a copy says what the cloud itself says of the call: more than not to contradict it. Whose parameters have none
 * of its names speaks of something else. Pure.
 */
export function isBorneOutBy(own: Content, copy: Content): boolean {
  const shares = (some: Fields, others: Fields): boolean => {
    const theirs = new Set(others.map(([name]) => name));
    return some.length === 0 || others.length === 0 || some.some(([name]) => theirs.has(name));
  };
  return isCopy(own, copy) && shares(own.request, copy.request) && shares(own.response, copy.response);
}

/** Of two copies the one that names its caller in full, and tells more; the first of equals. Pure. */
export function fuller(a: AuditEvent, b: AuditEvent): AuditEvent {
  const tells = (event: AuditEvent, name: string): number =>
    detail(event, name) !== undefined || isObject(field(event.raw, name)) ? 1 : 0;
  const weight = (event: AuditEvent): number =>
    (event.accessKeyId === undefined ? 0 : isMaskedId(event.accessKeyId) ? 1 : 2) +
    tells(event, 'responseElements') +
    tells(event, 'requestParameters');
  return weight(b) > weight(a) ? b : a;
}

/** An event without an id still has to be found again: by what it says. */
export const madeId = ({ raw }: AuditEvent): string => `no-id-${sha256(JSON.stringify(raw)).slice(0, 24)}`;

/** `LTAI****`: an id that is masked names nobody, and tells nothing of what it stands for. */
export const isMaskedId = (id: string): boolean => id.includes('*');

/** A single star is a wildcard; masks are longer. */
const isMasked = (value: unknown): boolean => typeof value === 'string' && value.includes('**');

/** By lower-case names: exports differ in the case. */
function fieldsOf(value: unknown): Fields {
  const opened = typeof value === 'string' ? asObject(value) : value;
  if (!isObject(opened)) return [];
  return Object.entries(opened).map(([name, item]) => [name.toLowerCase(), isMasked(item) ? '' : digest(item)]);
}

function asObject(value: string): JsonObject | undefined {
  const parsed = json(value);
  return isObject(parsed) ? parsed : undefined;
}

function digest(value: unknown): string {
  const text = canonical(value);
  return text === '' ? '' : sha256(text).slice(0, 16);
}

/**
 * One text for one content: logs write every value as text, and objects as JSON text, in whatever order. `depth`: the
 * levels around it; a text whose JSON goes deeper than we read is compared as text.
 */
function canonical(value: unknown, depth = 0): string {
  const within = (one: unknown): string => canonical(one, depth + 1);
  if (typeof value === 'string') {
    const parsed = /^\s*[[{]/.test(value) ? jsonWithin(value, DEEPEST_READ - depth) : undefined;
    return parsed === undefined ? value : within(parsed);
  }
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(within).join('\u0000')}]`;
  if (!isObject(value)) return value === undefined || value === null ? '' : String(value);
  const fields = Object.entries(value).flatMap(([name, item]) => {
    const text = within(item);
    return text === '' ? [] : [`${name}\u0001${text}`];
  });
  return fields.length === 0 ? '' : `{${fields.sort().join('\u0000')}}`;
}
