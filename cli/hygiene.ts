import { type HygieneResult, hygiene } from '../functions/hygiene/hygiene';
import { maskKey } from '../shared/ids';
import { EXIT, type ExitCode } from './exit';
import { nextOfText } from './next-step';
import { jsonLine, printable, printableLines } from './printable';
import type { CliRun } from './run';

/** The nightly look taken here and now: the same report and alert. Exit code 3 when something could not be checked. */
export async function hygieneCommand({ run, config }: CliRun, json: boolean): Promise<ExitCode> {
  const result = await hygiene(Buffer.from(JSON.stringify({ command: 'hygiene' })), run);
  if (json) process.stdout.write(jsonLine(result));
  else {
    const { keys, users, findings, couldNotCheck, report } = result;
    process.stdout.write(
      `${keys.total} AccessKeys of ${users} users${result.complete ? '' : ', as far as they could be read'}: ${findings} findings, ${couldNotCheck} could not be checked.\n` +
        (report === null ? '' : `Report: oss://${config.evidence.bucket}/${report}\n`),
    );
    for (const why of result.why ?? []) process.stderr.write(`could not check: ${printable(why)}\n`);
    const todo = nextOfText((result.why ?? []).join('; '));
    if (todo !== undefined) process.stderr.write(`${todo}\n`);
    if (result.idleKeys) process.stdout.write(printableLines(idleLines(result.idleKeys).join('\n')));
  }
  return result.couldNotCheck > 0 || !result.complete ? EXIT.unchecked : EXIT.done;
}

type IdleKeys = NonNullable<HygieneResult['idleKeys']>;

const RUNGS: Readonly<Record<IdleKeys['steps'][number]['rung'], string>> = {
  warn: 'warn of',
  'warn-again': 'warn a second time of',
  announce: 'announce as the next to be switched off',
  disable: 'switch off',
};

/** What the timer's next night would do about keys that nobody uses, as things stand. */
function idleLines({ refused, steps, waits }: IdleKeys): string[] {
  if (refused !== null) return [`Unused keys: the next night would do nothing: ${refused}.`, ''];
  return [
    `Unused keys: the next night would take ${steps.length} steps${steps.length > 0 ? ':' : '.'}`,
    ...steps.map(
      ({ rung, accessKeyId, user, reason }) => `  ${RUNGS[rung]} ${maskKey(accessKeyId)} of ${user}: ${reason}`,
    ),
    ...waits.map(
      ({ accessKeyId, user, reason }) => `  leave ${maskKey(accessKeyId)} of ${user} where it is: ${reason}`,
    ),
    '',
  ];
}
