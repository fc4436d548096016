import { type Check, finding, OK, withKnown } from './check';
import { aUser } from './samples';

export const consoleWithoutMfa: Check<'user'> = {
  id: 'console-without-mfa',
  about: 'user',
  severity: 'high',
  title: { en: 'User signs in to the console without multi-factor authentication', zh: '可登录控制台的用户未启用 MFA' },
  advice: {
    en: 'Require a multi-factor device at the next sign-in, or switch console access off where nobody needs it.',
    zh: '请要求下次登录时绑定 MFA；不需要控制台的用户请关闭控制台登录。',
  },
  equals: ['config:ram-user-mfa-check', 'prowler:ram_user_mfa_enabled_console_access'],
  judge: (user) =>
    withKnown(user.console, (console) =>
      console ? withKnown(user.mfa, (mfa) => (mfa ? OK : finding('no device is bound', '未绑定 MFA 设备'))) : OK,
    ),
  samples: {
    fires: aUser({ mfa: { value: false } }),
    passes: aUser({ console: { value: false }, mfa: { value: false } }),
  },
};
