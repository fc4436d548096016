// Builds what needs nothing but Node.js (dist/respond, dist/investigate, dist/hygiene as they are deployed, dist/cli: one
// self-contained folder each) and what runs here (dist/sandbox, dist/demo, dist/bench, dist/plain: their packages stay in
// node_modules).
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCli, buildFunction, buildLocal } from './bundle.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const functions = ['respond', 'investigate', 'hygiene'].filter((name) =>
  existsSync(path.join(root, 'functions', name, 'handler.ts')),
);
const local = [
  ['sandbox', 'sandbox/main.ts'],
  ['demo', 'sandbox/demo/main.ts'],
  ['bench', 'bench/main.ts'],
  ['plain', 'bench/baselines/plain-handler.ts'],
].filter(([, entry]) => existsSync(path.join(root, entry)));
const [built] = await Promise.all([
  Promise.all(functions.map((name) => buildFunction(name))),
  buildCli(),
  ...local.map(([name, entry]) => buildLocal(name, entry)),
]);

// What is deployed, file by file: who wants to know whether his function runs this code compares the hashes.
writeFileSync(path.join(root, 'dist', 'contents.json'), `${JSON.stringify(built, null, 2)}\n`);
for (const { name, files, packages } of built) {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const first = files.find((file) => file.path === 'main.js')?.bytes ?? 0;
  const kb = (count) => `${Math.round(count / 1024)} KB`;
  console.log(
    `dist/${name}: ${files.length} files, ${kb(bytes)} (main.js ${kb(first)}), of ${packages.length} packages`,
  );
}
