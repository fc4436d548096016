import { isoSeconds } from '../../kernel/trail';
import { createGroup, deleteGroup, groupNamed, renameGroup } from '../../world/groups';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import { Targets } from './targets';
import { groupView } from './views';

export function groupOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  return {
    CreateGroup: {
      on: on.group,
      answer: (p) => {
        const group = createGroup(world, p.text('GroupName'), p.optional('Comments'));
        const { UpdateDate: _updated, ...view } = groupView(group);
        return { Group: view };
      },
    },
    GetGroup: {
      on: on.group,
      answer: (p) => ({ Group: groupView(groupNamed(world, p.text('GroupName'))) }),
    },
    UpdateGroup: {
      on: on.group,
      answer: (p) => {
        const group = groupNamed(world, p.text('GroupName'));
        renameGroup(world, group, p.optional('NewGroupName') ?? group.name);
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
    ListUsersForGroup: {
      on: on.group,
      answer: (p) => {
        const group = groupNamed(world, p.text('GroupName'));
        const page = pageOf(world.membersOf(group), (user) => user.name, p, { usual: 100, most: 1000 });
        return {
          ...page.more,
          Users: {
            User: page.items.map((user) => ({
              UserName: user.name,
              DisplayName: user.displayName,
              JoinDate: isoSeconds(user.groups.current.find((m) => m.group === group)?.joinDate ?? user.createDate),
            })),
          },
        };
      },
    },
  };
}
