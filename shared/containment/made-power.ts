import type { Cloud } from '../aliyun';
import { looked } from '../identity/looked';
import { parseUserName } from '../ids';
import type { MadeIdentity } from './made';
import type { MadePower } from './made-order';
import { powerOfRole, powerOfUser } from './verify';

/** What one of them can do, looked at live. What a look does not tell makes it `unknown`. Never throws. */
export async function madePower(
  cloud: Pick<Cloud, 'ram' | 'ramPolicies'>,
  { type, name }: MadeIdentity,
): Promise<MadePower> {
  if (type === 'role') {
    const power = await looked(powerOfRole(cloud, name));
    return { power: 'value' in power ? power.value : 'unknown', isUsable: true };
  }
  const userName = parseUserName(name);
  const [power, isUsable] = await Promise.all([
    looked(powerOfUser(cloud, userName)),
    looked(
      cloud.ram
        .listAccessKeys(userName)
        .then((keys) => keys.some(({ status }) => status === 'Active') || cloud.ram.hasLoginProfile(userName)),
    ),
  ]);
  return {
    power: 'value' in power ? power.value : 'unknown',
    isUsable: 'value' in isUsable ? isUsable.value : true,
  };
}
