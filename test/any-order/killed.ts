import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { RunningSandbox } from '../../sandbox/start';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import type { Kill } from './operations';

export const DIST = path.resolve(__dirname, '../../dist');
/** What runs a function in a process of its own, which knows nothing but the function. */
export const RUNNER = `
const [bundle, event, context] = process.argv.slice(1);
process.on('exit', () => console.log('peak ' + process.resourceUsage().maxRSS));
require(bundle).handler(Buffer.from(event), JSON.parse(context)).then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => { console.error(error); process.exitCode = 1; },
);`;

export interface Ended {
  readonly output: string;
  /** It came to its own end, and to a good one. */
  readonly ok: boolean;
  /** It came as far as the call where it was to die. */
  readonly isKilled: boolean;
}

/** A deployed function's invocation, in a process that dies where `kill` says, if it comes that far. */
export function invokedAndKilled(
  sandbox: RunningSandbox,
  name: FunctionName,
  event: Buffer,
  kill: Kill,
  dist = DIST,
): Promise<Ended> {
  const context = {
    requestId: `killed-${sandbox.kernel.calls.all().length}`,
    credentials: sandbox.openFunctionSession(name),
    function: { name: roleName(name), timeout: 120 },
    accountId: sandbox.accountId,
  };
  const bundle = path.join(dist, name, 'index.js');
  return killed(sandbox, ['-e', RUNNER, bundle, event.toString(), JSON.stringify(context)], {}, kill);
}

/** The built command line, likewise. */
export function commandKilled(sandbox: RunningSandbox, args: readonly string[], kill: Kill): Promise<Ended> {
  const { accessKeyId, accessKeySecret } = sandbox.identities.admin;
  const credentials = {
    HOME: '/nonexistent',
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  return killed(sandbox, [path.join(DIST, 'cli/index.js'), ...args], credentials, kill);
}

async function killed(
  sandbox: RunningSandbox,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  kill: Kill,
): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...sandbox.endpointEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const disarm = arm(sandbox, child, kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  disarm();
  // What it had sent before it died arrives.
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { output, ok: code === 0, isKilled: child.killed };
}

/** The account's front doors ask for a fault before each call, whatever its kind: that is where the process dies. */
function arm({ kernel }: RunningSandbox, child: ChildProcess, kill: Kill): () => void {
  let calls = 0;
  kernel.takeFault = (service, action) => {
    calls += 1;
    // What it had sent before, beside the call that it died in.
    if (child.killed) return 'reset';
    if (calls !== kill.at && `${service} ${action}` !== kill.at) return kernel.faults.take(service, action);
    child.kill('SIGKILL');
    return kill.done ? 'timeout' : 'reset';
  };
  return () => {
    Reflect.deleteProperty(kernel, 'takeFault');
  };
}
