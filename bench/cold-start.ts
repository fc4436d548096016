import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Benchmark, median, ms, ratio } from './result';

const ROUNDS = 15;

/** What the respond function is started with, as the platform would: the event names a key and its user. */
const RUNNER = `
const { handler } = require(process.argv[1]);
const event = Buffer.from(JSON.stringify({ accessKeyId: 'LTAI5tBenchmarkKey000001', userName: 'ci-deploy' }));
handler(event, {
  requestId: 'bench', accountId: '1234567890123456', region: 'cn-hangzhou',
  credentials: { accessKeyId: 'STS.bench', accessKeySecret: 'bench', securityToken: 'bench' },
  function: { name: 'ak-tourniquet-respond', timeout: 60 },
}).catch(() => undefined);
`;

/** A process's start until its first RAM request is on the wire, beside a node that does nothing but one request. */
async function run() {
  const arrivals: ((action: string) => void)[] = [];
  const server = createServer((request, response) => {
    const action = String(request.headers['x-acs-action'] ?? request.method);
    for (const arrived of arrivals) arrived(action);
    request.resume();
    // No answer that anything could go on from: only the first request counts.
    response.writeHead(request.method === 'HEAD' ? 200 : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const respond = path.resolve('dist', 'respond', 'index.js');
  const empty: number[] = [];
  const request: number[] = [];
  const full: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    empty.push(await untilExit(['-e', '']));
    request.push(await untilArrival(arrivals, 'GET', ['-e', `require('http').get('${url}')`], {}));
    full.push(await untilArrival(arrivals, 'ListAccessKeys', ['-e', RUNNER, respond], environment(url)));
  }
  server.close();
  return {
    question: 'how long from the start of the process to the first RAM request on the wire?',
    figures: {
      'an empty node, start to exit (median)': ms(median(empty)),
      'a node that sends one plain request (median)': ms(median(request)),
      'respond, first RAM request (median)': ms(median(full)),
      'respond beside the plain request': ratio(median(full), median(request)),
      rounds: ROUNDS,
    },
  };
}

function environment(url: string): Record<string, string> {
  return {
    TOURNIQUET_MODE: 'enforce',
    TOURNIQUET_EVIDENCE_BUCKET: 'bench-bucket',
    TOURNIQUET_STATE_KEY: 'x'.repeat(32),
    TOURNIQUET_WEBHOOK_URL: `${url}/webhook`,
    TOURNIQUET_ENDPOINT: url,
  };
}

async function untilExit(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
  return performance.now() - started;
}

async function untilArrival(
  arrivals: ((action: string) => void)[],
  action: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const started = performance.now();
  const arrived = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${action} within 10 s`)), 10_000);
    arrivals.push((seen) => {
      if (seen !== action) return;
      clearTimeout(late);
      resolve(performance.now() - started);
    });
  });
  const child = spawn(process.execPath, args, { stdio: 'ignore', env: { PATH: process.env['PATH'], ...env } });
  try {
    return await arrived;
  } finally {
    arrivals.length = 0;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

export const coldStart: Benchmark = { name: 'cold-start', run };
