import { command } from '../functions/respond/command';
import { parseAccessKeyId } from '../shared/ids';
import { EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

/** The same answer as the function's `{"command":"status"}`, as JSON. */
export async function statusCommand({ run }: CliRun, key: string | undefined): Promise<ExitCode> {
  const answer = await command(run, {
    kind: 'command',
    command: 'status',
    ...(key ? { accessKeyId: parseAccessKeyId(key) } : {}),
  });
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return EXIT.done;
}
