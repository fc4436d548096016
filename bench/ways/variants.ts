import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What of the build is otherwise than in what is deployed. */
interface Variant {
  readonly en: string;
  readonly zh: string;
  /** Replaced in the source file whose path ends so. */
  readonly replaced?: readonly { readonly file: string; readonly text: string; readonly by: string }[];
  /** Before everything else in index.js. */
  readonly first?: string;
  readonly notRehearsed?: true;
  readonly rehearsedWhole?: true;
  readonly wholeIndex?: true;
  readonly wholeOss?: true;
  readonly notCompiled?: true;
}

const FIRST_TRIP = path.join('functions', 'respond', 'first-trip.ts');
const HTTPX = path.join('httpx', 'lib', 'index.js');
const [ASKS, HAS, READS] = [
  '  const search = searchOwner(signal, run);\n',
  '  const owner = await search.owner;\n',
  'Promise.all([run.journal.read(id, OSS_PATIENCE), bucketIsFit(run)])',
];

/** In all of them: the account's clock is the system's, and to ask it would be a call that the cloud knows nothing of. */
export const BY_THE_SYSTEM = {
  file: path.join('functions', 'platform.ts'),
  text: 'config.endpoint ? sandboxClock(config.endpoint) : Promise.resolve(systemClock)',
  by: 'Promise.resolve(systemClock)',
};

/** The first is what is deployed; the others were rejected. */
export const VARIANTS: readonly Variant[] = [
  { en: 'what is deployed', zh: '实际部署的' },
  { en: 'not compiled ahead', zh: '不预先编译', notCompiled: true },
  { en: 'compiled ahead without a rehearsal', zh: '预先编译，但不排练', notRehearsed: true },
  { en: 'compiled ahead with all that follows the deny', zh: '连同拒绝之后的一切一起预先编译', rehearsedWhole: true },
  { en: 'all files behind an SDK’s index read at once', zh: '一次读入 SDK 索引背后的所有文件', wholeIndex: true },
  { en: 'the OSS client with all that its package loads', zh: '按 OSS 客户端的包原样加载', wholeOss: true },
  {
    en: 'the OSS client loaded behind RAM’s request',
    zh: '发出 RAM 请求之后才加载 OSS 客户端',
    replaced: [
      {
        file: FIRST_TRIP,
        text: READS,
        by: 'new Promise<void>((go) => setTimeout(go, 1)).then(() => Promise.all([run.journal.read(id, OSS_PATIENCE), bucketIsFit(run)]))',
      },
      {
        file: FIRST_TRIP,
        text: 'const counted = cap.load(OSS_PATIENCE);',
        by: 'const counted = new Promise<void>((go) => setTimeout(go, 1)).then(() => cap.load(OSS_PATIENCE));',
      },
    ],
  },
  {
    en: 'the journal read first, then the owner asked',
    zh: '先读日志，再查所有者',
    replaced: [
      { file: FIRST_TRIP, text: ASKS, by: '' },
      {
        file: FIRST_TRIP,
        text: HAS,
        by: `  await Promise.allSettled([journal, counted]);\n${ASKS}${HAS}`,
      },
    ],
  },
  {
    en: 'RAM’s connection opened while the function loads',
    zh: '加载函数时就打开到 RAM 的连接',
    replaced: ['http', 'https'].map((name) => ({
      file: HTTPX,
      text: `const ${name}Agent = new ${name}.Agent({ keepAlive: true });`,
      by: `const ${name}Agent = ${name}.globalAgent;`,
    })),
    first:
      "require('https').request(process.env.TOURNIQUET_ENDPOINT, { method: 'HEAD' }).on('error', () => {}).end();\n",
  },
  {
    en: 'a connection for each call to RAM',
    zh: '每次调用 RAM 都新建连接',
    first: "require('http').Agent.prototype.keepSocketAlive = () => false;\n",
  },
];

interface Builder {
  onLoad(
    options: { readonly filter: RegExp },
    load: (args: {
      readonly path: string;
    }) => Promise<{ readonly contents: string; readonly loader: string } | undefined>,
  ): void;
}

/** Builds respond that way into a folder; resolves with its entry. Throws Error where what is to be replaced is not there. */
export async function buildVariant(variant: Variant, folder: string): Promise<string> {
  const from = (file: string) => import(pathToFileURL(path.resolve(file)).href);
  const { buildFunction } = await from('scripts/bundle.mjs');
  const { lazyFiles } = await from('scripts/lazy-files.mjs');
  const { leanOss } = await from('scripts/lean-oss.mjs');
  const all = [BY_THE_SYSTEM, ...(variant.replaced ?? [])];
  const left = new Set(all);
  const replaced = {
    name: 'replaced',
    setup(builder: Builder) {
      builder.onLoad(
        { filter: /(platform\.ts|first-trip\.ts|httpx[/\\]lib[/\\]index\.js)$/ },
        async ({ path: file }) => {
          let contents = await readFile(file, 'utf8');
          for (const one of all) {
            if (!file.endsWith(one.file) || !contents.includes(one.text)) continue;
            contents = contents.replace(one.text, () => one.by);
            left.delete(one);
          }
          return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
        },
      );
    },
  };
  await buildFunction('respond', folder, {
    plugins: [...(variant.wholeIndex ? [] : [lazyFiles]), ...(variant.wholeOss ? [] : [leanOss]), replaced],
    ...(variant.notRehearsed ? { args: [] } : {}),
    ...(variant.rehearsedWhole ? { args: ['--rehearse=whole'] } : {}),
  });
  for (const { text } of left) throw new Error(`"${variant.en}" replaces what is not there: ${text.trim()}`);
  if (variant.notCompiled)
    for (const file of await readdir(folder, { recursive: true }))
      if (file.endsWith('.v8')) rmSync(path.join(folder, file));
  const entry = path.join(folder, 'index.js');
  writeFileSync(entry, `${variant.first ?? ''}${readFileSync(entry, 'utf8')}`);
  return entry;
}
