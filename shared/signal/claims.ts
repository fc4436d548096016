import { withoutHandedSecrets } from '../secrecy/named';
import type { LeakSignal } from './types';

/**
 * What a notice says about the key's owner. A name that looks like a secret, or holds one, is none: somebody has mixed up
 * his fields, and the owner is found without it.
 */
export function claimsOf(userName?: string, accountId?: string, type?: string): LeakSignal['claims'] {
  return {
    ...(isName(userName) && type !== 'root-account' ? { userName } : {}),
    ...(isName(accountId) ? { accountId } : {}),
    ...(type === 'root-account' ? { userType: 'root' as const } : {}),
  };
}

function isName(text: string | undefined): text is string {
  return text !== undefined && text !== '' && withoutHandedSecrets(text) === text;
}
