import type { Cloud } from '../aliyun';
import type { Clock } from '../clock';
import type { AccessKeyId } from '../ids';
import { QUARANTINE_GROUP } from '../ram-policy/documents';
import { beyondDenies } from '../ram-policy/our-denies';
import { looked } from './looked';
import type { BeforeState, GroupState, KeyState, Owner } from './types';

/**
 * The identity as it was before the project touched it: the keys as the first look saw them, and later reads less
 * what is ours. A part that cannot be read says so; the others are kept.
 */
export async function readBeforeState(
  cloud: Pick<Cloud, 'ram'>,
  owner: Extract<Owner, { type: 'ram-user' }>,
  accessKeyId: AccessKeyId,
  keysBefore: readonly KeyState[],
  clock: Clock,
): Promise<BeforeState> {
  const { userName } = owner;
  const [policies, groups, loginProfile, mfa] = await Promise.all([
    looked(cloud.ram.listPoliciesForUser(userName)),
    looked(cloud.ram.listGroupsForUser(userName).then((names) => policiesOfGroups(cloud, names))),
    looked(cloud.ram.loginProfile(userName)),
    looked(cloud.ram.mfaDevice(userName)),
  ]);
  return {
    schema: 1,
    accessKeyId,
    userName,
    takenAt: clock.now().toISOString(),
    keys: keysBefore,
    policies: 'value' in policies ? { value: beyondDenies(policies.value) } : policies,
    groups: 'value' in groups ? { value: groups.value.filter(({ name }) => name !== QUARANTINE_GROUP) } : groups,
    loginProfile,
    mfa,
  };
}

/** Errors: those of the calls. */
export function policiesOfGroups(cloud: Pick<Cloud, 'ram'>, names: readonly string[]): Promise<GroupState[]> {
  return Promise.all(names.map(async (name) => ({ name, policies: await cloud.ram.listPoliciesForGroup(name) })));
}
