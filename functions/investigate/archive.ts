import { EvidenceChanged } from '../../shared/errors';
import { archivePack } from '../../shared/evidence/archive';
import { Pack, parseManifest } from '../../shared/evidence/pack';
import { messageOf } from '../../shared/identity/looked';
import type { IncidentId } from '../../shared/incident/paths';
import { sha256 } from '../../shared/incident/seal';
import { alarm } from '../alerting';
import type { Run } from '../platform';

/** A copy that is not there after this was not made: the timer starts it again. */
const AGAIN_MS = 15 * 60_000;

/**
 * Puts down that the pack is to be copied into the archive; undefined where none is configured. Before the round is
 * recorded: a run that dies behind that leaves the copy to the timer.
 */
export async function planArchive(run: Run, id: IncidentId): Promise<string | undefined> {
  if (run.config.evidence.archiveBucket === undefined) return undefined;
  return run.schedule.add(id, 'archive', new Date(run.clock.now().getTime() + AGAIN_MS));
}

/** Copies the pack that was just finished. Never throws: what failed stays in the schedule. */
export async function archiveNow(run: Run, id: IncidentId, planned: string | undefined): Promise<void> {
  if (planned === undefined) return;
  try {
    await archive(run, id);
    await run.schedule.done(planned);
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'the pack was not copied into the archive: the timer tries again');
  }
}

/** Copies what an earlier run could not, and tells the owner where it cannot either. Throws what the stores throw. */
export async function archiveAgain(run: Run, id: IncidentId, planned: string | undefined): Promise<void> {
  try {
    await archive(run, id);
  } catch (error) {
    await alarm(
      run,
      'a finished evidence pack could not be copied into the archive',
      [messageOf(error)],
      [id.accessKeyId],
    );
    throw error;
  }
  if (planned !== undefined) await run.schedule.done(planned);
}

/** The pack as it is now, if the journal vouches for its manifest; recorded once for each manifest. */
async function archive(run: Run, id: IncidentId): Promise<void> {
  const { archiveBucket } = run.config.evidence;
  if (archiveBucket === undefined) return;
  const pack = new Pack(run.cloud.evidence, run.paths, id);
  const body = await pack.read('manifest.json');
  const manifest = body && parseManifest(body);
  const { entries } = await run.journal.read(id);
  if (body === undefined || manifest === undefined) throw new EvidenceChanged(pack.keyOf('manifest.json'));
  const hash = sha256(body);
  if (!entries.some((entry) => entry.type === 'investigated' && entry.manifestSha256 === hash))
    throw new EvidenceChanged(pack.keyOf('manifest.json'));
  const store = run.cloud.bucket(archiveBucket);
  const { folder, objects } = await archivePack(run.cloud.evidence, store, pack.keyOf(''), manifest, hash);
  await run.journal.append(id, ({ entries: now }) =>
    now.some((entry) => entry.type === 'archived' && entry.manifestSha256 === hash)
      ? undefined
      : { type: 'archived', manifestSha256: hash, bucket: archiveBucket, folder, objects },
  );
}
