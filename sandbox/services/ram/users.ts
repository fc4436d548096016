import { isoSeconds } from '../../kernel/trail';
import { addToGroup, groupNamed, removeFromGroup } from '../../world/groups';
import { createUser, deleteUser, renameUser, userNamed } from '../../world/users';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import { Targets } from './targets';
import { groupView, userView } from './views';

export function userOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  return {
    CreateUser: {
      on: on.user,
      answer: (p) => {
        const user = createUser(world, {
          name: p.text('UserName'),
          displayName: p.optional('DisplayName') ?? '',
          email: p.optional('Email') ?? '',
          mobilePhone: p.optional('MobilePhone') ?? '',
          comments: p.optional('Comments') ?? '',
        });
        const { UpdateDate: _updated, ...view } = userView(user);
        return { User: view };
      },
    },
    GetUser: {
      on: on.user,
      answer: (p) => {
        const user = userNamed(world, p.text('UserName'));
        const lastLogin = user.lastLoginDate ?? user.login?.lastLoginDate;
        return { User: { ...userView(user), ...(lastLogin ? { LastLoginDate: isoSeconds(lastLogin) } : {}) } };
      },
    },
    UpdateUser: {
      on: on.user,
      answer: (p) => {
        const user = userNamed(world, p.text('UserName'));
        renameUser(world, user, p.optional('NewUserName') ?? user.name);
        user.displayName = p.optional('NewDisplayName') ?? user.displayName;
        user.mobilePhone = p.optional('NewMobilePhone') ?? user.mobilePhone;
        user.email = p.optional('NewEmail') ?? user.email;
        user.comments = p.optional('NewComments') ?? user.comments;
        user.updateDate = world.now();
        return { User: userView(user) };
      },
    },
    DeleteUser: {
      on: on.user,
      answer: (p) => {
        deleteUser(world, p.text('UserName'));
        return {};
      },
    },
    ListUsers: {
      on: on.users,
      answer: (p) => {
        const page = pageOf([...world.users.values()], (user) => user.name, p, { usual: 100, most: 1000 });
        return { ...page.more, Users: { User: page.items.map(userView) } };
      },
    },
    AddUserToGroup: {
      on: on.userAndGroup,
      answer: (p) => {
        addToGroup(world, userNamed(world, p.text('UserName')), groupNamed(world, p.text('GroupName')));
        return {};
      },
    },
    RemoveUserFromGroup: {
      on: on.userAndGroup,
      answer: (p) => {
        removeFromGroup(world, userNamed(world, p.text('UserName')), groupNamed(world, p.text('GroupName')));
        return {};
      },
    },
    ListGroupsForUser: {
      on: on.user,
      answer: (p) => ({
        Groups: {
          Group: userNamed(world, p.text('UserName')).groups.current.map(({ group, joinDate }) => {
            const { CreateDate: _created, UpdateDate: _updated, ...rest } = groupView(group);
            return { ...rest, JoinDate: isoSeconds(joinDate) };
          }),
        },
      }),
    },
  };
}
