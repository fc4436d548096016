import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import { type AccessKeyId, parseUserName, type UserName } from '../ids';

/**
 * What the user is called now whose key this is, or was before somebody deleted it: what a journal wrote down is the name
 * of that day. Undefined: he was deleted. One call while his name is the same. Throws what the looks throw: a user who
 * could not be looked up is not one who is gone.
 */
export async function nameNow(
  cloud: Pick<Cloud, 'ram' | 'ims'>,
  accessKeyId: AccessKeyId,
  recorded: UserName,
): Promise<UserName | undefined> {
  const keys = await ifThere(cloud.ram.listAccessKeys(recorded));
  if (keys?.some(({ id }) => id === accessKeyId)) return recorded;
  const holder = await ifThere(cloud.ims.principalOfKey(accessKeyId));
  if (holder !== undefined) return nameOf(holder);
  const userId = (await cloud.ims.getAccessKeyInfoInRecycleBin(accessKeyId))?.userId;
  // Nobody can tell any more whose it was: whoever bears the name now.
  return userId === undefined ? keys && recorded : nameOfUser(cloud, userId);
}

/** Whose key it was that lies in the recycle bin; undefined: it does not, or he was deleted. Throws what the looks throw. */
export async function formerOwner(cloud: Pick<Cloud, 'ims'>, accessKeyId: AccessKeyId): Promise<UserName | undefined> {
  const userId = (await cloud.ims.getAccessKeyInfoInRecycleBin(accessKeyId))?.userId;
  return userId === undefined ? undefined : nameOfUser(cloud, userId);
}

/** What the user of this id is called now; undefined: he was deleted. Throws what the look throws. */
export async function nameOfUser({ ims }: Pick<Cloud, 'ims'>, userId: string): Promise<UserName | undefined> {
  const principal = await ifThere(ims.principalOfUser(userId));
  return principal === undefined ? undefined : nameOf(principal);
}

/** Whose key it is by a live call; undefined: nobody's here, or root's. Throws what the call throws. */
export async function ownerNow(cloud: Pick<Cloud, 'ims'>, accessKeyId: AccessKeyId): Promise<UserName | undefined> {
  const holder = await ifThere(cloud.ims.principalOfKey(accessKeyId));
  return holder?.includes('@') ? nameOf(holder) : undefined;
}

/** `alice@example.onaliyun.com` -> `alice`. */
function nameOf(userPrincipalName: string): UserName {
  return parseUserName(userPrincipalName.slice(0, userPrincipalName.lastIndexOf('@')));
}
