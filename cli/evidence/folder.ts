import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Environment, readVariables } from '../../shared/config/reading';
import { InvalidAccessKeyId, InvalidAccountId, JournalCorrupt, TemporaryAccessKey } from '../../shared/errors';
import { parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { chainOf, damageOf } from '../../shared/incident/journal';
import { type IncidentId, pathsOf } from '../../shared/incident/paths';
import { Seal } from '../../shared/incident/seal';
import type { AskedJournal, PackPlace } from './place';

/** A folder that holds a copy of the pack, read without a word to the cloud. */
export function folderPlace(folder: string, environment: Environment): PackPlace {
  const root = path.resolve(folder);
  const read = (name: string) => orUndefined(readInside(root, name));
  const list = async () => (await orUndefined(filesBelow(root))) ?? [];
  return { read, list, journal: (incident) => journalIn(incident, { read, list }, environment) };
}

/** A link that leads out of the folder is no part of the pack: whoever gave the pack away would choose what is read. */
async function readInside(root: string, name: string): Promise<Buffer | undefined> {
  const [realRoot, file] = await Promise.all([realpath(root), realpath(path.resolve(root, name))]);
  if (!file.startsWith(realRoot + path.sep)) return undefined;
  // A pipe would be waited for without end.
  return (await stat(file)).isFile() ? readFile(file) : undefined;
}

/** Names with `/`, links as what they are called and not where they lead. */
async function filesBelow(root: string): Promise<string[]> {
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  return all
    .filter((one) => !one.isDirectory())
    .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)).split(path.sep).join('/'));
}

async function journalIn(
  incident: string,
  { read, list }: Pick<PackPlace, 'read' | 'list'>,
  environment: Environment,
): Promise<AskedJournal | string> {
  const id = idOf(incident);
  if (id === undefined) return 'the manifest names no incident, so no journal was asked';
  const numbers = (await list()).flatMap((name) => /^journal\/(\d{6})\.json$/.exec(name)?.[1] ?? []);
  if (numbers.length === 0) return 'no journal lies in the folder to ask';
  const bodies = new Map<number, Buffer | undefined>();
  for (const seq of numbers) bodies.set(Number(seq), await read(`journal/${seq}.json`));
  const { values } = readVariables(environment);
  const key = values.TOURNIQUET_STATE_KEY;
  const paths = pathsOf(values.TOURNIQUET_EVIDENCE_PREFIX ?? '');
  try {
    if (key?.kind !== 'plain') {
      const chain = await chainOf(id, bodies, paths, new Seal(undefined));
      const unsealed = 'its seal was not checked, for want of a TOURNIQUET_STATE_KEY that holds the key itself';
      return { entries: chain.entries, damage: damageOf(chain), unsealed };
    }
    const chain = await chainOf(id, bodies, paths, new Seal(key.value));
    if (chain.entries.length === 0)
      return 'no entry of the journal bears the seal of TOURNIQUET_STATE_KEY: somebody else wrote it, or it belongs to another key or TOURNIQUET_EVIDENCE_PREFIX';
    return { entries: chain.entries, damage: damageOf(chain) };
  } catch (error) {
    if (error instanceof JournalCorrupt) return { entries: [], damage: [error.message] };
    throw error;
  }
}

/** `<account>/<key>`; undefined for what is no incident. */
function idOf(incident: string): IncidentId | undefined {
  const [account, key] = incident.split('/');
  try {
    return { accountId: parseAccountId(account), accessKeyId: parseAccessKeyId(key) };
  } catch (error) {
    const isNone =
      error instanceof InvalidAccountId || error instanceof InvalidAccessKeyId || error instanceof TemporaryAccessKey;
    if (isNone) return undefined;
    throw error;
  }
}

/** Undefined for what is not there: no file, or a link to none, to a folder or to itself. */
async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (/^(ENOENT|ENOTDIR|EISDIR|ELOOP)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
