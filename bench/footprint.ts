import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InvocationResult } from '../sandbox/fc';
import { type RunningSandbox, startSandbox } from '../sandbox/start';
import { type FunctionName, roleName } from '../shared/ram-policy/role-rights';
import { type Benchmark, median, type Rows, spread } from './result';

const ROUNDS = 9;
const MB = 1_000_000;
const MIB = 2 ** 20;
const TIMER = { triggerTime: '', triggerName: 'nightly', payload: '' };
const AIMS: Readonly<Record<string, readonly [string, string]>> = { respond: ['1.5', '128'] };

/** What each function brings with it, and what it takes of memory when it has done its work once. */
async function run(given = String(ROUNDS)) {
  const memory: Record<FunctionName, number[]> = { respond: [], investigate: [], hygiene: [] };
  for (let round = 0; round < Number(given); round += 1) {
    const sandbox = await startSandbox({ scenario: 'console-takeover' });
    try {
      for (const name of ['respond', 'investigate', 'hygiene'] as const)
        memory[name].push(await peakMib(sandbox, name));
    } finally {
      await sandbox.stop();
    }
  }
  const table = (Object.keys(memory) as FunctionName[]).map((name): Rows => {
    const { main, all, files, packages, unbundled } = sizesOf(name);
    const [aimSize = '', aimMemory = ''] = AIMS[name] ?? [];
    const cells = [
      ...[name, (main / MB).toFixed(2), aimSize, (all / MB).toFixed(2), String(files), String(packages)],
      ...[(unbundled / MB).toFixed(1), `${(all / unbundled).toFixed(2)} ×`],
      ...[median(memory[name]).toFixed(0), spread(memory[name]), aimMemory],
    ];
    return { en: cells, zh: cells };
  });
  const en = [
    ...['Function', '`main.js`, MB', 'Aim', 'Whole folder, MB', 'Files', 'Packages in it'],
    ...['These packages unbundled, MB', 'Folder beside them', 'Memory at its most, MiB', 'Spread, MiB', 'Aim'],
  ];
  return {
    question: 'how large is each function, and how much memory does it take?',
    figures: Object.fromEntries(
      table.map(({ en: [name = '', ...cells] }) => [
        name,
        cells
          .map((cell, at) => cell && `${en[at + 1]} ${cell}`)
          .filter(Boolean)
          .join('; '),
      ]),
    ),
    table: {
      en: { columns: en, rows: table.map((row) => row.en) },
      zh: {
        columns: [
          ...['函数', '`main.js`（MB）', '目标', '整个目录（MB）', '文件数', '其中的软件包'],
          ...['这些软件包未打包（MB）', '目录与之比', '内存峰值（MiB）', '范围（MiB）', '目标'],
        ],
        rows: table.map((row) => row.zh),
      },
    },
  };
}

/** The largest resident set of one run: respond contains, what it hands over is investigate's, hygiene takes its night. */
async function peakMib(sandbox: RunningSandbox, name: FunctionName): Promise<number> {
  const accessKeyId = sandbox.identities.leaked?.accessKeyId;
  const done =
    name === 'investigate'
      ? await handedOver(sandbox)
      : await sandbox.fc.invoke(roleName(name), name === 'respond' ? { accessKeyId, userName: 'ci-deploy' } : TIMER);
  if (done.error) throw new Error(`${name}: ${done.error.errorMessage}`);
  return done.peakRssBytes / MIB;
}

async function handedOver({ fc }: RunningSandbox): Promise<InvocationResult> {
  for (const untilMs = Date.now() + 60_000; Date.now() < untilMs; await sleep(50)) {
    const done = fc.invocations.find(({ functionName }) => functionName === roleName('investigate'));
    if (done) return done;
  }
  throw new Error('Nothing was handed over to investigate.');
}

/** In bytes; the packages are those that the bill of materials names, as they lie in node_modules. */
function sizesOf(name: FunctionName) {
  const folder = path.join('dist', name);
  const { components } = JSON.parse(readFileSync(path.join('dist', `${name}.cdx.json`), 'utf8')) as {
    components: readonly { readonly 'bom-ref': string }[];
  };
  const folders = components.map((one) => one['bom-ref'].split('#')[1] ?? '');
  const files = filesOf(folder);
  return {
    main: statSync(path.join(folder, 'main.js')).size,
    all: bytesOf(files),
    files: files.length,
    packages: folders.length,
    unbundled: folders.reduce((sum, one) => sum + bytesOf(filesOf(one)), 0),
  };
}

const bytesOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Every file of a folder, without the packages that lie in one of its own: they are counted by themselves. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesOf(at);
    return [at];
  });

export const footprint: Benchmark = { name: 'footprint', run };
