import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
await import('./build.mjs');
const { status } = spawnSync(process.execPath, ['dist/bench/index.js', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
