import { type InvestigateResult, investigate } from '../functions/investigate/investigate';
import { parseAccessKeyId } from '../shared/ids';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { nextOfText } from './next-step';
import { noIncident, noIncidentNext, sealedOtherwise } from './no-incident';
import { jsonLine, printable } from './printable';
import { progressLine } from './progress';
import type { CliRun } from './run';

/**
 * The investigation of one incident here and now, with its user's own credentials: the same objects, report and alert as
 * the function's. Exit code 3 when part of the evidence could not be had, or another run is at it.
 */
export async function investigateCommand({ run }: CliRun, key: string, json: boolean): Promise<ExitCode> {
  const accessKeyId = parseAccessKeyId(key);
  const incident = await run.journal.read({ accountId: run.accountId, accessKeyId });
  if (incident.entries.length === 0)
    throw (
      sealedOtherwise(incident, run.paths) ??
      new CommandEnded(EXIT.usage, `${noIncident(incident.id)}. ${noIncidentNext(incident.id)}`)
    );
  const progress = progressLine(run.clock);
  const event = Buffer.from(JSON.stringify({ command: 'investigate', accessKeyId, asked: true }));
  const result = await investigate(event, { ...run, onProgress: progress.show }).finally(progress.clear);
  if (json) process.stdout.write(jsonLine(result));
  else if (result.state === 'another run is at it') {
    const { state } = await run.journal.read(incident.id);
    const until = state.look?.leaseUntil;
    process.stdout.write(
      `Another run is at it${until ? `, or has died: it is given up at ${until}, and then this command goes on where it stopped` : ''}. Its report: ${result.reportAt}\n`,
    );
  } else {
    const whole = result.complete ? 'all of it could be read' : 'not all of it could be read: the report says what';
    process.stdout.write(
      result.state === 'finished'
        ? `${result.events} calls of the key, ${whole}. Thief seen: ${isBlind(result) ? 'nobody could look' : result.thiefSeen}.\nReport: ${result.reportAt}\n`
        : `${result.state}. Report: ${result.reportAt}\n`,
    );
    const unread = result.unread ?? [];
    for (const why of unread) process.stderr.write(`could not check ${printable(why)}\n`);
    const todo = nextOfText(unread.join('; '));
    if (todo !== undefined) process.stderr.write(`${todo}\n`);
  }
  return result.state === 'finished' && result.complete ? EXIT.done : EXIT.unchecked;
}

/** Nothing was read, and it could not be: that is no answer to whether a thief is seen. */
const isBlind = ({ events, complete }: InvestigateResult): boolean => events === 0 && complete === false;
