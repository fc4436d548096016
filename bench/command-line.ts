import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { StoredObject } from '../sandbox/oss/store';
import { startSandbox } from '../sandbox/start';
import { type Benchmark, median, ms, ratio } from './result';

const ROUNDS = 9;
const INCIDENTS = 1_000;
const LATENCY_MS = 20;
const CLI = path.resolve('dist/cli/index.js');
const run = promisify(execFile);

/** How soon the built command line answers, beside a Node.js that does nothing; and `status` over a thousand incidents. */
async function measure() {
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  try {
    const { admin } = sandbox.identities;
    const env = {
      ...{ PATH: process.env['PATH'], HOME: '/nonexistent', ...sandbox.endpointEnv },
      ALIBABA_CLOUD_ACCESS_KEY_ID: admin.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: admin.accessKeySecret,
    };
    const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
    if (!bucket) throw new Error('The sandbox has no evidence bucket.');
    for (let i = 0; i < INCIDENTS; i += 1) {
      const id = `LTAI5tBench${String(i).padStart(13, '0')}`;
      const object = marker(`ak-tourniquet/status/contained--${sandbox.world.accountId}--${id}`);
      bucket.objects.set(object.key, object);
    }
    const took: Record<'node' | 'help' | 'status', number[]> = { node: [], help: [], status: [] };
    const before = sandbox.kernel.calls.all().length;
    let listed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      took.node.push((await timed(['-e', '0'], env)).tookMs);
      took.help.push((await timed([CLI, '--help'], env)).tookMs);
      const status = await timed([CLI, 'status'], env);
      took.status.push(status.tookMs);
      listed = status.stdout.match(/LTAI5tBench/g)?.length ?? 0;
    }
    const calls = sandbox.kernel.calls.all().slice(before);
    return {
      question: 'how soon does the command line answer?',
      figures: {
        'node -e 0 (median)': ms(median(took.node)),
        '--help (median)': ms(median(took.help)),
        '--help beside node -e 0': ratio(median(took.help), median(took.node)),
        [`status over ${listed} incidents at ${LATENCY_MS} ms a call (median)`]: ms(median(took.status)),
        'status: calls to OSS': calls.filter(({ service }) => service === 'oss').length / ROUNDS,
      },
    };
  } finally {
    await sandbox.stop();
  }
}

async function timed(args: readonly string[], env: NodeJS.ProcessEnv) {
  const started = performance.now();
  const { stdout } = await run(process.execPath, args, { env, maxBuffer: 1 << 24 });
  return { tookMs: performance.now() - started, stdout };
}

const marker = (key: string): StoredObject => ({
  ...{ key, body: Buffer.alloc(0), etag: '0', contentType: 'application/json', headers: {}, type: 'Normal' },
  lastModified: new Date(),
});

export const commandLine: Benchmark = { name: 'command-line', run: measure };
