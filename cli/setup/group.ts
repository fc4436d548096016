import type { Cloud } from '../../shared/aliyun';
import { ifThere } from '../../shared/aliyun/call';
import { namedOursAmong } from '../../shared/containment/named-ours';
import { type PolicyDocument, QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import { beyondDenies } from '../../shared/ram-policy/our-denies';
import type { SetupClients, Step } from './policies';

/** The group that carries the quarantine, for users without a free place for a policy of their own. */
export async function groupSteps(
  cloud: Cloud,
  { ram, roles }: SetupClients,
  quarantines: readonly PolicyDocument[],
): Promise<Step[]> {
  const carried = await ifThere(cloud.ram.listPoliciesForGroup(QUARANTINE_GROUP));
  const missing = quarantines.filter(({ name }) => !carried?.some((one) => one.type === 'Custom' && one.name === name));
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
  // Those that are to be there say what they must once set-up is through.
  const { allowing } = await namedOursAmong(
    cloud,
    (carried ?? []).filter((one) => !quarantines.some(({ name }) => name === one.name)),
  );
  const strange = [...beyondDenies(carried ?? []), ...allowing.map((name) => ({ name, type: 'Custom' as const }))];
  const takeOff = strange.map((policy) => ({
    plan: `take ${policy.name} off the group ${QUARANTINE_GROUP}: whoever is contained by the group would get what it allows`,
    act: async () => {
      await roles.detachPolicyFromGroup(QUARANTINE_GROUP, policy);
    },
  }));
  return carried === undefined ? [make, ...attach] : [...takeOff, ...attach];
}
