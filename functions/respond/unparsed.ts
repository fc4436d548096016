import { RunIncomplete, type UnparseableEvent } from '../../shared/errors';
import { sha256 } from '../../shared/incident/seal';
import { withoutLikelySecrets } from '../../shared/secrecy/named';
import { sendUnclaimed } from '../alerting';
import type { Run } from '../platform';
import { tellOnce } from '../told';

/** As it came, less a secret that somebody handed in with its key: the bucket, and whoever reads it, need none. */
function kept(event: Buffer): Buffer {
  const text = event.toString();
  const bare = withoutLikelySecrets(text);
  return bare === text ? event : Buffer.from(bare);
}

/**
 * Keeps the event in OSS under its hash and tells the owner: once, because the same bytes are the same object. Throws
 * RunIncomplete while another run is telling it: should that one die, the platform's next delivery tells.
 */
export async function keepUnparsed(run: Run, event: Buffer, error: UnparseableEvent): Promise<void> {
  const hash = sha256(event);
  const key = run.paths.unparsed(hash);
  await run.cloud.evidence.put(key, kept(event), { contentType: 'application/octet-stream' });
  const { outcome } = await tellOnce(run, `unparsed-${hash}`, () =>
    sendUnclaimed(run, {
      kind: 'event-unparseable',
      at: run.clock.now().toISOString(),
      why: error.message,
      keptAt: `oss://${run.config.evidence.bucket}/${key}`,
      bytes: event.length,
    }),
  );
  if (outcome === 'claimed-elsewhere')
    throw new RunIncomplete(['another run is telling of this event, or ended in its midst']);
}
