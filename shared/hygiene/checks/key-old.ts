import { type Check, daysSince, finding, ifActive, OK, withKnown } from './check';
import { aKey, daysAgo } from './samples';

/** Beyond these the key counts as old, by Cloud Config's default. */
export const OLD_DAYS = 90;

export const keyOld: Check<'key'> = {
  id: 'key-old',
  about: 'key',
  severity: 'medium',
  title: { en: 'Active AccessKey older than 90 days', zh: '启用中的 AccessKey 超过 90 天未轮转' },
  advice: {
    en: 'Create a second key, move the program to it, watch, then disable and delete the old one.',
    zh: '请新建一个 AccessKey，把程序切换过去，观察无误后禁用并删除旧的。',
  },
  equals: ['config:ram-user-ak-create-date-expired-check', 'prowler:ram_rotate_access_key_90_days'],
  judge: (key, now) =>
    ifActive(key, () =>
      withKnown(key.createdAt, (createdAt) => {
        const days = daysSince(createdAt, now);
        return days > OLD_DAYS ? finding(`${days} days old`, `已有 ${days} 天`) : OK;
      }),
    ),
  samples: {
    fires: aKey({ createdAt: { value: daysAgo(91) } }),
    passes: aKey({ createdAt: { value: daysAgo(90) } }),
  },
};
