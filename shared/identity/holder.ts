import type { Cloud } from '../aliyun';
import { ifThere, isNoAnswer, URGENT } from '../aliyun/call';
import type { AccessKey } from '../aliyun/ram';
import { type AccessKeyId, parseUserName, type UserName } from '../ids';
import { looked } from './looked';

/**
 * How often it is asked anew who holds the key, where the one who was named does not show it. Each turn is two calls, and
 * is lost to whoever renames him between these: a thief who wins every other turn wins all eight once in 256 times.
 */
const MOST_TURNS = 8;

/**
 * Who holds a key. `open`: the looks failed, or contradict each other; `isHeld`: IMS has named a user; `isLate`: his list of
 * keys did not come in time.
 */
export type Held =
  | { readonly kind: 'confirmed'; readonly userName: UserName; readonly keys: readonly AccessKey[] }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'open'; readonly why: string; readonly isHeld: boolean; readonly isLate?: true };

/**
 * Whom IMS names as the holder of a key, which it is asked by and not by a name (IMS 2019-08-15 GetUser, UserAccessKeyId).
 * `no-user`: it is answered, and what is named is no RAM user: root, where IMS answers for root's keys at all [U].
 * Undefined: nobody's here. Throws what the call throws.
 */
export async function holderByIms(
  { ims }: Pick<Cloud, 'ims'>,
  accessKeyId: AccessKeyId,
): Promise<UserName | 'no-user' | undefined> {
  const principal = await ifThere(ims.principalOfKey(accessKeyId));
  if (principal === undefined) return undefined;
  const at = principal.lastIndexOf('@');
  return at < 0 ? 'no-user' : parseUserName(principal.slice(0, at));
}

/**
 * Whose key it is by IMS, confirmed by a live list of his keys. RAM lists keys by a name alone, and the name may have
 * changed since IMS said it: then IMS is asked again at once, {@link MOST_TURNS} times at most. A holder who was named and
 * never shows the key is open, not "nobody". Never throws: a look that failed is open as well.
 */
export async function holderNow(
  { ims, ram }: Pick<Cloud, 'ims' | 'ram'>,
  accessKeyId: AccessKeyId,
  patience = URGENT,
): Promise<Held> {
  for (let turn = 1; turn <= MOST_TURNS; turn += 1) {
    const holder = await looked(holderByIms({ ims }, accessKeyId));
    if ('couldNotCheck' in holder) return { kind: 'open', why: holder.couldNotCheck, isHeld: turn > 1 };
    const userName = holder.value;
    if (userName === undefined && turn === 1) return { kind: 'nobody' };
    if (userName === undefined || userName === 'no-user') break;
    let isLate = false;
    const list = ifThere(ram.listAccessKeys(userName, patience)).catch((error: unknown) => {
      isLate = isNoAnswer(error);
      throw error;
    });
    const keys = await looked(list);
    if ('couldNotCheck' in keys)
      return { kind: 'open', why: keys.couldNotCheck, isHeld: true, ...(isLate ? { isLate } : {}) };
    if (keys.value?.some(({ id }) => id === accessKeyId)) return { kind: 'confirmed', userName, keys: keys.value };
  }
  return {
    kind: 'open',
    isHeld: true,
    why: 'IMS names somebody of this account as its holder, and no list of keys shows it: the user is being renamed, or one of both answers is wrong. Until he is met under one name the key is NOT contained: find its user in the RAM console, and disable the key',
  };
}
