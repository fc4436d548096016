import { type Check, couldNotCheck, dateOf, daysSince, finding, OK, usedAt, withKnown } from './check';
import { aUser, daysAgo } from './samples';

const IDLE_DAYS = 90;

/** Somebody who can sign in and has not come for a while, neither himself nor by a key of his. */
export const userIdle: Check<'user'> = {
  id: 'user-idle',
  about: 'user',
  severity: 'medium',
  title: {
    en: 'User with console access who has neither signed in nor used a key for 90 days',
    zh: '可登录控制台的用户 90 天内既未登录也未使用 AccessKey',
  },
  advice: {
    en: 'Ask whether the person is still there; switch console access off, then delete the user.',
    zh: '请确认此人是否仍在职；先关闭控制台登录，再删除用户。',
  },
  equals: [
    'config:ram-user-last-login-expired-check',
    'prowler:ram_user_console_access_unused',
    'cloudrec:ALI_CLOUD_RAMUser_202502051725_1037615',
  ],
  judge: (user, now) =>
    withKnown(user.console, (console) => {
      if (!console) return OK;
      const looks = [user.lastLogon, user.lastKeyUse];
      const seen = looks.flatMap((look) => ('value' in look ? (usedAt(look.value) ?? []) : []));
      const last = seen.sort((a, b) => b.getTime() - a.getTime())[0];
      // One look that shows him here is enough; that he is gone takes all of them.
      if (last && daysSince(last, now) < IDLE_DAYS) return OK;
      for (const look of looks) if ('couldNotCheck' in look) return couldNotCheck(look.couldNotCheck);
      return withKnown(user.createdAt, (createdAt) => {
        if (daysSince(createdAt, now) < IDLE_DAYS) return OK;
        if (last === undefined) return finding('never seen', '从未登录或使用');
        return finding(`last seen ${dateOf(last)}`, `最近一次出现在 ${dateOf(last)}`);
      });
    }),
  samples: {
    fires: aUser({ createdAt: { value: daysAgo(400) }, lastLogon: { value: daysAgo(90) } }),
    passes: aUser({
      createdAt: { value: daysAgo(400) },
      lastLogon: { value: daysAgo(300) },
      lastKeyUse: { value: daysAgo(2) },
    }),
  },
};
