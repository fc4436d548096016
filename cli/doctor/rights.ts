import { connectSetup } from '../../shared/aliyun';
import { ifThere } from '../../shared/aliyun/call';
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
      Promise.all(
        wanted.policies.map(
          async ({ name }) => [name, await ifThere(run.cloud.ram.getPolicy({ name, type: 'Custom' }))] as const,
        ),
      ),
    ]);
    const there = documents.flatMap(([name, policy]) =>
      policy === undefined ? [] : [[name, policy.document] as const],
    );
    return judgeRole(wanted, { trust, carried, documents: new Map(there) });
  } catch (error) {
    return [couldNotCheck(`the role ${wanted.name}: ${messageOf(error)}`)];
  }
}
