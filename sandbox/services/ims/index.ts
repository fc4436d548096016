import type { RpcService } from '../../kernel/types';
import type { World } from '../../world/world';
import { operationsOf } from '../operation';
import { imsAccountOperations } from './account';
import { imsGroupOperations } from './groups';
import { keyPolicyOperations } from './key-policy';
import { imsKeyOperations } from './keys';
import { imsLoginOperations } from './login';
import { recycleBinOperations } from './recycle-bin';
import { reportOperations } from './report';
import { imsTagOperations } from './tags';
import { imsUserOperations } from './users';

/** Identity Management Service, 2019-08-15. Its RAM code is "ram,ims": either spelling grants. */
export function imsService(world: World): RpcService {
  return {
    service: 'ims',
    serviceName: 'Ims',
    version: '2019-08-15',
    isGlobal: true,
    operations: operationsOf(world, ['ram', 'ims'], {
      ...imsUserOperations(world),
      ...imsKeyOperations(world),
      ...keyPolicyOperations(world),
      ...imsLoginOperations(world),
      ...imsGroupOperations(world),
      ...imsTagOperations(world),
      ...imsAccountOperations(world),
      ...recycleBinOperations(world),
      ...reportOperations(world),
    }),
  };
}
