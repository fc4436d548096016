import { clockOf, type FcContext, type Run, runWith } from '../functions/platform';
import { type Identity, openFunctionSession } from '../sandbox/identities';
import type { RunningSandbox } from '../sandbox/start';
import type { Clock } from '../shared/clock';
import { loadConfig } from '../shared/config';
import { type FunctionName, roleName } from '../shared/ram-policy/role-rights';

let runs = 0;

/**
 * A run as the platform would make it for the function, in the sandbox's account, under the function's own role.
 * `clock`: another than the sandbox's, where a test moves the time within a run; `identity`: a person at the command line.
 */
export async function aRun(
  sandbox: RunningSandbox,
  env: Readonly<Record<string, string>> = {},
  role: FunctionName = 'respond',
  clock?: Clock,
  identity: Identity = openFunctionSession(sandbox.world, roleName(role), roleName(role)),
): Promise<Run> {
  const config = loadConfig({ ...sandbox.endpointEnv, ...env });
  runs += 1;
  const context: FcContext = {
    requestId: `request-${runs}`,
    credentials: identity,
    function: { name: roleName(role), timeout: 120 },
    accountId: sandbox.accountId,
  };
  const run = await runWith(config, context, clock ?? (await clockOf(config)));
  run.log.level = process.env['DEBUG'] ? 'debug' : 'silent';
  return run;
}
