import { isoSeconds } from '../../kernel/trail';
import { missing } from '../../rpc/request';
import { createKey, deleteKey, keyOfOwner, setKeyStatus } from '../../world/keys';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { ImsTargets, imsKeyOwner } from './targets';
import { keyView } from './views';

/** AccessKeys. An empty UserPrincipalName means the caller's own keys, in the cloud as here. */
export function imsKeyOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  return {
    CreateAccessKey: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const key = createKey(world, imsKeyOwner(world, p, call));
        const { UpdateDate: _updated, ...view } = keyView(key);
        return { AccessKey: { ...view, AccessKeySecret: key.accessKeySecret } };
      },
    },
    UpdateAccessKey: {
      on: on.userOrSelf,
      answer: (p, call) => {
        setKeyStatus(world, imsKeyOwner(world, p, call), p.text('UserAccessKeyId'), p.text('Status'));
        return {};
      },
    },
    DeleteAccessKey: {
      on: on.userOrSelf,
      answer: (p, call) => {
        deleteKey(world, imsKeyOwner(world, p, call), p.text('UserAccessKeyId'));
        return {};
      },
    },
    ListAccessKeys: {
      on: on.userOrSelf,
      answer: (p, call) => ({ AccessKeys: { AccessKey: imsKeyOwner(world, p, call).keys.map(keyView) } }),
    },
    GetAccessKeyLastUsed: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const id = p.text('UserAccessKeyId');
        const owned = world.keyOf(id)?.user?.name === call.caller.userName || call.caller.type === 'root-account';
        if (p.optional('UserPrincipalName') === undefined && !owned) missing('UserPrincipalName');
        const { lastUsed } = keyOfOwner(imsKeyOwner(world, p, call), id);
        return {
          AccessKeyLastUsed: lastUsed
            ? { LastUsedDate: isoSeconds(lastUsed.at), ServiceName: lastUsed.serviceName }
            : { LastUsedDate: '', ServiceName: '' },
        };
      },
    },
  };
}
