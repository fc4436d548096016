import { isoSeconds } from '../../kernel/trail';
import { addToGroup, createGroup, deleteGroup, groupNamed, removeFromGroup, renameGroup } from '../../world/groups';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import { ImsTargets, namedUser, principalName } from './targets';
import { groupView } from './views';

export function imsGroupOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  return {
    CreateGroup: {
      on: on.group,
      answer: (p) => ({
        Group: groupView(createGroup(world, p.text('GroupName'), p.optional('Comments'), p.optional('DisplayName'))),
      }),
    },
    GetGroup: { on: on.group, answer: (p) => ({ Group: groupView(groupNamed(world, p.text('GroupName'))) }) },
    UpdateGroup: {
      on: on.group,
      answer: (p) => {
        const group = groupNamed(world, p.text('GroupName'));
        renameGroup(world, group, p.optional('NewGroupName') ?? group.name);
        group.displayName = p.optional('NewDisplayName') ?? group.displayName;
        group.comments = p.optional('NewComments') ?? group.comments;
        group.updateDate = world.now();
        return { Group: groupView(group) };
      },
    },
    DeleteGroup: {
      on: on.group,
      answer: (p) => {
        deleteGroup(world, p.text('GroupName'));
        return {};
      },
    },
    ListGroups: {
      on: on.groups,
      answer: (p) => {
        const page = pageOf([...world.groups.values()], (group) => group.name, p, { usual: 100, most: 100 });
        return { ...page.more, Groups: { Group: page.items.map(groupView) } };
      },
    },
    AddUserToGroup: {
      on: on.userAndGroup,
      answer: (p) => {
        addToGroup(world, namedUser(world, p), groupNamed(world, p.text('GroupName')));
        return {};
      },
    },
    RemoveUserFromGroup: {
      on: on.userAndGroup,
      answer: (p) => {
        removeFromGroup(world, namedUser(world, p), groupNamed(world, p.text('GroupName')));
        return {};
      },
    },
    ListGroupsForUser: {
      on: on.user,
      answer: (p) => ({
        Groups: {
          Group: namedUser(world, p).groups.current.map(({ group, joinDate }) => ({
            GroupId: group.id,
            GroupName: group.name,
            DisplayName: group.displayName,
            Comments: group.comments,
            JoinDate: isoSeconds(joinDate),
          })),
        },
      }),
    },
    ListUsersForGroup: {
      on: on.group,
      answer: (p) => {
        const group = groupNamed(world, p.text('GroupName'));
        const page = pageOf(world.membersOf(group), (user) => user.name, p, { usual: 100, most: 100 });
        return {
          ...page.more,
          Users: {
            User: page.items.map((user) => ({
              UserId: user.id,
              UserPrincipalName: principalName(world, user.name),
              DisplayName: user.displayName,
              JoinDate: isoSeconds(user.groups.current.find((m) => m.group === group)?.joinDate ?? user.createDate),
            })),
          },
        };
      },
    },
  };
}
