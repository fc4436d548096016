import { type Check, finding, OK, withKnown } from './check';
import { aTrailBucket } from './samples';

export const trailBucketErasable: Check<'bucket'> = {
  id: 'trail-bucket-erasable',
  about: 'bucket',
  severity: 'medium',
  title: {
    en: 'Bucket of a trail that keeps no versions and no locked retention',
    zh: '跟踪投递的存储空间既未开启版本控制，也没有已锁定的保留策略',
  },
  advice: {
    en: 'Lock a retention for as long as you must keep the record, or switch versions on: else whoever may delete objects deletes his traces.',
    zh: '请锁定一个合规保留策略，或开启版本控制；否则有删除权限的人可以抹去痕迹。',
  },
  equals: ['config:oss-bucket-versioning-enabled'],
  judge: ({ protection }) =>
    withKnown(protection, ({ keepsVersions, retainedDays }) =>
      keepsVersions || retainedDays !== undefined ? OK : finding('neither is on', '两者都未开启'),
    ),
  samples: {
    fires: aTrailBucket({ keepsVersions: false }),
    passes: aTrailBucket({ keepsVersions: false, retainedDays: 180 }),
  },
};
