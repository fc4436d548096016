import { type Check, dateOf, daysSince, finding, ifActive, OK, usedAt, withKnown } from './check';
import { aKey, daysAgo } from './samples';

const IDLE_DAYS = 90;

/** A key that was used once, and not for long; `key-never-used` has the others, so that no key is told of twice. */
export const keyUnused: Check<'key'> = {
  id: 'key-unused',
  about: 'key',
  severity: 'medium',
  title: { en: 'Active AccessKey unused for 90 days', zh: '启用中的 AccessKey 已 90 天未使用' },
  advice: {
    en: 'Ask its owner; then disable it, watch for a while, and delete it.',
    zh: '请向负责人确认后禁用，观察一段时间再删除。',
  },
  equals: ['config:ram-user-ak-used-expired-check', 'cloudrec:ALI_CLOUD_RAMUser_202502051715_1081479'],
  judge: (key, now) =>
    ifActive(key, () =>
      withKnown(key.lastUse, (lastUse) => {
        const used = usedAt(lastUse);
        if (used === undefined) return OK;
        const days = daysSince(used, now);
        return days >= IDLE_DAYS
          ? finding(`unused for ${days} days (last ${dateOf(used)})`, `${days} 天未使用（最近 ${dateOf(used)}）`)
          : OK;
      }),
    ),
  samples: {
    fires: aKey({ lastUse: { value: daysAgo(90) } }),
    passes: aKey({ lastUse: { value: daysAgo(89) } }),
  },
};
