import { hygiene } from '../functions/hygiene/hygiene';
import { EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

/** The nightly look taken here and now: the same report and alert. Exit code 3 when something could not be checked. */
export async function hygieneCommand({ run, config }: CliRun, json: boolean): Promise<ExitCode> {
  const result = await hygiene(Buffer.from(JSON.stringify({ command: 'hygiene' })), run);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const { keys, users, findings, couldNotCheck, report } = result;
    process.stdout.write(
      `${keys.total} AccessKeys of ${users} users: ${findings} findings, ${couldNotCheck} could not be checked.\n` +
        (report === null ? '' : `Report: oss://${config.evidence.bucket}/${report}\n`),
    );
  }
  return result.couldNotCheck > 0 || !result.complete ? EXIT.unchecked : EXIT.done;
}
