import { CloudNotFound, JournalCorrupt } from '../../shared/errors';
import { isAccessKeyId, parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { damageOf } from '../../shared/incident/journal';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';
import { copiedJournal } from './copied-journal';
import type { AskedJournal, PackPlace } from './place';

/**
 * `oss://<bucket>/<prefix>/incidents/<account>/<key>`, read with the user's own rights; or a copy in the archive, whose
 * journal lies beside it.
 */
export async function bucketPlace(place: string, openRun: () => Promise<CliRun>): Promise<PackPlace> {
  const [, bucket = '', folder = ''] = /^oss:\/\/([^/]+)\/(.+?)\/*$/.exec(place) ?? [];
  if (folder === '')
    throw new CommandEnded(EXIT.usage, `${place} names no folder: oss://<bucket>/<prefix>/incidents/<account>/<key>`);
  const { run } = await openRun();
  const { bucket: evidence, archiveBucket } = run.config.evidence;
  if (bucket !== evidence && bucket !== archiveBucket)
    throw new CommandEnded(
      EXIT.usage,
      `${bucket} is not TOURNIQUET_EVIDENCE_BUCKET, the bucket that is read, nor TOURNIQUET_ARCHIVE_BUCKET.`,
    );
  const store = run.cloud.bucket(bucket);
  const read = async (path: string): Promise<Buffer | undefined> => {
    try {
      return (await store.getWhole(`${folder}/${path}`)).body;
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      throw error;
    }
  };
  const list = async () => (await store.list(`${folder}/`)).map(({ key }) => key.slice(folder.length + 1));
  if (bucket === evidence) return { read, list, journal: () => journalOf(run, folder) };
  const { paths, seal } = run;
  const trusted = run.config.stateKey === undefined ? { paths, seal, unsealed: NO_SEAL } : { paths, seal };
  return { read, list, journal: (incident) => copiedJournal(incident, { read, list }, trusted) };
}

const NO_SEAL = 'it bears no seal, because no state key is set';

async function journalOf(run: CliRun['run'], folder: string): Promise<AskedJournal | string> {
  const [, account, key] = /\/incidents\/(\d+)\/([^/]+)$/.exec(`/${folder}`) ?? [];
  if (account === undefined || key === undefined || !isAccessKeyId(key))
    return 'the place names no incident, so no journal was asked';
  const id = { accountId: parseAccountId(account), accessKeyId: parseAccessKeyId(key) };
  // The journal that is asked is the one below the configured prefix: it knows nothing of a copy elsewhere.
  if (run.paths.incident(id) !== folder)
    return 'the place is not below TOURNIQUET_EVIDENCE_PREFIX, so no journal was asked';
  try {
    const incident = await run.journal.read(id);
    return {
      entries: incident.entries,
      damage: damageOf(incident),
      ...(run.config.stateKey === undefined ? { unsealed: NO_SEAL } : {}),
    };
  } catch (error) {
    if (error instanceof JournalCorrupt) return { entries: [], damage: [error.message] };
    throw error;
  }
}
