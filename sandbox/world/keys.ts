import type { RecycledKey, StoredKey, User } from './entities';
import { QUOTAS } from './quotas';
import { ramError } from './ram-errors';
import { userNamed } from './users';
import type { World } from './world';

/** Whose keys a call means: a RAM user's, or root's own. */
export interface KeyOwner {
  readonly keys: StoredKey[];
  readonly user: User | undefined;
}

export const ownerNamed = (world: World, userName: string): KeyOwner => {
  const user = userNamed(world, userName);
  return { keys: user.keys, user };
};

export const rootOwner = (world: World): KeyOwner => ({ keys: world.rootKeys, user: undefined });

export interface NewKey {
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly createDate?: Date;
  readonly status?: StoredKey['status'];
}

export function createKey(world: World, owner: KeyOwner, given: NewKey = {}): StoredKey {
  if (owner.keys.length >= QUOTAS.keysPerUser) throw ramError('LimitExceeded.User.AccessKey');
  const createDate = given.createDate ?? world.now();
  const key: StoredKey = {
    accessKeyId: given.accessKeyId ?? world.newId('access-key'),
    accessKeySecret: given.accessKeySecret ?? world.newId('secret'),
    createDate,
    updateDate: createDate,
    status: given.status ?? 'Active',
  };
  owner.keys.push(key);
  return key;
}

/** Throws EntityNotExist.User.AccessKey for a key that is not this owner's. */
export function keyOfOwner(owner: KeyOwner, accessKeyId: string): StoredKey {
  const key = owner.keys.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (!key) throw ramError('EntityNotExist.User.AccessKey');
  return key;
}

/** A key's status holds at once: only policies propagate. */
export function setKeyStatus(world: World, owner: KeyOwner, accessKeyId: string, status: string): void {
  const key = keyOfOwner(owner, accessKeyId);
  if (status !== 'Active' && status !== 'Inactive') throw ramError('InvalidParameter.Status');
  key.status = status;
  key.updateDate = world.now();
}

export function deleteKey(world: World, owner: KeyOwner, accessKeyId: string): void {
  const key = keyOfOwner(owner, accessKeyId);
  owner.keys.splice(owner.keys.indexOf(key), 1);
  if (!owner.user) return;
  const recycled: RecycledKey = { key, userId: owner.user.id, userName: owner.user.name, recycleDate: world.now() };
  world.recycledKeys.set(accessKeyId, recycled);
}
