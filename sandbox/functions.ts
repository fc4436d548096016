import type { DeployedFunction } from './deployment';
import type { FunctionDefinition } from './fc';

/** The functions as they are deployed: what `npm run build` made, with this environment, each under its role. */
export function deployedFunctions(
  deployed: readonly DeployedFunction[],
  env: Readonly<Record<string, string>>,
): Map<string, FunctionDefinition> {
  return new Map(
    deployed.map((one) => [
      one.name,
      {
        bundleDir: one.bundleDir,
        env,
        roleName: one.roleName,
        timeoutSeconds: one.timeoutSeconds,
        memoryMb: one.memoryMb,
        ...(one.maxInstances === undefined ? {} : { maxInstances: one.maxInstances }),
        asyncRetries: one.asyncRetries,
        asyncMaxAgeSeconds: one.asyncMaxAgeSeconds,
        ...(one.onFailure === undefined ? {} : { onFailure: one.onFailure }),
        ...(one.logs === undefined ? {} : { logs: one.logs }),
      },
    ]),
  );
}
