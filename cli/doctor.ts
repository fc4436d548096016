import { bucketLocks, exclusionsExist, madeBySetup } from './doctor/account';
import { archive } from './doctor/archive';
import { channels } from './doctor/channels';
import { type Check, type Found, lookSafely } from './doctor/check';
import { contacts } from './doctor/contacts';
import { others, responder } from './doctor/deployed';
import { drill } from './doctor/drill';
import { endpoints } from './doctor/endpoints';
import { globalEvents } from './doctor/global-events';
import { rights } from './doctor/rights';
import { leakList, leakNotice, trails } from './doctor/signals';
import { stateKey } from './doctor/state-key';
import { triggers } from './doctor/triggers';
import { EXIT, type ExitCode } from './exit';
import { jsonText, printable } from './printable';
import type { CliRun } from './run';

export interface DoctorOptions {
  readonly send: boolean;
  readonly json: boolean;
  /** Contains and releases a throw-away user, once everything else was looked at. */
  readonly drill: boolean;
  readonly yes: boolean;
}

const MARKS: Readonly<Record<Found['kind'], string>> = {
  ok: 'ok      ',
  problem: 'PROBLEM ',
  'could not check': 'unknown ',
  note: 'note    ',
  'by hand': 'by hand ',
};

/** Of the longest name of a check. */
const ID_WIDTH = 13;

/**
 * Looks at a deployment from end to end, side by side, and says of each part whether it holds and what to do where it
 * does not. Changes nothing; with `send` a test message goes out; with `drill` a throw-away user is contained. Exit code
 * 1 with a problem, 3 where something could not be checked; notes, and what is looked at by hand, count for nothing.
 */
export async function doctorCommand(
  cli: CliRun,
  { send, json, drill: drilled, yes }: DoctorOptions,
): Promise<ExitCode> {
  const checks: readonly Check[] = [
    madeBySetup,
    bucketLocks,
    archive,
    rights,
    exclusionsExist,
    endpoints,
    leakList,
    leakNotice,
    contacts,
    trails,
    globalEvents,
    responder,
    stateKey,
    others,
    triggers,
    channels(send),
  ];
  const results: (readonly [string, readonly Found[]])[] = await Promise.all(
    checks.map(async (check) => [check.id, await lookSafely(check, cli)] as const),
  );
  if (drilled) results.push(['drill', await drill(cli, { yes })]);
  if (json) {
    const found = results.flatMap(([check, all]) => all.map((one) => ({ check, ...one })));
    process.stdout.write(jsonText({ found }));
  } else for (const [id, all] of results) for (const one of all) process.stdout.write(lineOf(id, one));
  const kinds = new Set(results.flatMap(([, all]) => all.map(({ kind }) => kind)));
  if (kinds.has('problem')) return EXIT.failed;
  return kinds.has('could not check') ? EXIT.unchecked : EXIT.done;
}

function lineOf(id: string, found: Found): string {
  const todo = 'todo' in found ? `\n${' '.repeat(MARKS.ok.length + ID_WIDTH + 1)}-> ${printable(found.todo)}` : '';
  return `${MARKS[found.kind]}${id.padEnd(ID_WIDTH)} ${printable(found.what)}${todo}\n`;
}
