import type { DeadLetters } from './eventbridge/dead-letters';
import type { FcOptions } from './fc';
import { openFunctionSession } from './identities';
import type { SandboxKernel } from './kernel/kernel';
import { CloudError } from './kernel/types';
import type { World } from './world/world';

/**
 * What Function Compute does under a function's own role, and so only if that role may: it writes what the function
 * printed (log:PostLogStoreLogs), and sends what failed for good to its destination (mns:SendMessage). Without the
 * right it is lost, and said on standard error. Function Compute, "Configure logging" and "Configure destinations".
 */
export function platformRights(
  world: World,
  kernel: SandboxKernel,
  deadLetters: DeadLetters,
): Pick<FcOptions, 'onFailed' | 'onRun'> {
  const { region, accountId } = world;
  const told = new Set<string>();
  const may = (roleName: string, action: string, resource: string): boolean => {
    const { accessKeyId } = openFunctionSession(world, roleName, roleName);
    const caller = kernel.identify(accessKeyId);
    if (caller === undefined) return false;
    try {
      kernel.authorise(caller, { actions: [action], resources: [resource] }, 'NoPermission');
      return true;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const loss = `sandbox fc: the role ${roleName} has no ${action} on ${resource}\n`;
      if (!told.has(loss)) process.stderr.write(loss);
      told.add(loss);
      return false;
    }
  };
  return {
    onRun: ({ roleName, logs }) => {
      if (logs)
        may(
          roleName,
          'log:PostLogStoreLogs',
          `acs:log:${region}:${accountId}:project/${logs.project}/logstore/${logs.logstore}`,
        );
    },
    onFailed: ({ functionName, roleName, destination, event, why }) => {
      if (destination !== undefined && may(roleName, 'mns:SendMessage', destination))
        deadLetters.put(destination, { from: functionName, why, event });
    },
  };
}
