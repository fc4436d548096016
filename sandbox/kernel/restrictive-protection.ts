import { CloudError } from './types';

/**
 * What a key that Alibaba Cloud knows to be leaked may not do any more, by product: everything of RAM and IMS, and the
 * operations of ECS that the list names (RAM, "Restrictive protection of AccessKeys", January 2026). STS is not on it.
 */
const RESTRICTED: Readonly<Record<string, 'all' | readonly string[]>> = {
  ram: 'all',
  ims: 'all',
  ecs: [
    'RunInstances',
    'CreateInstance',
    'CreateAutoProvisioningGroup',
    'StartInstance',
    'StartInstances',
    'RunCommand',
    'DeleteInstance',
    'DeleteInstances',
    'DeleteSnapshotGroup',
    'DeleteSnapshot',
    'DeleteImage',
    'CreateCommand',
    'InvokeCommand',
  ],
};

/** Throws CloudError 403 for a call that is refused to a leaked key, whatever its policies say. */
export function refuseRestricted(
  restrictedKeys: ReadonlySet<string>,
  accessKeyId: string,
  service: string,
  action: string,
): void {
  if (!restrictedKeys.has(accessKeyId)) return;
  const operations = RESTRICTED[service];
  if (operations === 'all' || operations?.includes(action))
    throw new CloudError(403, 'Forbidden', 'Forbidden : There is a risk of leakage of this AccessKey.');
}
