import { mentions } from '../../signal/loose';
import { detail, parseAuditEvent, roleSpeaking } from '../event';
import { resourcesOf } from '../resources';
import type { AuditEvent } from '../types';

/** Whose events are looked for. `actor`: who made the call; `mention`: anybody whose event holds the words anywhere. */
export interface Wanted {
  readonly mode: 'actor' | 'mention';
  /** AccessKey ids and ids of STS sessions (`LTAI…`, `STS.…`). */
  readonly keyIds: readonly string[];
  readonly userNames?: readonly string[];
  /** Roles whose sessions speak, by whomever they were opened. */
  readonly roleNames?: readonly string[];
  /** What sessions are called, of whatever role: the part before an `@`. */
  readonly sessionNames?: readonly string[];
  /** Identity providers by which somebody assumes a role. */
  readonly providerNames?: readonly string[];
  /** Traces of an attack, by whomever they were left: calls from these addresses. */
  readonly addresses?: readonly string[];
  /** Calls with exactly these user agents. */
  readonly userAgents?: readonly string[];
  /** Calls whose event names one of these things as what it was about. */
  readonly resourceNames?: readonly string[];
}

function wordsOf({ mode: _, ...wanted }: Wanted): string[] {
  const words = [...new Set(Object.values(wanted).flat())];
  if (words.length === 0 || words.includes('')) throw new RangeError('A search needs words, and none may be empty.');
  return words;
}

/** Whether an event as it was parsed is really one of those that are looked for; finding its bytes alone proves nothing. */
export function isWanted(wanted: Wanted): (event: unknown) => boolean {
  const words = wordsOf(wanted);
  if (wanted.mode === 'mention')
    return (event) => words.some((word) => (mayStandBare(word) ? holds(event, word) : mentions(event, word)));
  const ids = new Set(wanted.keyIds);
  const names = new Set(wanted.userNames);
  const roles = lowerCased(wanted.roleNames);
  const sessions = lowerCased(wanted.sessionNames);
  const providers = lowerCased(wanted.providerNames);
  const addresses = new Set(wanted.addresses);
  const agents = new Set(wanted.userAgents);
  const resources = new Set(wanted.resourceNames);
  return (event) => {
    const parsed = parseAuditEvent(event);
    const { accessKeyId, userName } = parsed;
    const role = roles.size > 0 || sessions.size > 0 ? roleSpeaking(parsed) : undefined;
    return (
      (accessKeyId !== undefined && ids.has(accessKeyId)) ||
      (userName !== undefined && names.has(userName)) ||
      (role !== undefined && (roles.has(role) || sessions.has(sessionSpeaking(parsed) ?? ''))) ||
      (providers.size > 0 && providers.has(providerCome(parsed) ?? '')) ||
      addresses.has(parsed.ip) ||
      agents.has(parsed.userAgent) ||
      (resources.size > 0 && resourcesOf(parsed).some((name) => resources.has(name)))
    );
  };
}

const lowerCased = (names: readonly string[] = []) => new Set(names.map((name) => name.toLowerCase()));

/** `deploy:Bob@acme` -> `bob`. */
const sessionSpeaking = ({ userName }: AuditEvent): string | undefined =>
  userName?.split(':')[1]?.split('@')[0]?.toLowerCase();

/** The provider by which the call assumes a role: it speaks for nobody that the account knows. */
function providerCome(event: AuditEvent): string | undefined {
  if (!event.name.startsWith('AssumeRoleWith')) return undefined;
  const arn =
    detail(event, 'requestParameters', 'SAMLProviderArn') ?? detail(event, 'requestParameters', 'OIDCProviderArn');
  return arn?.slice(arn.lastIndexOf('/') + 1).toLowerCase();
}

/** Such a word may be a number or the middle of `false`, outside of all strings; as a mention it is wanted as a whole string only. */
const mayStandBare = (word: string): boolean => /^[\d+.eE-]+$/.test(word) || isInLiteral(word);
const isInLiteral = (word: string): boolean => ['true', 'false', 'null'].some((literal) => literal.includes(word));

/** Whether some text in the value is this word, however deep. */
function holds(value: unknown, word: string): boolean {
  const left: unknown[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next === word) return true;
    // One by one: a list of a hundred thousand would not pass as arguments.
    if (typeof next === 'object' && next !== null)
      for (const item of Object.values(next)) if (item !== undefined) left.push(item);
  }
  return false;
}

/**
 * What stands in the bytes of every event that is wanted: the words. A name that may be a number or part of a literal
 * outside of all strings cannot be looked for among them; then every event that names a caller is taken and parsed.
 * Throws RangeError when nothing is wanted.
 */
export function needlesFor(wanted: Wanted): Buffer[] {
  return wordsOf(wanted).flatMap((word) => {
    if (!mayStandBare(word)) return formsOf(word).map((form) => Buffer.from(form));
    if (wanted.mode === 'actor') return CALLER_FIELDS.map((name) => Buffer.from(name));
    return formsOf(word).map((form) => Buffer.from(`"${form}"`));
  });
}

/** The fields by which an event names its caller, in both spellings that are read. */
const CALLER_FIELDS = ['userName', 'UserName', 'accessKeyId', 'AccessKeyId'];

/** How a word may stand in JSON text: as it is, and with what is not ASCII, or a slash, escaped. */
function formsOf(word: string): string[] {
  const plain = JSON.stringify(word).slice(1, -1);
  const escaped = (upper: boolean) =>
    plain.replace(/[^\x20-\x7e]/g, (unit) => {
      const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${upper ? hex.toUpperCase() : hex}`;
    });
  const forms = [plain, escaped(false), escaped(true)].flatMap((form) => [form, form.replaceAll('/', '\\/')]);
  return [...new Set(forms)];
}
