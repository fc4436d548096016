import { startSandbox } from '../sandbox/start';
import { roleName } from '../shared/ram-policy/role-rights';
import { type Benchmark, median, ms } from './result';

const ROUNDS = 7;
/** A round trip to the cloud inside one region, and one that is slow. */
const LATENCIES_MS = [20, 80];

/** From the signal's arrival at a warm and a cold function to the deny, in time and in cloud round trips. */
async function run() {
  const figures: Record<string, string | number> = { rounds: ROUNDS };
  for (const latencyMs of LATENCIES_MS) {
    for (const named of [true, false]) {
      const cold: number[] = [];
      const warm: number[] = [];
      const memory: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const sandbox = await startSandbox({ scenario: 'console-takeover', latencyMs });
        try {
          cold.push(await once(sandbox, named, memory));
          // The same instance again, for a user who is not contained yet.
          const state = sandbox.keys.get('finance');
          if (!state) throw new Error('The scenario has no key named finance.');
          warm.push(await once(sandbox, named, memory, state.key.accessKeyId, state.user?.name));
        } finally {
          await sandbox.stop();
        }
      }
      const label = `${latencyMs} ms a call, user ${named ? 'named' : 'not named'}`;
      figures[`${label}: cold (median)`] = `${ms(median(cold))} = ${(median(cold) / latencyMs).toFixed(1)} round trips`;
      figures[`${label}: warm (median)`] = `${ms(median(warm))} = ${(median(warm) / latencyMs).toFixed(1)} round trips`;
      figures[`${label}: largest memory of respond`] = `${(Math.max(...memory) / 2 ** 20).toFixed(0)} MB`;
    }
  }
  return { question: 'how long from the signal to the deny, as the calls log shows it?', figures };
}

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

async function once(
  sandbox: Sandbox,
  named: boolean,
  memory: number[],
  accessKeyId = sandbox.identities.leaked?.accessKeyId,
  userName = 'ci-deploy',
): Promise<number> {
  const before = sandbox.kernel.calls.all().length;
  const startedMs = Date.now();
  const done = await sandbox.fc.invoke(roleName('respond'), { accessKeyId, ...(named ? { userName } : {}) });
  if (done.error) throw new Error(done.error.errorMessage);
  memory.push(done.peakRssBytes);
  const attach = sandbox.kernel.calls
    .all()
    .slice(before)
    .find(({ action }) => action === 'AttachPolicyToUser');
  if (!attach) throw new Error('Nothing was attached.');
  return Date.parse(attach.time) - startedMs;
}

export const signalToDeny: Benchmark = { name: 'signal-to-deny', run };
