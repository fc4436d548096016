import { type Check, daysSince, finding, ifActive, OK, withKnown } from './check';
import { OLD_DAYS } from './key-old';
import { aKey, daysAgo } from './samples';

const WARN_DAYS = 75;

/** Time to plan a rotation; from {@link OLD_DAYS} on `key-old` has the key, so that none is told of twice. */
export const keyAging: Check<'key'> = {
  id: 'key-aging',
  about: 'key',
  severity: 'low',
  title: { en: 'Active AccessKey soon older than 90 days', zh: '启用中的 AccessKey 即将超过 90 天' },
  advice: {
    en: 'Plan its rotation now: a second key, the program moved to it, the old one disabled and deleted.',
    zh: '请现在安排轮转：新建一个 AccessKey，切换程序，再禁用并删除旧的。',
  },
  equals: [],
  judge: (key, now) =>
    ifActive(key, () =>
      withKnown(key.createdAt, (createdAt) => {
        const days = daysSince(createdAt, now);
        return days >= WARN_DAYS && days <= OLD_DAYS ? finding(`${days} days old`, `已有 ${days} 天`) : OK;
      }),
    ),
  samples: {
    fires: aKey({ createdAt: { value: daysAgo(75) } }),
    passes: aKey({ createdAt: { value: daysAgo(91) } }),
  },
};
