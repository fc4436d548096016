import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunningSandbox } from '../../../sandbox/start';
import { roleName } from '../../../shared/ram-policy/role-rights';
import { DIST, RUNNER } from '../../any-order/killed';
import { TIMER } from '../../functions/respond/arrange';
import { anAccountOfSecrets, aReceiver, canariesOf } from './account';

/** Where the kernel puts a core file: into the folder of who crashed, or to a place or program of its own. */
function corePattern(): string {
  try {
    return readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
  } catch {
    return 'absent';
  }
}
const isHere = /^core/.test(corePattern());
if (!isHere) process.stderr.write(`SKIPPED, core files go to "${corePattern()}": what a core file holds\n`);

/** Crashes respond in the middle of containing, where core files are kept. Resolves with what lies there then. */
async function coreOf(sandbox: RunningSandbox, entry: 'index.js' | 'main.js'): Promise<Buffer[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'core-'));
  const context = {
    requestId: 'crashed',
    credentials: sandbox.openFunctionSession('respond'),
    function: { name: roleName('respond'), timeout: 120 },
    accountId: sandbox.accountId,
  };
  const program = [process.execPath, '-e', RUNNER, path.join(DIST, 'respond', entry)];
  const args = ['-c', 'ulimit -c unlimited && exec "$@"', 'sh', ...program];
  const child = spawn('sh', [...args, JSON.stringify(TIMER), JSON.stringify(context)], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...sandbox.endpointEnv },
    stdio: 'ignore',
  });
  sandbox.kernel.takeFault = (service, action) => {
    if (action === 'AttachPolicyToUser') child.kill('SIGABRT');
    return sandbox.kernel.faults.take(service, action);
  };
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  expect(signal).toBe('SIGABRT');
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  rmSync(folder, { recursive: true });
  return files;
}

(isHere ? test : test.skip)('a crash where core files are kept leaves no secret in one', async () => {
  const receiver = await aReceiver();
  const sandbox = await anAccountOfSecrets(receiver);
  try {
    sandbox.publishLeak({ key: 'ci-bot', when: 'found' });
    const found = async (entry: 'index.js' | 'main.js'): Promise<{ files: number; places: string[] }> => {
      const files = await coreOf(sandbox, entry);
      const places = canariesOf(sandbox).flatMap(({ place, secret }) =>
        files.some((file) => file.includes(secret) || file.includes(secret, 'utf16le')) ? [place] : [],
      );
      return { files: files.length, places };
    };
    // The same program past its entry: that there is something to find.
    const past = await found('main.js');
    expect(past.places).toEqual(expect.arrayContaining(['TOURNIQUET_STATE_KEY', "a session's token"]));
    expect(await found('index.js')).toEqual({ files: past.files, places: [] });
  } finally {
    await sandbox.stop();
    await receiver.stop();
  }
});
