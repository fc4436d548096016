import { type LifecycleRule, UPLOAD_DAYS } from '../../shared/aliyun/bucket-setup';
import type { Config } from '../../shared/config/types';
import { BucketUnfit, CloudNotFound } from '../../shared/errors';
import { letsIn, outsidersOf } from '../../shared/findings/documents';
import { looked } from '../../shared/identity/looked';
import type { AccountId } from '../../shared/ids';
import { isObject } from '../../shared/signal/loose';
import type { Say, SetupClients, Step } from './policies';

/**
 * What the evidence bucket lacks. What an interrupted upload left is thrown away after a week; nothing that was written
 * ever is. Throws BucketUnfit for a bucket that must not be used.
 */
export async function bucketSteps(
  { buckets }: SetupClients,
  { bucket, prefix }: Config['evidence'],
  accountId: AccountId,
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
    await refuseOpen(buckets, bucket, accountId, say);
    const rules = await buckets.lifecycle(bucket);
    for (const rule of rules.filter((one) => takesEvidence(one, prefix)))
      say(
        `note   the lifecycle rule ${rule.id} of ${bucket} deletes objects under "${rule.prefix}": evidence, too.`,
        'OSS console, the bucket, Lifecycle: take the rule off, or give it a prefix of its own',
      );
    // Rules of somebody else's are his: putting ours would take them away.
    return [...(encryption ? [] : [encrypt]), ...(rules.length === 0 ? [endUploads] : [])];
  } catch (error) {
    if (!(error instanceof CloudNotFound)) throw error;
    return [{ plan: `make the private bucket ${bucket}`, act: () => buckets.create(bucket) }, encrypt, endUploads];
  }
}

/** It deletes journals, packs or reports: what was released is forgotten then, and what waits for a person. */
function takesEvidence({ isOn, deletes, prefix: under }: LifecycleRule, prefix: string): boolean {
  const ours = `${prefix}/`;
  return isOn && deletes && (ours.startsWith(under) || under.startsWith(ours));
}

/** A private bucket is open all the same where its policy lets everybody in. Another account may be meant: it is said. */
async function refuseOpen(
  buckets: SetupClients['buckets'],
  bucket: string,
  accountId: AccountId,
  say: Say,
): Promise<void> {
  const look = await looked(buckets.policy(bucket));
  if ('couldNotCheck' in look)
    return say(
      `note   whether a bucket policy of ${bucket} lets others in could not be checked: ${look.couldNotCheck}`,
    );
  const policy = isObject(look.value) ? look.value : undefined;
  const whom = letsIn(policy, accountId);
  if (whom === 'everyone') throw new BucketUnfit(bucket, 'its bucket policy lets everybody in (Principal "*").');
  if (whom === 'another-account')
    say(`note   the bucket policy of ${bucket} lets others in: ${outsidersOf(policy, accountId).join(', ')}.`);
}
