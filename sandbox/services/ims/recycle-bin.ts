import { isoSeconds } from '../../kernel/trail';
import { CloudError } from '../../kernel/types';
import type { RecycledKey, RecycledUser } from '../../world/entities';
import { QUOTAS } from '../../world/quotas';
import { ramError } from '../../world/ram-errors';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import type { Parameters } from '../parameters';
import { ImsTargets, principalName } from './targets';

/** How long a deleted thing lies in the recycle bin; the reference's samples show about a month. */
const KEPT_MS = 31 * 86_400_000;

/** Deleted users and keys: the last place where a key's owner can be found. */
export function recycleBinOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  const userOf = (p: Parameters): RecycledUser => {
    const key = p.optional('UserAccessKeyId');
    const id = p.optional('UserId') ?? world.recycledKeys.get(key ?? '')?.userId ?? '';
    const found = world.recycledUsers.get(id);
    if (!found) throw ramError('EntityNotExist.User');
    return found;
  };
  const keyOf = (p: Parameters): RecycledKey => {
    const found = world.recycledKeys.get(p.text('UserAccessKeyId'));
    const wanted = p.optional('UserId');
    if (!found || (wanted !== undefined && found.userId !== wanted)) throw ramError('EntityNotExist.User.AccessKey');
    return found;
  };
  const userView = ({ user, recycleDate }: RecycledUser): Record<string, unknown> => ({
    UserId: user.id,
    UserPrincipalName: principalName(world, user.name),
    DisplayName: user.displayName,
    ...dates(user.createDate, recycleDate),
  });
  return {
    ListUsersInRecycleBin: {
      on: on.users,
      answer: (p) => {
        const wanted = /^UserPrincipalName eq (.+)$/.exec(p.optional('Filter') ?? '')?.[1];
        const all = [...world.recycledUsers.values()].filter(
          ({ user }) => wanted === undefined || principalName(world, user.name) === wanted,
        );
        const page = pageOf(all, ({ user }) => user.id, p, { usual: 100, most: 100 });
        return { ...page.more, Users: { User: page.items.map(userView) } };
      },
    },
    GetUserInRecycleBin: { on: on.users, answer: (p) => ({ User: userView(userOf(p)) }) },
    DeleteUserInRecycleBin: {
      on: on.users,
      answer: (p) => {
        world.recycledUsers.delete(userOf(p).user.id);
        return {};
      },
    },
    RestoreUserFromRecycleBin: {
      on: on.users,
      answer: (p) => {
        const { user } = userOf(p);
        if (world.users.has(user.name)) throw ramError('EntityAlreadyExists.User');
        world.recycledUsers.delete(user.id);
        world.users.set(user.name, user);
        return {};
      },
    },
    ListAccessKeysInRecycleBin: {
      on: on.users,
      answer: (p) => {
        const keys = [...world.recycledKeys.values()].filter(({ userId }) => userId === p.text('UserId'));
        const view = ({ key, recycleDate }: RecycledKey) => ({
          AccessKeyId: key.accessKeyId,
          ...dates(key.createDate, recycleDate),
        });
        return { AccessKeys: { AccessKey: keys.map(view) } };
      },
    },
    GetAccessKeyInfoInRecycleBin: {
      on: on.users,
      answer: (p) => {
        const { key, userId, userName, recycleDate } = keyOf(p);
        return {
          AccessKey: {
            AccessKeyId: key.accessKeyId,
            UserId: userId,
            UserPrincipalName: principalName(world, userName),
            UserRecycled: world.recycledUsers.has(userId),
            ...dates(key.createDate, recycleDate),
          },
        };
      },
    },
    DeleteAccessKeyInRecycleBin: {
      on: on.users,
      answer: (p) => {
        world.recycledKeys.delete(keyOf(p).key.accessKeyId);
        return {};
      },
    },
    RestoreAccessKeyFromRecycleBin: {
      on: on.users,
      answer: (p) => {
        const { key, userId } = keyOf(p);
        const user = [...world.users.values()].find((candidate) => candidate.id === userId);
        if (!user) throw new CloudError(404, 'EntityNotExist.User', 'The user does not exist.');
        if (user.keys.length >= QUOTAS.keysPerUser) throw ramError('LimitExceeded.User.AccessKey');
        world.recycledKeys.delete(key.accessKeyId);
        key.status = 'Inactive';
        user.keys.push(key);
        return {};
      },
    },
  };
}

function dates(created: Date, recycled: Date): Record<string, string> {
  return {
    CreateDate: isoSeconds(created),
    RecycleDate: isoSeconds(recycled),
    DeleteDate: isoSeconds(new Date(recycled.getTime() + KEPT_MS)),
  };
}
