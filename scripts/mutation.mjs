// npm run test:mutation: changes the deciding rooms' lines one by one and sees whether a test notices, then tells the
// score by room and holds it to its floor. Arguments are Stryker's: `-- --mutate shared/signal/parse.ts` for one file.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
const run = (name, ...args) =>
  spawnSync(process.execPath, [`node_modules/${name}`, ...args], { stdio: 'inherit' }).status ?? 1;
const broken = run('@stryker-mutator/core/bin/stryker.js', 'run', ...process.argv.slice(2));
process.exit(broken || run('jest/bin/jest.js', 'test/worst-day/mutation/'));
