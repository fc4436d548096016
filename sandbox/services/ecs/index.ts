import type { RpcService } from '../../kernel/types';
import { commandOperations } from './commands';
import { instanceOperations } from './instances';
import { type EcsSource, operationsOf } from './operation';

/**
 * Elastic Compute Service, 2014-05-26: what a thief mines with and an investigator looks at. RegionId chooses the
 * region, as the endpoint `ecs.<region>.aliyuncs.com` does on the cloud, where one address is not all of them.
 */
export function ecsService(source: EcsSource): RpcService {
  return {
    service: 'ecs',
    serviceName: 'Ecs',
    version: '2014-05-26',
    isGlobal: false,
    noPermissionCode: 'Forbidden.RAM',
    operations: operationsOf(source, { ...instanceOperations(source), ...commandOperations(source) }),
  };
}
