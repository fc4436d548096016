import { spawn } from 'node:child_process';
import path from 'node:path';
import type { RunningSandbox } from '../../sandbox/start';

export const CLI = path.resolve(__dirname, '../../dist/cli/index.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the person at the command line has in his environment: his credentials, and what the functions are configured by. */
export function environmentOf({ identities, endpointEnv }: RunningSandbox): Record<string, string | undefined> {
  const { accessKeyId, accessKeySecret } = identities.admin;
  return {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    ...endpointEnv,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
}

/** The built command line as its user runs it: his credentials in the environment, no terminal. `as`: another than this process's. */
export function cli(
  sandbox: RunningSandbox,
  args: readonly string[],
  more: Record<string, string | undefined> = {},
  as: { readonly uid?: number; readonly gid?: number } = {},
): Promise<Ended> {
  const { accessKeySecret } = sandbox.identities.admin;
  const env = { ...environmentOf(sandbox), ...more };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { ...as, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('close', (code) => {
      for (const secret of [accessKeySecret, sandbox.endpointEnv['TOURNIQUET_DINGTALK_SECRET'] ?? '-']) {
        expect(`${stdout}${stderr}`).not.toContain(secret);
      }
      resolve({ code, stdout, stderr });
    });
  });
}
