import { createHash } from 'node:crypto';
import { DEEPEST_READ, isTextDeeperThan } from '../nesting';
import { withoutFields } from './fields-in-text';
import { withoutSecretsInWriting } from './in-text';
import { withoutLooselyToldPasswords } from './in-words';
import { isSecretName, onlyTells } from './names';

/** Fields whose values are nobody's business, wherever they stand. ActionTrail masks most of them itself. */
const SECRET_FIELD = { test: isSecretName };
/** The same in an address's query, where other words stand for them. */
const SECRET_PARAMETER = /token|secret|pass(word|wd|phrase)|^pwd$|signature|^sig$|api_?key|^auth/i;
const REMOVED = '[removed]';
/** Short: a million brackets may hold three hundred thousand such places. */
const TOO_DEEP = '[put aside: nested too deep]';
/**
 * A text within a text counts for so many levels: written anew it has twice the backslashes in each further one, and eight
 * of them make a page, sixty no memory could hold.
 */
const TEXT_WEIGHS = 16;
/** Of a longer event nothing is built: its size is its sender's choice. */
const MOST_OPENED = 1_048_576;
/** Where a word begins: behind another sign, or behind an escape (`\n`, `\u003d`, `\x20`, `%3D`, `%250A`), whose letters are none of its own. */
const BEGIN = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\(?:[nrtbfv]|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2})|%(?:25){0,4}[\dA-Fa-f]{2}))`;
/** Tokens that say by their beginning what they are (GitHub and GitLab, "token prefixes"). */
const TOKEN = new RegExp(`${BEGIN}(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\\w{22,}|glpat-[\\w-]{20,})`, 'g');
/** Base64, in lines or in one. Shorter, it holds no command. */
const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/;
const LEAST_BASE64 = 16;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from a text.
const NO_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/;
/** Of the lengths that RAM has made. */
const KEY_ID = 'LTAI(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{16}|[A-Za-z0-9]{20})';
/** A word of its own, or right before the id that it belongs to; or behind that, with hardly anything between: group 1. */
const LIKELY_SECRET = new RegExp(
  `(?=[A-Za-z0-9]{30}(?:${KEY_ID}(?![A-Za-z0-9])|(?![A-Za-z0-9])))` +
    `(?:(?<=${BEGIN}${KEY_ID}[^A-Za-z0-9]{0,4})()|${BEGIN})` +
    '(?=[A-Za-z0-9]{0,29}[a-z])(?=[A-Za-z0-9]{0,29}[A-Z])[A-Za-z0-9]{30}',
  'g',
);
/**
 * One secret in two hundred has no digit, and a name in camel case has none either. Of such secrets 97 in 100 have so many
 * capitals, and turn so often from capitals to small letters or back; of 700 names of 30 letters in the packages and
 * contracts that this is made of, none has.
 */
const LEAST_CAPITALS = 10;
const LEAST_TURNS = 9;

/** A record less its secrets. */
interface Bared {
  readonly value: unknown;
  /** How often something in it was nested too deep to be looked through for secrets, and was put aside. */
  readonly aside: number;
}

/**
 * A record of the cloud as it came, less secrets: by the names of its fields, also of those that stand in a JSON text of
 * it. It is read to {@link DEEPEST_READ} levels, texts within texts counted; for what is deeper stand words. Never throws.
 */
export function bared(record: unknown): Bared {
  const tally = { aside: 0 };
  return { value: without(record, 0, tally), aside: tally.aside };
}

/** The same, where nobody asks what was put aside. */
export function withoutSecrets(value: unknown): unknown {
  return bared(value).value;
}

interface Tally {
  aside: number;
}

/** `depth`: the levels around it. What holds no secret comes back as the very same. */
function without(value: unknown, depth: number, tally: Tally): unknown {
  if (typeof value === 'string') return withoutInText(value, depth, tally);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST_READ) {
    tally.aside += 1;
    return TOO_DEEP;
  }
  if (Array.isArray(value)) return eachItem(value, (item) => without(item, depth + 1, tally));
  return eachMember(value, (name, item) =>
    SECRET_FIELD.test(name) ? withoutValue(item, depth + 1, tally) : without(item, depth + 1, tally),
  );
}

/** What a field holds whose name means a secret, however deep in lists and objects. What only tells about it stays. */
function withoutValue(item: unknown, depth: number, tally: Tally): unknown {
  if (typeof item === 'number' || (typeof item === 'string' && item !== '')) return REMOVED;
  if (typeof item !== 'object' || item === null || depth >= DEEPEST_READ) return without(item, depth, tally);
  if (Array.isArray(item)) return eachItem(item, (one) => withoutValue(one, depth + 1, tally));
  return eachMember(item, (name, one) =>
    onlyTells(name) ? without(one, depth + 1, tally) : withoutValue(one, depth + 1, tally),
  );
}

function eachItem(list: readonly unknown[], left: (item: unknown) => unknown): readonly unknown[] {
  const items = list.map(left);
  return items.every((item, i) => item === list[i]) ? list : items;
}

function eachMember(object: object, left: (name: string, item: unknown) => unknown): object {
  const before = Object.entries(object);
  const after = before.map(([name, item]): [string, unknown] => [name, left(name, item)]);
  return after.every(([, item], i) => item === before[i]?.[1]) ? object : Object.fromEntries(after);
}

function withoutInText(text: string, depth: number, tally: Tally): string {
  const plain = textInBase64(text);
  if (plain !== undefined) {
    const bare = withoutSecretsInWriting(withoutInText(plain, depth + TEXT_WEIGHS, tally));
    return bare === plain ? text : bare;
  }
  if (!/[{[]/.test(text) || !text.includes('"')) return text;
  const left = DEEPEST_READ - depth - TEXT_WEIGHS;
  if (left < 0 || isTextDeeperThan(text, left)) {
    // Nobody has looked what is in it: it may be a secret.
    tally.aside += 1;
    const hash = createHash('sha256').update(text).digest('hex');
    return `[put aside: nested too deep to be read, ${text.length} characters, SHA-256 ${hash}]`;
  }
  return opened(text, depth + TEXT_WEIGHS, tally);
}

/** What was written in Base64, as the cloud takes commands; undefined where it is no text. */
function textInBase64(text: string): string | undefined {
  if (text.length < LEAST_BASE64 || !BASE64.test(text)) return undefined;
  const plain = Buffer.from(text, 'base64').toString();
  return NO_TEXT.test(plain) ? undefined : plain;
}

/** The text as it was written, where nothing was taken out. */
function opened(text: string, depth: number, tally: Tally): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return withoutFields(text, (name) => SECRET_FIELD.test(name), REMOVED);
  }
  const left = without(parsed, depth, tally);
  return left === parsed ? text : JSON.stringify(left);
}

/**
 * A text that somebody handed in, less what looks like an AccessKey's secret: 30 letters and digits of both cases, as RAM
 * makes them, whatever stands beside, escapes and the key's own id among them; less tokens that say what they are; less
 * the values of fields that are named as secrets; and less what is one by the way it is written: `password=…`,
 * `Authorization: Basic …`, a private key.
 */
export function withoutLikelySecrets(text: string): string {
  return withoutWrittenSecrets(withoutInText(text, 0, { aside: 0 }));
}

/**
 * The same of a whole event that nobody could read: it may be of any size, and what of it is nested too deep must not
 * take the rest along. Never throws.
 */
export function withoutLikelySecretsOfEvent(text: string): string {
  const bare =
    text.length > MOST_OPENED
      ? withoutFields(text, (name) => SECRET_FIELD.test(name), REMOVED)
      : opened(text, 0, { aside: 0 });
  return withoutWrittenSecrets(bare);
}

function withoutWrittenSecrets(text: string): string {
  return withoutLooselyToldPasswords(withoutSecretsInWriting(text))
    .replace(LIKELY_SECRET, (word: string, behindId?: string) => (behindId === '' || looksMade(word) ? REMOVED : word))
    .replace(TOKEN, REMOVED);
}

/** Whether a word of both cases is rather made by a machine than by somebody who names things. */
function looksMade(word: string): boolean {
  if (/\d/.test(word)) return true;
  const turns = word.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g) ?? [];
  return (word.match(/[A-Z]/g) ?? []).length >= LEAST_CAPITALS && turns.length >= LEAST_TURNS;
}

/** The same of a text that may be an address as well. */
export function withoutHandedSecrets(text: string): string {
  return withoutCredentials(withoutLikelySecrets(text));
}

/** An address without the name and password in it, and without what its query holds of the kind. What is none stays, less `name:password@`. */
export function withoutCredentials(address: string): string {
  const bare = address.replace(/(:\/\/)[^/?#\s]*@/g, '$1');
  return bare.replace(/([?&#;])([^=?&#;]+)=([^&#;]*)/g, (whole, mark: string, name: string) =>
    SECRET_PARAMETER.test(name) ? `${mark}${name}=${REMOVED}` : whole,
  );
}
