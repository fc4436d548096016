import type { User } from '../../world/entities';
import { createUser, deleteUser, renameUser } from '../../world/users';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import type { Parameters } from '../parameters';
import { ImsTargets, nameOf, requireUser } from './targets';
import { basicInfo, userView } from './views';

export function imsUserOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  return {
    CreateUser: {
      on: on.user,
      answer: (p) => {
        const user = createUser(world, {
          name: nameOf(world, p.text('UserPrincipalName')),
          displayName: p.text('DisplayName'),
          email: p.optional('Email') ?? '',
          mobilePhone: p.optional('MobilePhone') ?? '',
          comments: p.optional('Comments') ?? '',
        });
        for (const tag of p.tags('Tag')) user.tags.set(tag.key, tag.value);
        return { User: userView(world, user) };
      },
    },
    GetUser: {
      on: on.anyUser,
      answer: (p) => {
        const user = requireUser(world, p);
        return { User: { ...userView(world, user), UserName: user.name } };
      },
    },
    UpdateUser: {
      on: on.anyUser,
      answer: (p) => {
        const user = requireUser(world, p);
        const renamed = p.optional('NewUserPrincipalName');
        if (renamed !== undefined) renameUser(world, user, nameOf(world, renamed));
        user.displayName = p.optional('NewDisplayName') ?? user.displayName;
        user.mobilePhone = p.optional('NewMobilePhone') ?? user.mobilePhone;
        user.email = p.optional('NewEmail') ?? user.email;
        user.comments = p.optional('NewComments') ?? user.comments;
        user.updateDate = world.now();
        const { Tags: _tags, ...view } = userView(world, user);
        return { User: view };
      },
    },
    DeleteUser: {
      on: on.anyUser,
      answer: (p) => {
        deleteUser(world, requireUser(world, p).name);
        return {};
      },
    },
    ListUsers: {
      on: on.users,
      answer: (p) => {
        const page = pageOf(matching(world, p), (user) => user.name, p, { usual: 1000, most: 1000 });
        const view = (user: User) => ({ ...userView(world, user), Status: 'active' });
        return { ...page.more, Users: { User: page.items.map(view) } };
      },
    },
    ListUserBasicInfos: {
      on: on.users,
      answer: (p) => {
        const page = pageOf(matching(world, p), (user) => user.name, p, { usual: 100, most: 1000 });
        return { ...page.more, UserBasicInfos: { UserBasicInfo: page.items.map((user) => basicInfo(world, user)) } };
      },
    },
  };
}

/** By tags; nobody is frozen here, so a status that leaves out `active` finds nobody. */
function matching(world: World, p: Parameters): User[] {
  const status = p.optional('Status') ?? 'active';
  const wanted = p.tags('Tag');
  return [...world.users.values()].filter(
    (user) => status.split(',').includes('active') && wanted.every((tag) => user.tags.get(tag.key) === tag.value),
  );
}
