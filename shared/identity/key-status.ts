import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import type { KeyStatus } from '../aliyun/ram';
import { OwnerUnknown } from '../errors';
import { type AccessKeyId, maskKey, type UserName } from '../ids';
import { ownerNow } from './name-now';
import { nameCandidates } from './names';

/**
 * Whether the key is on, by a live list of its user's keys; undefined: it is not there any more. `named`: whose it is said
 * to be. Where that user's list does not show it he bears another name by now, and whoever has been given his says nothing
 * about it: IMS is asked by the key. One call while the name is the same. Throws what the looks throw, and OwnerUnknown
 * where they contradict each other.
 */
export async function keyStatusNow(
  cloud: Pick<Cloud, 'ram' | 'ims'>,
  accessKeyId: AccessKeyId,
  named: string | undefined,
): Promise<KeyStatus | undefined> {
  const statusOf = async (userName: UserName): Promise<KeyStatus | undefined> =>
    (await ifThere(cloud.ram.listAccessKeys(userName)))?.find(({ id }) => id === accessKeyId)?.status;
  const [candidate] = nameCandidates(named);
  const status = candidate && (await statusOf(candidate));
  if (status !== undefined) return status;
  const holder = await ownerNow(cloud, accessKeyId);
  if (holder === undefined) return undefined;
  const held = await statusOf(holder);
  if (held === undefined)
    throw new OwnerUnknown(maskKey(accessKeyId), [`IMS names ${holder}, whose keys do not show it`]);
  return held;
}
