import { type Check, finding, OK, withKnown } from './check';
import { aPreference, settings } from './samples';

export const selfManagedKeys: Check<'settings'> = {
  id: 'self-managed-keys',
  about: 'settings',
  severity: 'medium',
  title: { en: 'RAM users may make AccessKeys for themselves', zh: 'RAM 用户可以自行管理自己的 AccessKey' },
  advice: {
    en: 'Switch it off (SetSecurityPreference, AllowUserToManageAccessKeys): a stolen password then makes no lasting key.',
    zh: '请关闭（SetSecurityPreference 的 AllowUserToManageAccessKeys），这样密码被盗也造不出长期密钥。',
  },
  equals: [],
  judge: ({ preference }) =>
    withKnown(preference, ({ usersManageOwnKeys }) =>
      usersManageOwnKeys ? finding('the setting is on', '该设置已开启') : OK,
    ),
  samples: {
    fires: settings({ preference: { value: aPreference({ usersManageOwnKeys: true }) } }),
    passes: settings(),
  },
};
