import { isoSeconds } from '../../kernel/trail';
import { missing } from '../../rpc/request';
import { createKey, deleteKey, keyOfOwner, setKeyStatus } from '../../world/keys';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { keyOwner, Targets } from './targets';
import { keyView } from './views';

/** AccessKeys. An empty UserName means the caller's own keys, in the cloud as here. */
export function keyOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  return {
    CreateAccessKey: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const key = createKey(world, keyOwner(world, p.optional('UserName'), call));
        return { AccessKey: { ...keyView(key), AccessKeySecret: key.accessKeySecret } };
      },
    },
    UpdateAccessKey: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const owner = keyOwner(world, p.optional('UserName'), call);
        setKeyStatus(world, owner, p.text('UserAccessKeyId'), p.text('Status'));
        return {};
      },
    },
    DeleteAccessKey: {
      on: on.userOrSelf,
      answer: (p, call) => {
        deleteKey(world, keyOwner(world, p.optional('UserName'), call), p.text('UserAccessKeyId'));
        return {};
      },
    },
    ListAccessKeys: {
      on: on.userOrSelf,
      answer: (p, call) => ({
        AccessKeys: { AccessKey: keyOwner(world, p.optional('UserName'), call).keys.map(keyView) },
      }),
    },
    GetAccessKeyLastUsed: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const id = p.text('UserAccessKeyId');
        const name = p.optional('UserName');
        // RAM asks for the name unless the key is the caller's own.
        const isOwn = (world.keyOf(id)?.user?.name ?? 'root') === call.caller.userName;
        if (name === undefined && !isOwn) missing('UserName');
        const key = keyOfOwner(keyOwner(world, name, call), id);
        return {
          AccessKeyLastUsed: key.lastUsed ? { LastUsedDate: isoSeconds(key.lastUsed.at) } : { LastUsedDate: '' },
        };
      },
    },
  };
}
