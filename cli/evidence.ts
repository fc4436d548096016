import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudNotFound } from '../shared/errors';
import { parseManifest, verifyManifest } from '../shared/evidence/pack';
import { parseAccessKeyId, parseAccountId } from '../shared/ids';
import { sha256 } from '../shared/incident/seal';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

/** Reads an object of the pack by its path in it; undefined: there is none. */
type Read = (path: string) => Promise<Buffer | undefined>;

/**
 * Compares every object of an evidence pack with the manifest's hash and size: of a folder without the cloud, of
 * `oss://bucket/prefix` with the journal's own record of the manifest besides. Exit code 0: whole; 1: it is not; 3: whole,
 * and nothing vouches for the manifest. Throws CommandEnded where there is no pack.
 */
export async function verifyCommand(place: string, openRun: () => Promise<CliRun>): Promise<ExitCode> {
  if (!place.startsWith('oss://')) return report(place, inFolder(place), async () => 'a folder has no journal to ask');
  const [, bucket = '', prefix = ''] = /^oss:\/\/([^/]+)\/(.+?)\/*$/.exec(place) ?? [];
  if (prefix === '')
    throw new CommandEnded(EXIT.usage, `${place} names no folder: oss://<bucket>/<prefix>/incidents/<account>/<key>`);
  const { run } = await openRun();
  if (bucket !== run.config.evidence.bucket)
    throw new CommandEnded(EXIT.usage, `${bucket} is not TOURNIQUET_EVIDENCE_BUCKET, the bucket that is read.`);
  const read: Read = (name) => orUndefined(run.cloud.evidence.get(`${prefix}/${name}`).then(({ body }) => body));
  return report(place, read, async (hash) => {
    const [, account, key] = /\/incidents\/(\d+)\/([A-Za-z0-9]+)$/.exec(`/${prefix}`) ?? [];
    if (account === undefined || key === undefined) return 'the place names no incident, so no journal was asked';
    const { entries } = await run.journal.read({
      accountId: parseAccountId(account),
      accessKeyId: parseAccessKeyId(key),
    });
    const isVouched = entries.some((entry) => entry.type === 'investigated' && entry.manifestSha256 === hash);
    return isVouched ? undefined : 'the journal names another manifest';
  });
}

/** `vouched` answers why nothing vouches for the manifest itself; undefined: the journal does. */
async function report(
  place: string,
  read: Read,
  vouched: (hash: string) => Promise<string | undefined>,
): Promise<ExitCode> {
  const body = await read('manifest.json');
  const manifest = body && parseManifest(body);
  if (body === undefined || manifest === undefined)
    throw new CommandEnded(EXIT.failed, `${place} has no manifest.json that can be read: it is no evidence pack.`);
  const problems = await verifyManifest(read, manifest);
  for (const { path: name, problem } of problems) say(`${problem.padEnd(8)} ${name}`);
  for (const { source, cut } of manifest.sources) if (cut !== undefined) say(`cut      ${source}: ${cut}`);
  const doubt = await vouched(sha256(body));
  const { length } = manifest.items;
  say(
    problems.length > 0
      ? `NOT WHOLE: ${problems.length} of ${length} objects are not what the manifest of ${manifest.incident} says.`
      : `Whole: ${length} objects of ${manifest.incident} have the hash and size that the manifest says.`,
  );
  say(
    doubt === undefined
      ? 'The journal vouches for the manifest.'
      : `The manifest's own SHA-256 is ${sha256(body)}; ${doubt}.`,
  );
  if (problems.length > 0) return EXIT.failed;
  return doubt === undefined || !place.startsWith('oss://') ? EXIT.done : EXIT.unchecked;
}

function inFolder(folder: string): Read {
  const root = path.resolve(folder);
  return (name) => {
    const file = path.resolve(root, name);
    // A manifest that somebody forged names no file beside the pack.
    if (!file.startsWith(root + path.sep)) return Promise.resolve(undefined);
    return orUndefined(readFile(file));
  };
}

async function orUndefined(read: Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await read;
  } catch (error) {
    const isMissing = error instanceof CloudNotFound || ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error));
    if (isMissing) return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** Names come from files: no control character of theirs reaches the terminal. */
function say(sentence: string): void {
  process.stdout.write(`${sentence.replace(/[\p{Cc}\p{Cf}]/gu, '?')}\n`);
}
