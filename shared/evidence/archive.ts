import type { ObjectStore } from '../aliyun/object-store';
import { CloudAlreadyThere } from '../errors';
import { inLanes } from '../lanes';
import type { Manifest } from './pack';

/** Copies under way at a time. */
const AT_ONCE = 8;

export interface Archived {
  /** Where the copy lies in the archive, with a slash behind it. */
  readonly folder: string;
  readonly objects: number;
}

/**
 * Copies a finished pack and its journal into the archive, into a folder of its own that begins with the manifest's time
 * and hash: a later round is another folder, so that nothing there is ever written over. The manifest goes last: a folder
 * with it is whole. Safe to run again: what is there is left. `from`: the incident's folder, with a slash behind it.
 * Throws what the stores throw.
 */
export async function archivePack(
  evidence: ObjectStore,
  archive: ObjectStore,
  from: string,
  { createdAt, items }: Pick<Manifest, 'createdAt' | 'items'>,
  manifestSha256: string,
): Promise<Archived> {
  const stamp = createdAt.replace(/\.\d+/, '').replace(/[^0-9TZ]/g, '');
  const folder = `${from}${stamp}-${manifestSha256.slice(0, 12)}/`;
  const [there, journal] = await Promise.all([archive.list(folder), evidence.list(`${from}journal/`)]);
  const known = new Set(there.map(({ key }) => key.slice(folder.length)));
  const paths = [...items.map(({ path }) => path), ...journal.map(({ key }) => key.slice(from.length))];
  const left = paths.filter((path) => !known.has(path));
  await inLanes(left, AT_ONCE, (path) => copy(evidence, archive, `${from}${path}`, `${folder}${path}`));
  if (!known.has('manifest.json')) await copy(evidence, archive, `${from}manifest.json`, `${folder}manifest.json`);
  return { folder, objects: paths.length + 1 };
}

/** What another run has put there meanwhile is the same object: under a retention OSS refuses a second one. */
async function copy(evidence: ObjectStore, archive: ObjectStore, from: string, to: string): Promise<void> {
  try {
    await archive.copy(to, { bucket: evidence.bucket, key: from });
  } catch (error) {
    if (!(error instanceof CloudAlreadyThere)) throw error;
  }
}
