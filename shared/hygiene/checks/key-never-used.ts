import { type Check, daysSince, finding, ifActive, OK, withKnown } from './check';
import { aKey, daysAgo } from './samples';

const GRACE_DAYS = 30;

export const keyNeverUsed: Check<'key'> = {
  id: 'key-never-used',
  about: 'key',
  severity: 'medium',
  title: {
    en: 'Active AccessKey never used since it was made 30 days ago or more',
    zh: '启用中的 AccessKey 创建 30 天以上从未使用',
  },
  advice: {
    en: 'Nobody misses it: disable it, watch for a while, then delete it.',
    zh: '没有程序需要它：请禁用，观察一段时间后删除。',
  },
  equals: ['cloudrec:ALI_CLOUD_RAM User_202503172029_147841'],
  judge: (key, now) =>
    ifActive(key, () =>
      withKnown(key.lastUse, (lastUse) => {
        if (lastUse !== 'never') return OK;
        return withKnown(key.createdAt, (createdAt) => {
          const days = daysSince(createdAt, now);
          return days >= GRACE_DAYS ? finding(`made ${days} days ago, never used`, `创建 ${days} 天，从未使用`) : OK;
        });
      }),
    ),
  samples: {
    fires: aKey({ lastUse: { value: 'never' }, createdAt: { value: daysAgo(30) } }),
    passes: aKey({ lastUse: { value: 'never' }, createdAt: { value: daysAgo(29) } }),
  },
};
