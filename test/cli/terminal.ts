import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import type { RunningSandbox } from '../../sandbox/start';

const CLI = path.resolve(__dirname, '../../dist/cli/index.js');

/** `script` of util-linux gives a program a terminal of its own. */
const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
if (!hasTerminal) process.stderr.write('Skipped: what needs a pseudo-terminal (`script` of util-linux).\n');

export const withTerminal: typeof describe | typeof describe.skip = hasTerminal ? describe : describe.skip;

/** What a person does when the screen shows something: types, or closes the window. */
export type Reaction = readonly [shows: string | RegExp, does: { readonly types: string } | 'closes'];

/** As soon as a person can; and the program has seen what he typed before. */
const CLOSES_AFTER_MS = 300;

export interface Screen {
  readonly code: number | null;
  readonly text: string;
}

/** The built command line in a pseudo-terminal, as its user runs it; each reaction follows the one before it. */
export function inTerminal(
  sandbox: RunningSandbox,
  args: readonly string[],
  reactions: readonly Reaction[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<Screen> {
  const { accessKeyId, accessKeySecret } = sandbox.identities.admin;
  const env = {
    ...{ PATH: process.env['PATH'], HOME: '/nonexistent', TERM: 'xterm', SHELL: '/bin/sh' },
    ...sandbox.endpointEnv,
    ...{ ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    ...more,
  };
  const command = [process.execPath, CLI, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const left = [...reactions];
  let text = '';
  let unread = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      unread += chunk.toString();
      const [shows, does] = left[0] ?? [];
      if (shows === undefined || !new RegExp(shows).test(unread)) return;
      left.shift();
      unread = '';
      if (does === 'closes') setTimeout(() => close(child), CLOSES_AFTER_MS);
      else child.stdin.write(does?.types ?? '');
    });
    child.on('close', (code) => {
      expect(text).not.toContain(accessKeySecret);
      resolve({ code, text: plain(text) });
    });
  });
}

/** The terminal goes away, and whoever runs in it is told so (SIGHUP). */
function close(child: ChildProcess): void {
  child.kill('SIGKILL');
}

/** Without the moves of the cursor, as a person reads it at the end: what a line was written over with stands there. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's own
  const written = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, (move) => (/\[1?G$/.test(move) ? '\r' : ''));
  return written
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '')
    .join('\n');
}
