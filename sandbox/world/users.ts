import type { User } from './entities';
import { checkName } from './names';
import { ramError } from './ram-errors';
import { Versioned } from './versioned';
import type { World } from './world';

export interface NewUser {
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly mobilePhone?: string;
  readonly comments?: string;
  readonly createDate?: Date;
}

export function createUser(world: World, given: NewUser): User {
  checkName(given.name, 'UserName');
  if (world.users.has(given.name)) throw ramError('EntityAlreadyExists.User');
  if (world.users.size >= world.settings.usersQuota) throw ramError('LimitExceeded.User');
  const createDate = given.createDate ?? world.now();
  const user: User = {
    kind: 'user',
    name: given.name,
    id: world.newId('numeric'),
    displayName: given.displayName || given.name,
    email: given.email ?? '',
    mobilePhone: given.mobilePhone ?? '',
    comments: given.comments ?? '',
    createDate,
    updateDate: createDate,
    keys: [],
    attached: new Versioned([]),
    groups: new Versioned([]),
    tags: new Map(),
  };
  world.users.set(user.name, user);
  return user;
}

/** Throws EntityNotExist.User. Names match whole and by case. */
export function userNamed(world: World, name: string): User {
  const user = world.users.get(name);
  if (!user) throw ramError('EntityNotExist.User');
  return user;
}

export function renameUser(world: World, user: User, newName: string): void {
  if (newName === user.name) return;
  checkName(newName, 'NewUserName');
  if (world.users.has(newName)) throw ramError('EntityAlreadyExists.User');
  world.users.delete(user.name);
  user.name = newName;
  world.users.set(newName, user);
}

/** A user who still holds anything is not deleted; a deleted one lies in the recycle bin. */
export function deleteUser(world: World, name: string): void {
  const user = userNamed(world, name);
  if (user.groups.current.length > 0) throw ramError('DeleteConflict.User.Group');
  if (user.keys.length > 0) throw ramError('DeleteConflict.User.AccessKey');
  if (user.login) throw ramError('DeleteConflict.User.LoginProfile');
  if ([...world.mfaDevices.values()].some((device) => device.boundTo === user.id))
    throw ramError('DeleteConflict.User.MFADevice');
  if (user.attached.current.length > 0) throw ramError('DeleteConflict.User.Policy');
  world.users.delete(name);
  world.recycledUsers.set(user.id, { user, recycleDate: world.now() });
}
