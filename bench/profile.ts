import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aServer, environment, RUNNER } from './cold-start/start';
import { type Benchmark, median, type Rows } from './result';

const ROUNDS = 9;
const SAMPLED_MICROSECONDS = 100;
const LEAST_SHARE = 0.01;
/** A process that is killed leaves no profile. */
const UNTIL_TOLD = "process.once('message', () => process.exit(0));";

interface Frame {
  readonly functionName: string;
  readonly url: string;
}

/** As `node --cpu-prof` writes it (Chrome DevTools Protocol, Profiler.Profile). */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const PARTS: readonly (readonly [RegExp, string, string])[] = [
  [/^node:vm$/, 'V8 takes in the code that was compiled ahead', 'V8 载入预先编译的代码'],
  [/^node:(fs|buffer)/, 'files read', '读取文件'],
  [/^node:internal\/crypto\/hash$/, 'sums over the files, and signing', '校验文件与签名'],
  [/^node:/, 'Node.js itself', 'Node.js 本身'],
  [/^\(garbage collector\)$/, 'memory tidied up', '内存回收'],
  [/^\(idle\)$/, 'waiting', '等待'],
  [/^\(/, 'V8 and Node.js, not of JavaScript', 'V8 与 Node.js 的非 JavaScript 部分'],
  [/main\.js$/, '`main.js`: our code, the SDK of RAM, pino', '`main.js`：本项目代码、RAM 的 SDK、pino'],
  [/ali-oss\.js$/, 'the OSS client', 'OSS 客户端'],
  [/(darabonba__typescript|openapi-core|credentials)\.js$/, 'Alibaba’s request layer', '阿里云的请求层'],
];

/** Where the time of a start goes, of what is deployed, until the first RAM request is on the wire. `given`: rounds. */
async function run(given = String(ROUNDS)) {
  const folder = mkdtempSync(path.join(tmpdir(), 'profile-'));
  const server = await aServer();
  try {
    for (let round = 0; round < Number(given); round += 1) {
      const sampled = ['--cpu-prof', `--cpu-prof-interval=${SAMPLED_MICROSECONDS}`, `--cpu-prof-dir=${folder}`];
      const args = [...sampled, '-e', UNTIL_TOLD + RUNNER, path.resolve('dist/respond/index.js')];
      const env = { PATH: process.env['PATH'], ...environment(server.url) };
      const there = server.next(/^ListAccessKeys$/);
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env });
      const ended = once(child, 'exit');
      await there;
      child.send({});
      await ended;
    }
    const profiles = readdirSync(folder).map((file) =>
      sharesOf(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as CpuProfile),
    );
    const rows: Rows[] = PARTS.map(([, en, zh]) => ({ en, zh, share: median(profiles.map((one) => one.get(en) ?? 0)) }))
      .filter(({ share }) => share >= LEAST_SHARE)
      .sort((a, b) => b.share - a.share)
      .map(({ en, zh, share }) => {
        const cell = `${(100 * share).toFixed(0)} %`;
        return { en: [en, cell], zh: [zh, cell] };
      });
    return {
      question: 'where does the time go from the start of the process to the first RAM request?',
      figures: Object.fromEntries(rows.map(({ en: [what, share] }) => [what, share ?? ''])),
      table: {
        en: { columns: ['What', 'Share, median'], rows: rows.map(({ en }) => en) },
        zh: { columns: ['内容', '占比（中位数）'], rows: rows.map(({ zh }) => zh) },
      },
    };
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** What part of the samples' time each of {@link PARTS} took. What native code took is its caller's. */
function sharesOf({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const partOf = (id: number | undefined): string => {
    const frame = id === undefined ? undefined : frames.get(id);
    if (frame === undefined) return '';
    const where = frame.url || frame.functionName;
    const known = frame.url || frame.functionName.startsWith('(') ? PARTS.find(([of]) => of.test(where)) : undefined;
    return known?.[1] ?? partOf(callers.get(id ?? 0));
  };
  const taken = new Map<string, number>();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const microseconds = timeDeltas[at] ?? 0;
    const part = partOf(id);
    taken.set(part, (taken.get(part) ?? 0) + microseconds);
    all += microseconds;
  }
  return new Map([...taken].map(([part, microseconds]) => [part, microseconds / all]));
}

export const profile: Benchmark = { name: 'profile', run };
