import { RunIncomplete, type UnparseableEvent } from '../../shared/errors';
import { sha256 } from '../../shared/incident/seal';
import type { AlertFacts } from '../../shared/notify/facts';
import { withoutKnownSecrets } from '../../shared/secrecy/known';
import { withoutLikelySecretsOfEvent } from '../../shared/secrecy/named';
import { sendHourly } from '../alerting';
import type { Run } from '../platform';
import { type Telling, tellOnce } from '../told';

/** As it came, less a secret that somebody handed in with its key: the bucket, and whoever reads it, need none. */
function kept(event: Buffer): Buffer {
  const text = event.toString();
  const bare = withoutKnownSecrets(withoutLikelySecretsOfEvent(text));
  return bare === text ? event : Buffer.from(bare);
}

/**
 * Keeps the event in OSS under its hash and tells the owner: once, because the same bytes are the same object; and of all
 * that fail in the same way one an hour, because anybody who may write to the bus can write three hundred. Throws
 * RunIncomplete while another run is telling it: should that one die, the platform's next delivery tells.
 */
export async function keepUnparsed(run: Run, event: Buffer, error: UnparseableEvent): Promise<void> {
  const hash = sha256(event);
  const key = run.paths.unparsed(hash);
  await run.cloud.evidence.put(key, kept(event), { contentType: 'application/octet-stream' });
  const facts: AlertFacts = {
    kind: 'event-unparseable',
    at: run.clock.now().toISOString(),
    why: error.message,
    keptAt: `oss://${run.config.evidence.bucket}/${key}`,
    bytes: event.length,
  };
  // Within the claim of its own, so that what this hour has told of is told of in no other hour, when it is delivered again.
  const { outcome } = await tellOnce(run, `unparsed-${hash}`, async () =>
    mustBeTold(await sendHourly(run, `unparsed-${error.how}`, facts)),
  );
  mustBeTold({ outcome });
}

function mustBeTold({ outcome }: Pick<Telling<unknown>, 'outcome'>): void {
  if (outcome === 'claimed-elsewhere')
    throw new RunIncomplete(['another run is telling of such an event, or ended in its midst']);
}
