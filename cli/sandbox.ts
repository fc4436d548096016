import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CommandEnded, EXIT, type ExitCode } from './exit';

/** From `dist/cli`, where the command line runs. */
const SCRIPT = path.resolve(__dirname, '../../scripts/sandbox.mjs');

/** The sandbox in a process of its own, with this one's terminal and signals, until it ends. */
export function sandboxCommand(options: readonly string[]): Promise<ExitCode> {
  if (!existsSync(SCRIPT))
    throw new CommandEnded(EXIT.failed, `The sandbox is part of the project's checkout, and ${SCRIPT} is not there.`);
  const child = spawn(process.execPath, [SCRIPT, ...options], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; whoever stops only this process means the sandbox.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code === 0 || signal !== null ? EXIT.done : EXIT.failed));
  });
}
