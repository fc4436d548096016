import { InvalidAccessKeyId, InvalidAccountId, InvalidUserName, TemporaryAccessKey } from './errors';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A long-lived AccessKey id (`LTAI…`). Made only by {@link parseAccessKeyId}. */
export type AccessKeyId = Branded<'AccessKeyId'>;
/** A RAM user's logon name without the domain. Made only by {@link parseUserName}. */
export type UserName = Branded<'UserName'>;
/** The account's number. Made only by {@link parseAccountId}. */
export type AccountId = Branded<'AccountId'>;

const LONG_LIVED = /^LTAI[A-Za-z0-9]{8,60}$/;
/** Ids made before 2018 are 16 letters and digits (ActionTrail samples of 2016 show them). */
const LEGACY = /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{16}$/;
/** RAM 2015-05-01 CreateUser: letters, digits, `.`, `_`, `-`, 1 to 64 characters. */
const USER_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Throws {@link TemporaryAccessKey} for an STS id, {@link InvalidAccessKeyId} for whatever else is none (a hash, a secret). */
export function parseAccessKeyId(value: unknown): AccessKeyId {
  if (typeof value !== 'string') throw new InvalidAccessKeyId(value);
  if (/^STS\./.test(value)) throw new TemporaryAccessKey(value);
  if (LONG_LIVED.test(value) || LEGACY.test(value)) return value as AccessKeyId;
  throw new InvalidAccessKeyId(value);
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
