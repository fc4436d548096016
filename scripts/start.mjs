// The main job in one command: installs and builds what is missing, then lets the sandbox show it.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
await import('./build.mjs');
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', 'dist/demo/index.js', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
