import { type Check, couldNotCheck, dateOf, daysSince, finding, OK, usedAt, withKnown } from './check';
import { aRoot, daysAgo } from './samples';

const RECENT_DAYS = 90;

export const rootKeyUsed: Check<'root'> = {
  id: 'root-key-used',
  about: 'root',
  severity: 'critical',
  title: { en: 'A root AccessKey was used in the last 90 days', zh: '主账号 AccessKey 在最近 90 天内被使用过' },
  advice: {
    en: 'Find the program by its address in ActionTrail and give it a RAM identity of its own. If nobody knows the use, treat the key as stolen: disable it now.',
    zh: '请在操作审计中按来源地址找到使用它的程序，并为其换用 RAM 身份。如果无人认领，请视为已被盗用，立即禁用。',
  },
  equals: [],
  judge: ({ keys, stale }, now) =>
    withKnown(keys, (all) => {
      const uses = all.flatMap(({ lastUse }) => ('value' in lastUse ? (usedAt(lastUse.value) ?? []) : []));
      const last = uses.sort((a, b) => b.getTime() - a.getTime())[0];
      if (last && daysSince(last, now) < RECENT_DAYS)
        return finding(`last used ${dateOf(last)}`, `最近使用 ${dateOf(last)}`);
      const unread = all.map((key) => key.lastUse).find((known) => 'couldNotCheck' in known);
      if (unread && 'couldNotCheck' in unread) return couldNotCheck(unread.couldNotCheck);
      return stale === undefined ? OK : couldNotCheck(stale);
    }),
  samples: {
    fires: aRoot({ keys: { value: [{ active: { value: false }, lastUse: { value: daysAgo(89) } }] } }),
    passes: aRoot({ keys: { value: [{ active: { value: true }, lastUse: { value: daysAgo(91) } }] } }),
  },
};
