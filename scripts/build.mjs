// Builds what is deployed (dist/respond, dist/investigate, dist/hygiene: one self-contained folder each) and what runs
// here (dist/cli, dist/sandbox: their packages stay in node_modules).
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunction, buildLocal } from './bundle.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
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
