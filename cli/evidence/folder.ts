import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Environment, readVariables } from '../../shared/config/reading';
import { pathsOf } from '../../shared/incident/paths';
import { Seal } from '../../shared/incident/seal';
import { copiedJournal, type Trusted } from './copied-journal';
import type { PackPlace } from './place';

/** A folder that holds a copy of the pack, read without a word to the cloud. */
export function folderPlace(folder: string, environment: Environment): PackPlace {
  const root = path.resolve(folder);
  const read = (name: string) => orUndefined(readInside(root, name));
  const list = async () => (await orUndefined(filesBelow(root))) ?? [];
  return { read, list, journal: (incident) => copiedJournal(incident, { read, list }, trustedBy(environment)) };
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

/** Without the state key itself at hand the chain of hashes is all that can be checked. */
function trustedBy(environment: Environment): Trusted {
  const { values } = readVariables(environment);
  const key = values.TOURNIQUET_STATE_KEY;
  const paths = pathsOf(values.TOURNIQUET_EVIDENCE_PREFIX ?? '');
  if (key?.kind === 'plain') return { paths, seal: new Seal(key.value) };
  const unsealed = 'its seal was not checked, for want of a TOURNIQUET_STATE_KEY that holds the key itself';
  return { paths, seal: new Seal(undefined), unsealed };
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
