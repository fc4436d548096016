import type { Group, User } from './entities';
import { checkName } from './names';
import { QUOTAS } from './quotas';
import { ramError } from './ram-errors';
import { Versioned } from './versioned';
import type { World } from './world';

export function createGroup(world: World, name: string, comments = '', displayName = name): Group {
  checkName(name, 'GroupName');
  if (world.groups.has(name)) throw ramError('EntityAlreadyExists.Group');
  if (world.groups.size >= QUOTAS.groups) throw ramError('LimitExceeded.Group');
  const createDate = world.now();
  const group: Group = {
    kind: 'group',
    name,
    id: `g-${world.newId('secret').slice(0, 16)}`,
    displayName,
    comments,
    createDate,
    updateDate: createDate,
    attached: new Versioned([]),
  };
  world.groups.set(name, group);
  return group;
}

export function groupNamed(world: World, name: string): Group {
  const group = world.groups.get(name);
  if (!group) throw ramError('EntityNotExist.Group');
  return group;
}

export function renameGroup(world: World, group: Group, newName: string): void {
  if (newName === group.name) return;
  checkName(newName, 'GroupName');
  if (world.groups.has(newName)) throw ramError('EntityAlreadyExists.Group');
  world.groups.delete(group.name);
  group.name = newName;
  world.groups.set(newName, group);
}

export function deleteGroup(world: World, name: string): void {
  const group = groupNamed(world, name);
  if (world.membersOf(group).length > 0) throw ramError('DeleteConflict.Group.User');
  if (group.attached.current.length > 0) throw ramError('DeleteConflict.Group.Policy');
  world.groups.delete(name);
}

export function addToGroup(world: World, user: User, group: Group, joinDate = world.now()): void {
  const joined = user.groups.current;
  if (joined.some((m) => m.group === group)) throw ramError('EntityAlreadyExists.User.Group');
  if (joined.length >= QUOTAS.groupsPerUser) throw ramError('LimitExceeded.User.Group');
  world.change(user.groups, [...joined, { group, joinDate }]);
}

export function removeFromGroup(world: World, user: User, group: Group): void {
  const joined = user.groups.current;
  if (!joined.some((m) => m.group === group)) throw ramError('EntityNotExist.User.Group');
  world.change(
    user.groups,
    joined.filter((m) => m.group !== group),
  );
}
