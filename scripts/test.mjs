// npm test on a fresh clone: installs, builds what the tests drive and checks style and types meanwhile, runs jest. With
// --long and a folder of test/worst-day: every case of it, where npm test tries a sample.
import { spawn } from 'node:child_process';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();

/** Resolves when it ended well; a failure ends this process with its exit code. */
async function run(name, ...args) {
  // A test file lives briefly and makes much that dies young: jest hands this on to its workers.
  const node = ['--max-semi-space-size=64', `node_modules/${name}`, ...args];
  const child = spawn(process.execPath, node, { stdio: 'inherit' });
  const [status] = await new Promise((resolve) => child.on('close', (...ended) => resolve(ended)));
  if (status !== 0) process.exit(status ?? 1);
}

const [first, ...rest] = process.argv.slice(2);
const isLong = first === '--long';
if (isLong) process.env.TEST_LONG = '1';
const given = isLong ? [`test/worst-day/${rest[0]}/`, ...rest.slice(1)] : process.argv.slice(2);
const checks =
  given.length > 0 ? [] : [run('@biomejs/biome/bin/biome', 'check', '.'), run('typescript/bin/tsc', '-p', '.')];
await Promise.all([import('./build.mjs'), ...checks]);
await run('jest/bin/jest.js', ...given);
