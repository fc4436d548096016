#!/usr/bin/env node
// The command line's front door: committed as it is, and builds what is missing when it is first used.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../scripts/ensure-installed.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const built = path.join(root, 'dist', 'cli', 'index.js');

/** Whether a source file is newer than the built command line. */
function isStale() {
  if (!existsSync(built)) return true;
  const since = statSync(built).mtimeMs;
  return ['cli', 'functions', 'shared', 'docs/roles'].some((room) =>
    readdirSync(path.join(root, room), { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && statSync(path.join(entry.parentPath, entry.name)).mtimeMs > since,
    ),
  );
}

ensureInstalled();
if (isStale()) {
  // Itself alone: a sandbox that runs meanwhile keeps its functions.
  const { buildCli } = await import('../scripts/bundle.mjs');
  await buildCli();
}
// By require: import would first read the whole bundle for the names that it exports, which takes longer than to run it.
createRequire(import.meta.url)(built);
