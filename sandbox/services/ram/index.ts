import type { RpcService } from '../../kernel/types';
import type { World } from '../../world/world';
import { operationsOf } from '../operation';
import { accountOperations } from './account';
import { attachmentOperations } from './attachments';
import { groupOperations } from './groups';
import { keyOperations } from './keys';
import { loginOperations } from './login';
import { policyOperations } from './policies';
import { roleOperations } from './roles';
import { tagOperations } from './tags';
import { userOperations } from './users';

/** Resource Access Management, 2015-05-01. */
export function ramService(world: World): RpcService {
  return {
    service: 'ram',
    serviceName: 'Ram',
    version: '2015-05-01',
    isGlobal: true,
    operations: operationsOf(world, ['ram'], {
      ...userOperations(world),
      ...keyOperations(world),
      ...loginOperations(world),
      ...groupOperations(world),
      ...policyOperations(world),
      ...attachmentOperations(world),
      ...roleOperations(world),
      ...accountOperations(world),
      ...tagOperations(world),
    }),
  };
}
