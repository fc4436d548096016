import type { Cloud } from '../aliyun';
import { ifThere, ORDINARY } from '../aliyun/call';
import type { AccessKey } from '../aliyun/ram';
import { CloudNotFound, OwnerUnknown } from '../errors';
import { type AccessKeyId, maskKey, parseUserName, type UserName } from '../ids';
import type { KnownUser } from './types';

/** A user as live calls have just shown him. */
export interface UserNow {
  readonly userName: UserName;
  /** All his AccessKeys: the one that was asked for among them, unless it was deleted. */
  readonly keys: readonly AccessKey[];
}

type Looks = Pick<Cloud, 'ram' | 'ims'>;

/** Between two calls a user may be given another name: so often he is looked up anew. As in holder.ts. */
const MOST_LOOKS = 8;

/**
 * Whose key this is, or was before somebody deleted it, as he is now: a recorded name is the name of its day. Undefined: he
 * was deleted, or nobody can tell any more whose it was. A name that does not answer, or whose keys are not what IMS says,
 * is looked up anew. One call while his name is the same. Throws what the looks throw, and OwnerUnknown where they
 * contradict each other to the end: a user who could not be looked up is not one who is gone.
 */
export async function userNow(
  cloud: Looks,
  accessKeyId: AccessKeyId,
  known: KnownUser | undefined,
): Promise<UserNow | undefined> {
  let userName = known?.userName;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const keys = userName && (await ifThere(cloud.ram.listAccessKeys(userName)));
    if (userName && keys?.some(({ id }) => id === accessKeyId)) return { userName, keys };
    const holder = await ownerNow(cloud, accessKeyId);
    const former = holder ?? (await formerHolder(cloud, accessKeyId, known));
    if (former === undefined) return undefined;
    // No key is his any more that could show by his list that he is still called so: his id has just said it.
    if (holder === undefined && former === userName && keys) return { userName, keys };
    userName = former;
  }
  throw new OwnerUnknown(maskKey(accessKeyId), [
    `at each of ${MOST_LOOKS} looks the user had another name, or his list of keys did not show it`,
  ]);
}

/** What {@link userNow} says he is called. */
export async function nameNow(
  cloud: Looks,
  accessKeyId: AccessKeyId,
  known: KnownUser | undefined,
): Promise<UserName | undefined> {
  return (await userNow(cloud, accessKeyId, known))?.userName;
}

/**
 * `look` at him under the name that he bears; where that name does not answer any more, again under his next one. Undefined:
 * he was deleted. Throws what the looks throw, and OwnerUnknown where no name of his answers to the end.
 */
export async function lookAtUserNow<T>(
  cloud: Looks,
  accessKeyId: AccessKeyId,
  known: KnownUser | undefined,
  look: (user: UserNow) => Promise<T>,
): Promise<T | undefined> {
  let missing: CloudNotFound | undefined;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const user = await userNow(cloud, accessKeyId, known);
    if (user === undefined) return undefined;
    try {
      return await look(user);
    } catch (error) {
      if (!(error instanceof CloudNotFound)) throw error;
      missing = error;
    }
  }
  const why = `at each of ${MOST_LOOKS} looks the user had another name, or what was asked for was not there`;
  throw new OwnerUnknown(maskKey(accessKeyId), [`${why}: ${missing?.message}`], true, { cause: missing });
}

/** Whose the key was that is nobody's now, as he is called now. */
async function formerHolder(
  cloud: Looks,
  accessKeyId: AccessKeyId,
  known: KnownUser | undefined,
): Promise<UserName | undefined> {
  const userId = known?.userId ?? (await cloud.ims.getAccessKeyInfoInRecycleBin(accessKeyId))?.userId;
  if (userId !== undefined) return nameOfUser(cloud, userId);
  if (known?.seenAt === undefined) return undefined;
  // Only his name is left of him, and whoever was made since may have been given it.
  const bearer = await ifThere(cloud.ram.getUser(known.userName));
  const isOlder = bearer?.createdAt !== undefined && bearer.createdAt.getTime() < Date.parse(known.seenAt);
  return isOlder ? known.userName : undefined;
}

/**
 * The id of the user whose key this is, or was, if it lies in the recycle bin; undefined: nobody's. No key ever moves to
 * another user, so that it may be kept. Throws what the looks throw.
 */
export async function userIdOf(
  { ims }: Pick<Cloud, 'ims'>,
  accessKeyId: AccessKeyId,
  patience = ORDINARY,
): Promise<string | undefined> {
  const userId = await ifThere(ims.userIdOfKey(accessKeyId, patience));
  return userId ?? (await ims.getAccessKeyInfoInRecycleBin(accessKeyId))?.userId;
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
