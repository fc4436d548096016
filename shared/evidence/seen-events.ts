import { plainForm } from '../findings/plain-form';
import { sha256 } from '../incident/seal';
import { isDeeperThan, isObject, json } from '../signal/loose';
import type { AuditEvent } from './types';

/** What of an event tells it from another one under the same id. Empty: this copy does not tell. */
interface Content {
  readonly call: string;
  readonly keyId: string;
  readonly userName: string;
  readonly request: string;
  readonly response: string;
}

/** Events that are known again when they come twice; beyond, memory counts more. */
const MOST_REMEMBERED = 300_000;
const DEEPEST = 64;

/**
 * Tells events that come again from others under the same id. The same event comes from two regions, from two sources in
 * two forms, or for two identities of one call, and counts once; another body under a known id is another event: an id
 * that somebody could choose must not make his call disappear. Ask it of every event once, in order.
 */
export class SeenEvents {
  private readonly contents = new Map<string, Content[]>();
  /** Events that came again. */
  again = 0;
  /** Events under an id that an earlier and different event bears. */
  sharing = 0;

  isAgain(event: AuditEvent): boolean {
    const { eventId } = event;
    if (eventId === '') return false;
    const known = this.contents.get(eventId);
    if (known === undefined) {
      if (this.contents.size < MOST_REMEMBERED) this.contents.set(eventId, [contentOf(event)]);
      return false;
    }
    const content = contentOf(event);
    if (known.some((one) => isSame(one, content))) {
      this.again += 1;
      return true;
    }
    known.push(content);
    this.sharing += 1;
    return false;
  }
}

function isSame(a: Content, b: Content): boolean {
  const mayBe = (name: 'keyId' | 'userName' | 'request' | 'response') =>
    a[name] === b[name] || a[name] === '' || b[name] === '';
  return a.call === b.call && mayBe('keyId') && mayBe('userName') && mayBe('request') && mayBe('response');
}

function contentOf({
  at,
  service,
  name,
  ip,
  errorCode = '',
  accessKeyId = '',
  userName = '',
  raw,
}: AuditEvent): Content {
  const plain = plainForm(raw);
  return {
    call: [at, service.toLowerCase(), name, ip, errorCode].join('\n'),
    // Some exports mask it.
    keyId: accessKeyId.includes('*') ? '' : accessKeyId,
    userName,
    request: digest(plain['requestParameters'] ?? plain['RequestParameters']),
    response: digest(plain['responseElements'] ?? plain['ResponseElements']),
  };
}

function digest(value: unknown): string {
  const text = canonical(value);
  return text === '' ? '' : sha256(text).slice(0, 16);
}

/** One text for one content: logs write every value as text, and objects as JSON text, in whatever order. */
function canonical(value: unknown): string {
  if (typeof value === 'string') {
    const parsed = /^\s*[[{]/.test(value) ? json(value) : undefined;
    return parsed === undefined || isDeeperThan(parsed, DEEPEST) ? value : canonical(parsed);
  }
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(canonical).join('\u0000')}]`;
  if (!isObject(value)) return value === undefined || value === null ? '' : String(value);
  const fields = Object.entries(value).flatMap(([name, item]) => {
    const text = canonical(item);
    return text === '' ? [] : [`${name}\u0001${text}`];
  });
  return fields.length === 0 ? '' : `{${fields.sort().join('\u0000')}}`;
}
