import { type Check, couldNotCheck, finding, OK, withKnown } from './check';
import { aTrailBucket } from './samples';

export const trailBucketPublic: Check<'bucket'> = {
  id: 'trail-bucket-public',
  about: 'bucket',
  severity: 'critical',
  title: { en: 'Bucket of a trail that others may read', zh: '跟踪投递的存储空间允许他人读取' },
  advice: {
    en: 'Make the bucket private and block public access: a thief reads there how far you have come.',
    zh: '请将存储空间设为私有并开启阻止公共访问：盗用者可以从中看到您的处置进展。',
  },
  equals: ['prowler:actiontrail_oss_bucket_not_publicly_accessible', 'config:oss-bucket-public-read-prohibited'],
  judge: ({ protection }) =>
    withKnown(protection, ({ acl }) => {
      if (acl === 'unknown') return couldNotCheck("OSS does not tell the bucket's access control list");
      return acl === 'private' ? OK : finding(`its access control list is ${acl}`, `访问权限为 ${acl}`);
    }),
  samples: { fires: aTrailBucket({ acl: 'public-read' }), passes: aTrailBucket() },
};
