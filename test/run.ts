import { type FcContext, type Run, runWith } from '../functions/platform';
import { type Identity, openFunctionSession } from '../sandbox/identities';
import type { SandboxClock } from '../sandbox/kernel/clock';
import type { RunningSandbox } from '../sandbox/start';
import { type Clock, systemClock } from '../shared/clock';
import { loadConfig } from '../shared/config';
import { type FunctionName, roleName } from '../shared/ram-policy/role-rights';

const BUSY_MACHINE = 4;
let runs = 0;

/**
 * A run as the platform would make it for the function, in the sandbox's account, under the function's own role.
 * `clock`: another than the account's own without the waiting; `identity`: a person at the command line.
 */
export async function aRun(
  sandbox: RunningSandbox,
  env: Readonly<Record<string, string>> = {},
  role: FunctionName = 'respond',
  clock?: Clock,
  identity: Identity = openFunctionSession(sandbox.world, roleName(role), roleName(role)),
  timeLimitSeconds = 120,
): Promise<Run> {
  const config = loadConfig({ ...sandbox.endpointEnv, ...env });
  runs += 1;
  const context: FcContext = {
    requestId: `request-${runs}`,
    credentials: identity,
    function: { name: roleName(role), timeout: timeLimitSeconds },
    accountId: sandbox.accountId,
  };
  const run = await runWith(config, context, clock ?? withoutWaiting(sandbox.clock));
  run.log.level = process.env['DEBUG'] ? 'debug' : 'silent';
  return run;
}

/**
 * The account's own time, in which a wait passes at once: a pace of two calls a second is kept by the account's clock, and
 * the account counts by the same. Who waits for the same moment beside another waits with him, not after him.
 */
export function withoutWaiting(account: SandboxClock): Clock {
  let skippedMs = 0;
  const elapsedMs = (): number => systemClock.elapsedMs() + skippedMs;
  return {
    now: () => account.now(),
    elapsedMs,
    // That the machine is busy is not the account's affair: half a second passes quickly where five files are tried at once.
    after: (ms, ring) => systemClock.after(ms * BUSY_MACHINE, ring),
    async sleep(ms) {
      const untilMs = elapsedMs() + ms;
      await new Promise((resolve) => setImmediate(resolve));
      const leftMs = Math.max(0, untilMs - elapsedMs());
      skippedMs += leftMs;
      account.advance(leftMs);
    },
  };
}
