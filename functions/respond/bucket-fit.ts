import { BucketUnfit } from '../../shared/errors';
import type { Run } from '../platform';

/** Until when this instance takes a bucket for fit: a thief switches versioning on while it is warm. */
const fitUntilMs = new Map<string, number>();
const FIT_MS = 60_000;

/**
 * Refuses a bucket with versions before anything is written to it: OSS ignores forbid-overwrite there, and two runs
 * would both believe that they hold the journal's next number. Asked once a minute. Throws BucketUnfit, and the errors of
 * the look.
 */
export async function bucketIsFit({ cloud, clock, config }: Pick<Run, 'cloud' | 'clock' | 'config'>): Promise<void> {
  const { bucket } = config.evidence;
  const leftMs = (fitUntilMs.get(bucket) ?? 0) - clock.now().getTime();
  if (leftMs > 0 && leftMs <= FIT_MS) return;
  const versioning = await cloud.evidence.versioning();
  if (versioning)
    throw new BucketUnfit(bucket, `its versioning is ${versioning}, and OSS then ignores forbid-overwrite`);
  fitUntilMs.set(bucket, clock.now().getTime() + FIT_MS);
}
