import { connectSetup } from '../../shared/aliyun';
import { CloudNotFound } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import type { CliRun } from '../run';
import { type WantedRole, wantedRoles } from '../setup/roles';
import { type Check, couldNotCheck, type Found } from './check';
import { judgeRole } from './judge-role';

/** What each function may do, role by role. */
export const rights: Check = {
  id: 'rights',
  async look(cli) {
    return (await Promise.all(wantedRoles(cli).map((role) => ofRole(cli, role)))).flat();
  },
};

/** One role that cannot be looked at leaves the others as they are. */
async function ofRole({ run, config, clock, credentials }: CliRun, wanted: WantedRole): Promise<readonly Found[]> {
  const { roles } = connectSetup(config, clock, credentials);
  try {
    const [trust, carried, documents] = await Promise.all([
      roles.trustOf(wanted.name),
      roles.policiesOf(wanted.name),
      Promise.all(wanted.policies.map(async ({ name }) => [name, await documentOf(run, name)] as const)),
    ]);
    const there = documents.flatMap(([name, document]) => (document === undefined ? [] : [[name, document] as const]));
    return judgeRole(wanted, { trust, carried, documents: new Map(there) });
  } catch (error) {
    return [couldNotCheck(`the role ${wanted.name}: ${messageOf(error)}`)];
  }
}

async function documentOf({ cloud }: CliRun['run'], name: string): Promise<string | undefined> {
  try {
    return (await cloud.ram.getPolicy({ name, type: 'Custom' })).document;
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}
