import { BucketUnfit } from '../../shared/errors';
import type { Run } from '../platform';

/** Buckets that this instance has found fit: versioning is not switched on by accident, so once an instance is enough. */
const fit = new Set<string>();

/**
 * Refuses a bucket with versions before anything is written to it: OSS ignores forbid-overwrite there, and two runs
 * would both believe that they hold the journal's next number. Throws BucketUnfit, and the errors of the look.
 */
export async function bucketIsFit(run: Pick<Run, 'cloud' | 'config'>): Promise<void> {
  const { bucket } = run.config.evidence;
  if (fit.has(bucket)) return;
  const versioning = await run.cloud.evidence.versioning();
  if (versioning)
    throw new BucketUnfit(bucket, `its versioning is ${versioning}, and OSS then ignores forbid-overwrite`);
  fit.add(bucket);
}
