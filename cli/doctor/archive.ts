import { connectSetup } from '../../shared/aliyun';
import type { Retention } from '../../shared/aliyun/bucket-retention';
import { CLI } from '../../shared/command-line';
import { CloudNotFound } from '../../shared/errors';
import { type Check, type Found, note, ok, problem } from './check';

export interface ArchiveFacts {
  readonly acl: string;
  readonly versioning: string | undefined;
  readonly encryption: string | undefined;
  readonly retention: Retention | undefined;
}

const SETUP = `${CLI} setup`;

/** The bucket of the finished packs' copies, where one is configured. */
export const archive: Check = {
  id: 'archive',
  async look({ config, clock, credentials }) {
    const bucket = config.evidence.archiveBucket;
    if (bucket === undefined) return [];
    const { buckets, retention } = connectSetup(config, clock, credentials);
    try {
      const info = await buckets.info(bucket);
      return judgeArchive(bucket, { ...info, retention: await retention.retention(bucket) });
    } catch (error) {
      if (error instanceof CloudNotFound) return [problem(`there is no bucket ${bucket}: no pack is copied`, SETUP)];
      throw error;
    }
  },
};

/** Private, encrypted, and nothing in it can be overwritten unseen: by versions, or by a retention that is locked. */
export function judgeArchive(bucket: string, { acl, versioning, encryption, retention }: ArchiveFacts): Found[] {
  const found: Found[] = [];
  if (acl !== 'private')
    found.push(
      problem(`the archive ${bucket} is ${acl}: others may read it`, `OSS console, ${bucket}: make it private`),
    );
  if (encryption === undefined) found.push(problem(`the archive ${bucket} is not encrypted`, SETUP));
  const lockedDays = retention?.isLocked ? retention.days : undefined;
  if (versioning !== 'Enabled' && lockedDays === undefined)
    found.push(problem(`the archive ${bucket} keeps no versions, and no retention of it is locked`, SETUP));
  if (found.length === 0)
    found.push(
      lockedDays === undefined
        ? ok(`the archive ${bucket} is private and keeps versions`)
        : ok(`the archive ${bucket} is private, and nobody changes or deletes what is in it for ${lockedDays} days`),
    );
  if (lockedDays === undefined)
    found.push(
      note(
        `the archive ${bucket} has no ${retention === undefined ? 'retention' : 'locked retention'}: whoever may delete objects may empty it (${CLI} setup --retain-days N)`,
      ),
    );
  return found;
}
