import { freezeDocument, QUARANTINE_GROUP, quarantineDocuments } from '../../shared/ram-policy/documents';
import { FUNCTIONS, type RightsValues, rightsOf, roleName } from '../../shared/ram-policy/role-rights';
import { attachPolicy } from './attachments';
import { createGroup } from './groups';
import { createPolicy, policyNamed } from './policies';
import { createRole } from './roles';
import type { World } from './world';

const TRUST_FUNCTION_COMPUTE = JSON.stringify({
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: ['fc.aliyuncs.com'] } }],
  Version: '1',
});

/** What `ak-tourniquet setup` leaves in RAM: the deny policies, the group that carries one, and each function's role
 *  with exactly the rights of docs/roles. */
export function setUpDeployment(world: World, names: Omit<RightsValues, 'accountId' | 'region'>): void {
  const values = { ...names, accountId: world.accountId, region: world.region };
  const freeze = freezeDocument();
  createPolicy(world, freeze.name, freeze.document, 'ak-tourniquet: explicit deny of everything');
  const { bucket, archiveBucket, trailBucket, trailFolder } = names;
  const scope = {
    ...{ bucket, accountId: world.accountId },
    ...(archiveBucket ? { archiveBucket } : {}),
    ...(trailBucket ? { trailBucket, trailFolder: trailFolder ?? '' } : {}),
  };
  const quarantines = quarantineDocuments(scope);
  for (const { name, document } of quarantines)
    createPolicy(world, name, document, 'ak-tourniquet: explicit deny of high-risk actions');
  const group = createGroup(world, QUARANTINE_GROUP, 'ak-tourniquet: for users without a free policy slot');
  for (const { name } of quarantines) attachPolicy(world, group, policyNamed(world, 'Custom', name));
  for (const of of FUNCTIONS) {
    const role = createRole(world, {
      name: roleName(of),
      trustDocument: TRUST_FUNCTION_COMPUTE,
      description: `ak-tourniquet: the ${of} function`,
      maxSessionSeconds: 43_200,
    });
    for (const { name, document } of rightsOf(of, values))
      attachPolicy(world, role, createPolicy(world, name, document, `ak-tourniquet: rights of ${role.name}`));
  }
}
