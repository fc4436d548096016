import { CloudAlreadyThere, type UnparseableEvent } from '../../shared/errors';
import { sha256 } from '../../shared/incident/seal';
import { sendUnclaimed } from '../alerting';
import type { Run } from '../platform';

/** Keeps the event in OSS under its hash and tells the owner: once, because the same bytes are the same object. */
export async function keepUnparsed(run: Run, event: Buffer, error: UnparseableEvent): Promise<void> {
  const key = run.paths.unparsed(sha256(event));
  try {
    await run.cloud.evidence.create(key, event, { contentType: 'application/octet-stream' });
  } catch (failure) {
    if (failure instanceof CloudAlreadyThere) return;
    run.log.error({ err: failure }, 'the unparseable event could not be kept');
    throw failure;
  }
  await sendUnclaimed(run, {
    kind: 'event-unparseable',
    at: run.clock.now().toISOString(),
    why: error.message,
    keptAt: `oss://${run.config.evidence.bucket}/${key}`,
    bytes: event.length,
  });
}
