import { UPLOAD_DAYS } from '../../shared/aliyun/bucket-setup';
import type { Config } from '../../shared/config/types';
import { BucketUnfit, CloudNotFound } from '../../shared/errors';
import type { Say, SetupClients, Step } from './policies';

/**
 * What the evidence bucket lacks. What an interrupted upload left is thrown away after a week; nothing that was written
 * ever is. Throws BucketUnfit for a bucket that must not be used.
 */
export async function bucketSteps(
  { buckets }: SetupClients,
  { bucket, prefix }: Config['evidence'],
  say: Say,
): Promise<Step[]> {
  const encrypt = { plan: `encrypt the bucket ${bucket} (AES256)`, act: () => buckets.encrypt(bucket) };
  const endUploads = {
    plan: `let OSS throw away what interrupted uploads leave in ${bucket}, after ${UPLOAD_DAYS} days`,
    act: () => buckets.endUploads(bucket, `${prefix}/`),
  };
  try {
    const { acl, versioning, encryption } = await buckets.info(bucket);
    if (versioning)
      throw new BucketUnfit(
        bucket,
        `its versioning is ${versioning}: OSS then ignores forbid-overwrite, and with it the journal's lock. Take another bucket.`,
      );
    if (acl !== 'private') throw new BucketUnfit(bucket, `its ACL is ${acl}, not private.`);
    const rules = await buckets.lifecycle(bucket);
    for (const { id, isOn, deletes, prefix: under } of rules)
      if (isOn && deletes)
        say(`note   the lifecycle rule ${id} of ${bucket} deletes objects under "${under}": evidence, too.`);
    // Rules of somebody else's are his: putting ours would take them away.
    return [...(encryption ? [] : [encrypt]), ...(rules.length === 0 ? [endUploads] : [])];
  } catch (error) {
    if (!(error instanceof CloudNotFound)) throw error;
    return [{ plan: `make the private bucket ${bucket}`, act: () => buckets.create(bucket) }, encrypt, endUploads];
  }
}
