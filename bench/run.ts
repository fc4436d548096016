import { type Run, runWith } from '../functions/platform';
import type { RunningSandbox } from '../sandbox/start';
import type { Clock } from '../shared/clock';
import { loadConfig } from '../shared/config';
import { type FunctionName, roleName } from '../shared/ram-policy/role-rights';

/** A run of a function in this process, by a clock that is handed in, under the function's own role. */
export async function aRun(
  sandbox: RunningSandbox,
  role: FunctionName,
  clock: Clock,
  { id, timeoutSeconds }: { readonly id: string; readonly timeoutSeconds: number },
): Promise<Run> {
  const context = {
    requestId: id,
    credentials: sandbox.openFunctionSession(role),
    function: { name: roleName(role), timeout: timeoutSeconds },
    accountId: sandbox.accountId,
  };
  const run = await runWith(loadConfig(sandbox.endpointEnv), context, clock);
  run.log.level = 'silent';
  return run;
}
