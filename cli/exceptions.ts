import { readFile, stat } from 'node:fs/promises';
import { CloudNotFound } from '../shared/errors';
import { type Exception, parseExceptions, readExceptions } from '../shared/hygiene/exceptions';
import { messageOf } from '../shared/identity/looked';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { ownWords } from './options';
import { jsonText } from './printable';
import type { CliRun } from './run';
import { table } from './table';

const MOST_BYTES = 256 * 1024;

/**
 * Shows what is excepted from the nightly look; with a file, puts its list in the place of what is there, under our seal.
 * Throws HygieneExceptionsInvalid, which names every problem of the list.
 */
export async function exceptionsCommand(
  cli: CliRun,
  file: string | undefined,
  options: Consent & { readonly json: boolean },
): Promise<ExitCode> {
  const exceptions = file === undefined ? await standing(cli) : await replaced(cli, file, options);
  if (options.json) process.stdout.write(jsonText({ schema: 1, exceptions }));
  else if (exceptions.length === 0) process.stderr.write('Nothing is excepted.\n');
  else process.stdout.write(`${table(['check', 'of', 'until', 'reason'], exceptions.map(rowOf))}\n`);
  return EXIT.done;
}

function rowOf({ check, user, accessKeyId, bucket, logProject, until, reason }: Exception): readonly string[] {
  const of = [user, accessKeyId, bucket, logProject].filter((part) => part !== undefined).join(' ');
  return [check, of === '' ? 'the account' : of, until, reason];
}

/** What lies there now, as it is written; undefined: nothing. */
async function written({ run }: CliRun): Promise<string | undefined> {
  try {
    return (await run.cloud.evidence.get(run.paths.hygieneExceptions)).body.toString();
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

async function standing(cli: CliRun): Promise<readonly Exception[]> {
  const { run, clock } = cli;
  const key = run.paths.hygieneExceptions;
  const text = await written(cli);
  if (text === undefined) return [];
  try {
    const list = await run.seal.open(key, text);
    if (list === undefined)
      throw new CommandEnded(EXIT.failed, `${key} was written by somebody else: put your own list in its place.`);
    return readExceptions(list, clock.now());
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new CommandEnded(EXIT.failed, `${key} is no JSON: put your own list in its place.`);
    throw error;
  }
}

async function replaced(cli: CliRun, file: string, consent: Consent): Promise<readonly Exception[]> {
  const { run, clock } = cli;
  const key = run.paths.hygieneExceptions;
  const given = parseExceptions(await textOf(file), clock.now());
  const exceptions = given.map((one) => ({ ...one, reason: ownWords(one.reason) }));
  const before = await written(cli);
  await confirm([`put ${exceptions.length} exceptions of the nightly look in the place of those at ${key}`], consent);
  // Whoever said yes has seen what stood there then: another one's exceptions are not taken away unseen.
  if ((await written(cli)) !== before)
    throw new CommandEnded(
      EXIT.failed,
      `${key} was changed meanwhile: nothing was written. Look at it, and try again.`,
    );
  await run.cloud.evidence.put(key, await run.seal.close(key, { schema: 1, exceptions }));
  return exceptions;
}

async function textOf(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MOST_BYTES) throw new Error('it is longer than 256 KB');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandEnded(EXIT.usage, `${file} cannot be read: ${messageOf(error)}`);
  }
}
