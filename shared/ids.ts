import { InvalidAccessKeyId, InvalidAccountId, InvalidUserName, TemporaryAccessKey } from './errors';
import { withoutLikelySecrets } from './secrecy/named';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A long-lived AccessKey id (`LTAI…`, and those of older forms). Made only by {@link parseAccessKeyId}. */
export type AccessKeyId = Branded<'AccessKeyId'>;
/** A RAM user's logon name without the domain. Made only by {@link parseUserName}. */
export type UserName = Branded<'UserName'>;
/** The account's number. Made only by {@link parseAccountId}. */
export type AccountId = Branded<'AccountId'>;

/** What stands for an id in paths, command lines and Markdown alike: no separator doubled, or at an end. */
const WORD = /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/;
const SHORTEST = 8;
const LONGEST = 128;
/** The shortest id that is known, and a secret of 30. */
const ID_AND_SECRET = 46;
const LONG_LIVED = /^LTAI[A-Za-z0-9]{8,60}$/;
/** The sample of RAM's own ListAccessKeys (`0wNEpMMlzy7s****`) and ActionTrail's of 2016. Of a hundred six bear no digit. */
const LEGACY = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9]{16}$/;
/** What people take for one: an account's number, an AccessKey's secret (RAM makes them of 30), AWS's ids, a console's token. */
const MISTAKEN = /^(?:[0-9]+|[A-Za-z0-9]{30}|A[KS]IA[A-Z0-9]{16}|TMP\..*)$/;
/** RAM 2015-05-01 CreateUser: letters, digits, `.`, `_`, `-`, 1 to 64 characters. */
const USER_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * An id as the cloud may answer it, or as somebody writes it who has it from there. RAM's contract calls it text and tells
 * neither form nor length, so that whatever is safe in a path, a command and a message is one. Throws
 * {@link TemporaryAccessKey} for an STS id, {@link InvalidAccessKeyId} for whatever else is none (a hash, a secret).
 */
export function parseAccessKeyId(value: unknown): AccessKeyId {
  if (typeof value !== 'string') throw new InvalidAccessKeyId(value);
  if (/^STS\./.test(value)) throw new TemporaryAccessKey(value);
  // A secret that was copied along right behind its id: the whole would be kept as one.
  if (value.length >= ID_AND_SECRET && withoutLikelySecrets(value) !== value) throw new InvalidAccessKeyId(value);
  if (LONG_LIVED.test(value)) return value as AccessKeyId;
  const isWord = value.length >= SHORTEST && value.length <= LONGEST && WORD.test(value);
  if (!isWord || MISTAKEN.test(value) || withoutLikelySecrets(value) !== value) throw new InvalidAccessKeyId(value);
  return value as AccessKeyId;
}

/**
 * The id in a notice that anybody may have sent: of the forms that the cloud has made so far and no other, for a template
 * that was not filled in (`undefined`, `redacted`) must not pass for a key. Throws what {@link parseAccessKeyId} throws.
 */
export function parseNoticedKeyId(value: unknown): AccessKeyId {
  const id = parseAccessKeyId(value);
  if (isOfKnownForm(id)) return id;
  throw new InvalidAccessKeyId(value);
}

/** Whether it is an AccessKey id of a form that the cloud has made so far. */
export const isOfKnownForm = (text: string): boolean => LONG_LIVED.test(text) || LEGACY.test(text);

/** The text less blanks around it and characters that nobody sees: copied along, they are no part of an id. */
export function bareId(text: string): string {
  return text.replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '').trim();
}

/** Whether the text is an AccessKey id as it is, without blanks around it. */
export function isAccessKeyId(text: string): boolean {
  try {
    return parseAccessKeyId(text) === text;
  } catch (error) {
    if (error instanceof InvalidAccessKeyId || error instanceof TemporaryAccessKey) return false;
    throw error;
  }
}

/**
 * An id of a listing, as it may stand anywhere: one that can be named as it came; of another what may be told of it, which
 * is no id, so that it has no journal, goes into no call, and takes no other key along.
 */
export function listedId(id: string): string {
  return isAccessKeyId(id) ? id : maskKey(id.replace(/[^A-Za-z0-9]/g, '_'));
}

/** Those of the keys of a listing that can be named. Of another there is no incident that could be missed. */
export function namedKeys(keys: readonly { readonly id: string }[]): AccessKeyId[] {
  return keys.flatMap(({ id }) => (isAccessKeyId(id) ? parseAccessKeyId(id) : []));
}

/** The others, as {@link listedId} tells them: whatever would be asked about them could not be checked. */
export function unnamedKeys(keys: readonly { readonly id: string }[]): string[] {
  return keys.flatMap(({ id }) => (isAccessKeyId(id) ? [] : id));
}

/** That such a key of a user was not looked at, as a sentence. */
export const uncheckedKey = (userName: string, masked: string): string =>
  `a key of ${userName} could not be checked: its id (${masked}) is of a form that can stand in no path and no command`;

/** Throws {@link InvalidUserName}; an empty name above all, which the cloud would take for the caller. */
export function parseUserName(value: unknown): UserName {
  if (typeof value !== 'string' || !USER_NAME.test(value)) throw new InvalidUserName(value);
  return value as UserName;
}

/** Throws {@link InvalidAccountId}. Account ids are decimal numbers of up to 20 digits. */
export function parseAccountId(value: unknown): AccountId {
  if (typeof value !== 'string' || !/^[0-9]{1,20}$/.test(value)) throw new InvalidAccountId(value);
  return value as AccountId;
}

/** A key id as it may stand in a group chat or a log: its kind and its last four characters. No asterisks between them:
 *  a chat would take those for bold. */
export function maskKey(accessKeyId: string): string {
  return accessKeyId.length <= 8 ? '…' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}
