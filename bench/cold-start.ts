import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aServer, environment, RUNNER, type Server } from './cold-start/start';
import { type CpuShare, cpuShare } from './cpu';
import { type Benchmark, median, type Rows, spread } from './result';

const ROUNDS = 9;
const SHARES = [0.1, 0.35, 1] as const;

/** A way to start, the request that ends it, and how often as long as an empty node it may take. */
interface Way {
  readonly en: string;
  readonly zh: string;
  readonly until?: RegExp;
  readonly args: readonly string[];
  readonly aim?: number;
}

/** A process's start until its first RAM request is on the wire, at shares of a processor as the platform gives them. `given`: rounds. */
async function run(given = String(ROUNDS)) {
  const count = Number(given);
  const server = await aServer();
  const folder = mkdtempSync(path.join(tmpdir(), 'cold-start-'));
  const bare = path.join(folder, 'respond');
  cpSync('dist/respond', bare, { recursive: true, filter: (file) => !file.endsWith('.v8') });
  const ways: readonly Way[] = [
    { en: 'an empty node, start to exit', zh: '空的 node，从启动到退出', args: ['-e', ''] },
    {
      en: 'a node that sends one plain request',
      zh: '只发一个请求的 node',
      until: /^GET$/,
      args: ['-e', `require('http').get('${server.url}')`],
    },
    {
      en: 'respond, compiled ahead',
      zh: 'respond，预先编译',
      until: /^ListAccessKeys$/,
      args: ['-e', RUNNER, path.resolve('dist/respond/index.js')],
      aim: 1.6,
    },
    {
      en: 'respond, from source',
      zh: 'respond，从源码编译',
      until: /^ListAccessKeys$/,
      args: ['-e', RUNNER, path.join(bare, 'index.js')],
      aim: 2.5,
    },
    {
      en: 'the plain handler, unbundled',
      zh: '普通写法，未打包',
      until: /^ListUsers$/,
      args: ['-e', RUNNER, path.resolve('dist/plain/index.js')],
    },
  ];
  const table: Rows[] = [];
  const figures: Record<string, string | number> = { rounds: count };
  try {
    for (const share of SHARES) {
      const cpu = cpuShare(share);
      if (cpu === undefined) {
        figures[`${share} of a processor`] = 'not measured: this machine lets nobody make a control group';
        continue;
      }
      const times = await rounds(count, ways, cpu, server);
      cpu.end();
      const [empty = Number.NaN, , ahead = Number.NaN, , plain = Number.NaN] = times.map(median);
      for (const [at, way] of ways.entries()) {
        const taken = times[at] ?? [];
        const beside = median(taken) / empty;
        const aim = way.aim === undefined ? '' : `${way.aim} ×`;
        const cells = [median(taken).toFixed(0), spread(taken), `${beside.toFixed(2)} ×`, aim];
        table.push({ en: [String(share), way.en, ...cells], zh: [String(share), way.zh, ...cells] });
        figures[`${share} of a processor: ${way.en}`] = `${median(taken).toFixed(0)} ms = ${beside.toFixed(2)} x empty`;
      }
      const beside = `${(ahead / plain).toFixed(2)} ×`;
      const what = { en: 'respond, compiled ahead, beside the plain handler', zh: 'respond（预先编译）与普通写法之比' };
      table.push({
        en: [String(share), what.en, '', '', beside, '0.25 ×'],
        zh: [String(share), what.zh, '', '', beside, '0.25 ×'],
      });
      figures[`${share} of a processor: ${what.en}`] = beside;
    }
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
  return {
    question: 'how long from the start of the process to the first RAM request on the wire?',
    figures,
    table: {
      en: {
        columns: ['Processor', 'What', 'Median, ms', 'Spread, ms', 'Ratio', 'Aim'],
        rows: table.map(({ en }) => en),
      },
      zh: {
        columns: ['处理器', '内容', '中位数（ms）', '范围（ms）', '比值', '目标'],
        rows: table.map(({ zh }) => zh),
      },
    },
  };
}

/** Every way once a round, so that what the machine does meanwhile falls on all of them. */
async function rounds(count: number, ways: readonly Way[], cpu: CpuShare, server: Server): Promise<number[][]> {
  const times: number[][] = ways.map(() => []);
  for (let round = 0; round < count; round += 1)
    for (const [at, { args, until }] of ways.entries()) times[at]?.push(await untilThere(args, until, cpu, server));
  return times;
}

async function untilThere(
  args: readonly string[],
  until: RegExp | undefined,
  cpu: CpuShare,
  server: Server,
): Promise<number> {
  const env = { PATH: process.env['PATH'], ...environment(server.url) };
  const arrival = until === undefined ? undefined : server.next(until);
  const started = performance.now();
  const [command, all] = cpu.command(process.execPath, args);
  const child = spawn(command, all, { stdio: 'ignore', env });
  const ended = once(child, 'exit');
  await (arrival ?? ended);
  const taken = performance.now() - started;
  child.kill('SIGKILL');
  await ended;
  return taken;
}

export const coldStart: Benchmark = { name: 'cold-start', run };
