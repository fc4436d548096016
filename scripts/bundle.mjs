// How a folder of dist/ is made: whole, beside the one that is there, then put in its place, so that whoever runs from
// dist/ meets the old one or the new one and never half of it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lazyFiles } from './lazy-files.mjs';
import { leanOss } from './lean-oss.mjs';
import { billOfMaterials } from './materials.mjs';
import { writeNetworks } from './networks.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning',
  loader: { '.html': 'text', '.css': 'text' },
};

/** Packages that several others load: one file for each, so that no bundle holds them twice. */
const SHARED_PACKAGES = ['@darabonba/typescript', '@alicloud/openapi-core', '@alicloud/credentials'];
const vendorFile = (name) => `${name.replaceAll('/', '__').replaceAll('@', '')}.js`;

/** What runs in threads of its own lies beside the entry, whole: a thread is started from a file. */
const THREADS = { 'trail-worker': 'shared/evidence/trail/worker.ts' };
/** Who starts them. */
const WITH_THREADS = ['investigate', 'cli', 'bench'];
/** Who tells addresses' networks and countries. */
const WITH_NETWORKS = ['investigate'];
const threadsOf = (name) => (WITH_THREADS.includes(name) ? THREADS : {});

/** Makes `target` by `make(folder)`, in a folder of its own. */
async function inPlace(target, make) {
  const fresh = `${target}.new-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await make(fresh);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/**
 * A package that is imported dynamically gets a file of its own under vendor/, read when the import runs: what
 * containment does not need costs nothing before the deny.
 */
function vendored(wanted, entry) {
  const external = (name) => {
    wanted.add(name);
    return { path: `./${entry ? '' : 'vendor/'}${vendorFile(name)}`, external: true };
  };
  return {
    name: 'vendored',
    setup(builder) {
      builder.onResolve({ filter: /^[@a-z]/ }, (args) => {
        // The entry itself is bundled; what it shares with others is not.
        if (args.path.startsWith('node:') || args.path === entry) return undefined;
        if (SHARED_PACKAGES.includes(args.path)) return external(args.path);
        if (args.kind === 'dynamic-import' && !entry) return external(args.path);
        return undefined;
      });
    },
  };
}

/**
 * One function as it is deployed. Resolves with what is in it. `otherwise`: what a benchmark builds to measure beside it,
 * with the bundler's plugins and the rehearsal that it names.
 */
export function buildFunction(name, target, otherwise = {}) {
  const args = name === 'respond' ? ['--rehearse'] : [];
  return buildWhole(name, `functions/${name}/handler.ts`, target, { args, ...otherwise });
}

/** The command line. It is run once with `--help`, so that what every command goes through lies there compiled. */
export function buildCli() {
  return buildWhole('cli', 'cli/main.ts', undefined, { args: ['--help'] });
}

/** A folder that needs nothing but Node.js: index.js enters main.js. Resolves with what is in it. */
async function buildWhole(
  name,
  from,
  target = path.join(root, 'dist', name),
  { args, plugins = [lazyFiles, leanOss] },
) {
  const folders = new Set();
  await inPlace(target, async (outdir) => {
    const wanted = new Set();
    const bundle = async (options) => {
      const { metafile } = await build({ ...options, metafile: true });
      for (const input of Object.keys(metafile.inputs)) folders.add(packageFolder(input));
    };
    await bundle({
      ...common,
      entryPoints: { main: from, ...threadsOf(name) },
      outdir,
      plugins: [vendored(wanted), ...plugins],
      // A native import() would read a CommonJS file's names by guess; a require at that moment reads them as they are.
      supported: { 'dynamic-import': false },
      minify: true,
      // Errors and stack traces go by them.
      keepNames: true,
    });
    if (WITH_NETWORKS.includes(name))
      for (const of of await writeNetworks(path.join(outdir, 'networks.bin'))) folders.add(`node_modules/${of.name}`);
    // A package may want others while it is built: a Set's loop meets those, too.
    for (const entry of wanted) {
      await bundle({
        ...common,
        stdin: { contents: `module.exports = require(${JSON.stringify(entry)})`, resolveDir: root },
        outfile: path.join(outdir, 'vendor', vendorFile(entry)),
        external: ['proxy-agent'],
        plugins: [vendored(wanted, entry), ...plugins],
        minify: true,
        keepNames: true,
      });
    }
    copyFileSync(path.join(root, 'scripts/ahead/index.cjs'), path.join(outdir, 'index.js'));
    for (const file of readdirSync(outdir, { recursive: true }))
      if (file.endsWith('.js')) inAscii(path.join(outdir, file));
    compileAhead(outdir, args);
  });
  folders.delete(undefined);
  writeFileSync(`${target}.cdx.json`, billOfMaterials(name, folders));
  return { name, files: filesOf(target), packages: [...new Set([...folders].map(packageIn))].sort() };
}

/**
 * Writes what is not ASCII by its escapes: V8 takes a source of one byte a character in without decoding it, and keeps half
 * as much of it. The bundler leaves templates with a tag as they are, because a tag may read them raw: none of ours does.
 * Throws Error where a backslash stands before such a character, and would come to stand before the escape.
 */
function inAscii(file) {
  const source = readFileSync(file, 'utf8');
  if (/\\[\x80-\uffff]/.test(source))
    throw new Error(`${path.basename(file)}: a backslash before a character beyond ASCII`);
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = source.replace(/[\x80-\uffff]/g, escaped);
  if (ascii !== source) writeFileSync(file, ascii);
}

/** What cannot be compiled ahead is compiled when it runs: the folder is whole without. */
function compileAhead(folder, args) {
  const compile = path.join(root, 'scripts/ahead/compile.cjs');
  const { status, stderr } = spawnSync(process.execPath, ['--hash-seed=1', compile, folder, ...args], {
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  if (status !== 0)
    console.warn(`not compiled ahead: ${path.basename(folder)}: ${/^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr}`);
}

/** The folder, from the project's root, of the package that a bundled file came from; undefined for our own. */
const packageFolder = (input) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];

/** `name@version` of the package in a folder. */
function packageIn(folder) {
  const { name, version } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

/** Every file, what V8 compiled ahead as well: it is code that runs. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => {
      const body = readFileSync(file);
      const sha256 = createHash('sha256').update(body).digest('hex');
      return { path: path.relative(folder, file).split(path.sep).join('/'), bytes: body.length, sha256 };
    });
}

/** What runs here: its packages stay in node_modules. */
export function buildLocal(name, entry) {
  return inPlace(path.join(root, 'dist', name), (outdir) =>
    build({
      ...common,
      packages: 'external',
      entryPoints: { index: entry, ...threadsOf(name) },
      outdir,
      sourcemap: 'linked',
    }),
  );
}
