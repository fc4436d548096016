import { withoutHandedSecrets } from '../secrecy/named';
import type { LeakSignal } from './types';

/** RAM 2015-05-01 CreateUser. */
const LONGEST_NAME = 64;
/** A name with its account's domain behind it, or a role's session with its role before it. */
const LONGEST_SPELLING = 200;
/** Account ids are decimal numbers of up to 20 digits. */
const LONGEST_ACCOUNT = 20;

/**
 * What a notice says about the key's owner. A name that looks like a secret, or holds one, is none: somebody has mixed up
 * his fields, and the owner is found without it. Nor is one that is longer than RAM lets any be: anybody may send a megabyte.
 */
export function claimsOf(userName?: string, accountId?: string, type?: string): LeakSignal['claims'] {
  return {
    ...(isName(userName) && type !== 'root-account' ? { userName } : {}),
    ...(isText(accountId) && accountId.length <= LONGEST_ACCOUNT ? { accountId } : {}),
    ...(type === 'root-account' ? { userType: 'root' as const } : {}),
  };
}

/** Whether it can be how somebody spells a user's name: `name`, `name@account.onaliyun.com`, `role:session`. */
export function isSpelling(text: string): boolean {
  const [name = ''] = text.slice(text.lastIndexOf(':') + 1).split('@');
  return text.length <= LONGEST_SPELLING && name.length <= LONGEST_NAME;
}

function isName(text: string | undefined): text is string {
  return text !== undefined && isSpelling(text) && isText(text);
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== '' && withoutHandedSecrets(text) === text;
}
