// Builds what is deployed (dist/respond, dist/investigate, dist/hygiene: one self-contained folder each) and what runs
// here (dist/cli, dist/sandbox: their packages stay in node_modules).
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  loader: { '.html': 'text', '.css': 'text' },
};

/** Packages that several others load: one file for each, so that no bundle holds them twice. */
const SHARED_PACKAGES = ['@darabonba/typescript', '@alicloud/openapi-core', '@alicloud/credentials'];
const vendorFile = (name) => `${name.replaceAll('/', '__').replaceAll('@', '')}.js`;

/**
 * A package that is imported dynamically gets a file of its own under vendor/, read when the import runs: what
 * containment does not need costs nothing before the deny.
 */
function vendored(wanted, fromVendor) {
  const external = (name) => {
    wanted.add(name);
    return { path: `./${fromVendor ? '' : 'vendor/'}${vendorFile(name)}`, external: true };
  };
  return {
    name: 'vendored',
    setup(builder) {
      builder.onResolve({ filter: /^[@a-z]/ }, (args) => {
        if (args.path.startsWith('node:')) return undefined;
        if (SHARED_PACKAGES.includes(args.path) && args.kind !== 'entry-point') return external(args.path);
        if (args.kind === 'dynamic-import' && !fromVendor) return external(args.path);
        return undefined;
      });
    },
  };
}

async function buildFunction(name) {
  const outdir = path.join('dist', name);
  rmSync(path.join(root, outdir), { recursive: true, force: true });
  const wanted = new Set();
  await build({
    ...common,
    entryPoints: { index: `functions/${name}/handler.ts` },
    outdir,
    plugins: [vendored(wanted, false)],
    // A native import() would read a CommonJS file's names by guess; a require at that moment reads them as they are.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
  });
  const done = new Set();
  for (let open = [...wanted]; open.length > 0; open = [...wanted].filter((p) => !done.has(p))) {
    for (const name of open) {
      done.add(name);
      await build({
        ...common,
        stdin: { contents: `module.exports = require(${JSON.stringify(name)})`, resolveDir: root },
        outfile: path.join(outdir, 'vendor', vendorFile(name)),
        external: ['proxy-agent'],
        // The entry itself must be bundled; what it shares with others must not.
        plugins: [vendoredExcept(name, wanted)],
        minify: true,
        keepNames: true,
      });
    }
  }
}

function vendoredExcept(entry, wanted) {
  const plugin = vendored(wanted, true);
  return {
    name: 'vendored-except',
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^${entry}$`) }, async (args) => {
        if (args.pluginData === 'resolved') return undefined;
        return builder.resolve(args.path, { kind: args.kind, resolveDir: args.resolveDir, pluginData: 'resolved' });
      });
      plugin.setup({
        ...builder,
        onResolve: (options, callback) =>
          builder.onResolve(options, (args) => (args.path === entry ? undefined : callback(args))),
      });
    },
  };
}

async function buildLocal(name, entry) {
  await build({
    ...common,
    packages: 'external',
    entryPoints: { index: entry },
    outdir: path.join('dist', name),
    sourcemap: 'linked',
  });
}

const functions = ['respond', 'investigate', 'hygiene'].filter((name) =>
  existsSync(path.join(root, 'functions', name, 'handler.ts')),
);
const local = [
  ['cli', 'cli/main.ts'],
  ['sandbox', 'sandbox/main.ts'],
  ['demo', 'sandbox/demo/main.ts'],
  ['bench', 'bench/main.ts'],
].filter(([, entry]) => existsSync(path.join(root, entry)));
await Promise.all([...functions.map(buildFunction), ...local.map(([name, entry]) => buildLocal(name, entry))]);
