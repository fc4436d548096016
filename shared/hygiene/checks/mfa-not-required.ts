import { type Check, finding, OK, withKnown } from './check';
import { aPreference, settings } from './samples';

export const mfaNotRequired: Check<'settings'> = {
  id: 'mfa-not-required',
  about: 'settings',
  severity: 'medium',
  title: {
    en: 'The account does not require multi-factor authentication of everyone who signs in',
    zh: '账号未要求所有 RAM 用户登录时使用 MFA',
  },
  advice: {
    en: 'RAM console, Settings, MFA for sign-in: for all users (SetSecurityPreference, MFAOperationForLogin mandatory).',
    zh: 'RAM 控制台 > 设置 > 登录时使用 MFA：强制所有用户（SetSecurityPreference 的 MFAOperationForLogin 设为 mandatory）。',
  },
  equals: [],
  judge: ({ preference }) =>
    withKnown(preference, ({ mfaAtLogin }) =>
      mfaAtLogin === 'mandatory' ? OK : finding(`the setting is "${mfaAtLogin}"`, `当前设置为“${mfaAtLogin}”`),
    ),
  samples: {
    fires: settings({ preference: { value: aPreference({ mfaAtLogin: 'independent' }) } }),
    passes: settings(),
  },
};
