import type { AuditEvent } from '../evidence/types';
import { wordsOf } from './parameters';

/** What is gone within so many days is gone before somebody who is away for a week has seen it. */
const SOON_DAYS = 7;
/** Rules of a lifecycle are at most 1,000 (OSS, "PutBucketLifecycle"). */
const MOST_CHARS = 200_000;

/**
 * A lifecycle that deletes every object of the bucket within a week: a rule that is on, without a prefix or a tag, and
 * whose objects expire so soon or before a date. Deletion by lifecycle is MITRE ATT&CK T1485.001. `rule` as the XML that
 * PutBucketLifecycle takes; one in another form shows nothing. Pure.
 */
export function expiresAllSoon(event: AuditEvent): boolean {
  return wordsOf(event).some(({ word }) =>
    word
      .slice(0, MOST_CHARS)
      .split(/<Rule>/i)
      .slice(1)
      .some(
        (rule) =>
          !/<Status>\s*Disabled/i.test(rule) &&
          !/<(Prefix>\s*[^<\s]|Tag>|Filter>)/i.test(rule) &&
          (/<CreatedBeforeDate>/i.test(rule) ||
            Number(/<Expiration>\s*<Days>\s*(\d{1,6})\s*</i.exec(rule)?.[1] ?? Number.NaN) <= SOON_DAYS),
      ),
  );
}
