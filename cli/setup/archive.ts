import { CLI } from '../../shared/command-line';
import type { Config } from '../../shared/config/types';
import { BucketUnfit, CloudCallFailed, CloudForbidden, CloudNotFound } from '../../shared/errors';
import { CommandEnded, EXIT } from '../exit';
import type { Say, SetupClients, Step } from './policies';

/**
 * What the archive lacks: a private, encrypted bucket that keeps versions; and, where days are given, a retention that is
 * locked for good. Nothing where no archive is configured. The retention comes first: OSS's pages of different years say
 * that a bucket can have both, and that it cannot, and the retention alone suffices. Throws BucketUnfit for a bucket that
 * must not be used, CommandEnded where OSS gives it no retention.
 */
export async function archiveSteps(
  clients: SetupClients,
  { archiveBucket: bucket }: Config['evidence'],
  retainDays: number | undefined,
  say: Say,
): Promise<Step[]> {
  if (bucket === undefined) {
    if (retainDays === undefined) return [];
    throw new CommandEnded(EXIT.usage, '--retain-days is for the archive, and TOURNIQUET_ARCHIVE_BUCKET names none.');
  }
  const { buckets, retention } = clients;
  const encrypt = { plan: `encrypt the bucket ${bucket} (AES256)`, act: () => buckets.encrypt(bucket) };
  const found = await infoOf(clients, bucket);
  if (found === undefined)
    return [
      {
        plan: `make the private bucket ${bucket}, for copies of finished evidence packs`,
        act: () => buckets.create(bucket),
      },
      encrypt,
      ...(retainDays === undefined ? [] : [retainStep(clients, bucket, retainDays)]),
      versionStep(clients, bucket, retainDays !== undefined, say),
    ];
  if (found.acl !== 'private') throw new BucketUnfit(bucket, `its ACL is ${found.acl}, not private.`, 'archive');
  const held = await retention.retention(bucket);
  if (held === undefined && retainDays === undefined)
    say(`note   ${bucket} has no retention: whoever may delete objects may empty it (${CLI} setup --retain-days N).`);
  if (held?.isLocked && retainDays !== undefined && retainDays < held.days)
    say(
      `note   ${bucket} stays locked for ${held.days} days: a lock can be made longer, never shorter, so that --retain-days ${retainDays} changes nothing.`,
    );
  const isSuspended = found.versioning === 'Suspended';
  const versions = versionStep(clients, bucket, retainDays !== undefined && !isSuspended, say);
  const wantsVersions = found.versioning !== 'Enabled' && held?.isLocked !== true;
  return [
    ...(found.encryption ? [] : [encrypt]),
    // OSS retains nothing in a bucket whose versioning is suspended.
    ...(wantsVersions && isSuspended ? [versions] : []),
    ...(retainDays === undefined || (held?.isLocked && held.days >= retainDays)
      ? []
      : [retainStep(clients, bucket, retainDays, held?.isLocked ? held.days : undefined)]),
    ...(wantsVersions && !isSuspended ? [versions] : []),
  ];
}

async function infoOf({ buckets }: SetupClients, bucket: string) {
  try {
    return await buckets.info(bucket);
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

/** `lockedDays`: of the retention that is locked already, and shorter. */
function retainStep({ retention }: SetupClients, bucket: string, days: number, lockedDays?: number): Step {
  const what = `what is written into ${bucket}: nobody, you included, changes or deletes it for ${days} days`;
  return {
    plan:
      lockedDays === undefined
        ? `lock ${what}. This cannot be taken back, nor made shorter, and the bucket is paid for as long`
        : `lock ${what} (now ${lockedDays}). This cannot be taken back`,
    act: async () => {
      try {
        const known = await retention.retention(bucket);
        if (known === undefined) await retention.retain(bucket, days);
        const held = known ?? (await retention.retention(bucket));
        if (held === undefined) throw new CommandEnded(EXIT.failed, `${bucket} tells no retention after one was made.`);
        if (!held.isLocked) await retention.lock(bucket, held.id);
        if (held.days < days) await retention.extend(bucket, held.id, days);
      } catch (error) {
        if (!isRefused(error)) throw error;
        throw new CommandEnded(
          EXIT.failed,
          `OSS gives ${bucket} no retention (${error.cloudCode}): where a bucket has versions it may refuse one. Name a new bucket in TOURNIQUET_ARCHIVE_BUCKET and run this again.`,
        );
      }
    },
  };
}

function versionStep({ retention }: SetupClients, bucket: string, isRetained: boolean, say: Say): Step {
  return {
    plan: `keep every version of what is written into ${bucket}`,
    act: async () => {
      try {
        await retention.keepVersions(bucket);
      } catch (error) {
        if (!isRetained || !isRefused(error)) throw error;
        say(`note   OSS lets ${bucket} have no versions beside its retention, which suffices (${error.cloudCode}).`);
      }
    },
  };
}

/** The cloud does not do it for this bucket: neither a matter of rights nor one that passes. */
function isRefused(error: unknown): error is CloudCallFailed {
  if (!(error instanceof CloudCallFailed) || error instanceof CloudForbidden) return false;
  return error.status !== undefined && error.status >= 400 && error.status < 500;
}
