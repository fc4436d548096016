import type { Cloud } from '../../shared/aliyun';
import { CloudNotFound } from '../../shared/errors';
import { type PolicyDocument, QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import type { SetupClients, Step } from './policies';

/** The group that carries the quarantine, for users without a free place for a policy of their own. */
export async function groupSteps(
  cloud: Cloud,
  { ram }: SetupClients,
  quarantines: readonly PolicyDocument[],
): Promise<Step[]> {
  const carried = await policiesOfGroup(cloud);
  const missing = quarantines.filter(({ name }) => !carried?.includes(name));
  const make: Step = {
    plan: `make the group ${QUARANTINE_GROUP}, for users without a free place for a policy`,
    act: async () => {
      await ram.createGroup(QUARANTINE_GROUP, 'ak-tourniquet: for users without a free policy slot');
    },
  };
  const attach = missing.map(({ name }) => ({
    plan: `attach ${name} to the group ${QUARANTINE_GROUP}`,
    act: async () => {
      await ram.attachPolicyToGroup(QUARANTINE_GROUP, { name, type: 'Custom' });
    },
  }));
  return carried === undefined ? [make, ...attach] : attach;
}

/** The names of the policies that the group carries; undefined when there is no group. */
async function policiesOfGroup(cloud: Cloud): Promise<string[] | undefined> {
  try {
    return (await cloud.ram.listPoliciesForGroup(QUARANTINE_GROUP)).map(({ name }) => name);
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}
