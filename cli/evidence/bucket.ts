import { CloudNotFound, JournalCorrupt } from '../../shared/errors';
import { parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { damageOf } from '../../shared/incident/journal';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';
import type { AskedJournal, PackPlace } from './place';

/** `oss://<bucket>/<prefix>/incidents/<account>/<key>`, read with the user's own rights. */
export async function bucketPlace(place: string, openRun: () => Promise<CliRun>): Promise<PackPlace> {
  const [, bucket = '', folder = ''] = /^oss:\/\/([^/]+)\/(.+?)\/*$/.exec(place) ?? [];
  if (folder === '')
    throw new CommandEnded(EXIT.usage, `${place} names no folder: oss://<bucket>/<prefix>/incidents/<account>/<key>`);
  const { run } = await openRun();
  if (bucket !== run.config.evidence.bucket)
    throw new CommandEnded(EXIT.usage, `${bucket} is not TOURNIQUET_EVIDENCE_BUCKET, the bucket that is read.`);
  const { evidence } = run.cloud;
  return {
    async read(path) {
      try {
        return (await evidence.get(`${folder}/${path}`)).body;
      } catch (error) {
        if (error instanceof CloudNotFound) return undefined;
        throw error;
      }
    },
    async list() {
      return (await evidence.list(`${folder}/`)).map(({ key }) => key.slice(folder.length + 1));
    },
    journal: () => journalOf(run, folder),
  };
}

async function journalOf(run: CliRun['run'], folder: string): Promise<AskedJournal | string> {
  const [, account, key] = /\/incidents\/(\d+)\/([A-Za-z0-9]+)$/.exec(`/${folder}`) ?? [];
  if (account === undefined || key === undefined) return 'the place names no incident, so no journal was asked';
  const id = { accountId: parseAccountId(account), accessKeyId: parseAccessKeyId(key) };
  // The journal that is asked is the one below the configured prefix: it knows nothing of a copy elsewhere.
  if (run.paths.incident(id) !== folder)
    return 'the place is not below TOURNIQUET_EVIDENCE_PREFIX, so no journal was asked';
  try {
    const incident = await run.journal.read(id);
    return {
      entries: incident.entries,
      damage: damageOf(incident),
      ...(run.config.stateKey === undefined ? { unsealed: 'it bears no seal, because no state key is set' } : {}),
    };
  } catch (error) {
    if (error instanceof JournalCorrupt) return { entries: [], damage: [error.message] };
    throw error;
  }
}
