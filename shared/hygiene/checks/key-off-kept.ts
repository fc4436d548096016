import { type Check, couldNotCheck, dateOf, daysSince, finding, OK, withKnown } from './check';
import { aKey, daysAgo } from './samples';

const KEPT_DAYS = 30;

export const keyOffKept: Check<'key'> = {
  id: 'key-off-kept',
  about: 'key',
  severity: 'low',
  title: { en: 'AccessKey disabled for 30 days and not deleted', zh: 'AccessKey 已禁用 30 天仍未删除' },
  advice: {
    en: 'Nobody has missed it: delete it. One call switches a disabled key on again.',
    zh: '没有程序受影响，请删除。已禁用的密钥只需一次调用就能重新启用。',
  },
  equals: ['config:ram-user-invalid-ak-check'],
  judge: (key, now) =>
    withKnown(key.off, (off) => {
      if (off === undefined) return OK;
      const days = daysSince(off.at, now);
      if (days >= KEPT_DAYS) return finding(`off since ${dateOf(off.at)} or before`, `最晚自 ${dateOf(off.at)} 起禁用`);
      // A key younger than that cannot have been off for so long.
      const isYoung = 'value' in key.createdAt && daysSince(key.createdAt.value, now) < KEPT_DAYS;
      return off.exact || isYoung ? OK : couldNotCheck('since when the key is off is not known yet');
    }),
  samples: {
    fires: aKey({ active: { value: false }, off: { value: { at: daysAgo(30), exact: false } } }),
    passes: aKey({ active: { value: false }, off: { value: { at: daysAgo(29), exact: true } } }),
  },
};
