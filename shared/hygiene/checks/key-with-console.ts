import { type Check, finding, ifActive, OK, withKnown } from './check';
import { aKey } from './samples';

export const keyWithConsole: Check<'key'> = {
  id: 'key-with-console',
  about: 'key',
  severity: 'low',
  title: {
    en: 'Active AccessKey of an identity that can also sign in to the console',
    zh: '既可登录控制台、又有启用中 AccessKey 的身份',
  },
  advice: {
    en: 'Use one RAM user for a person and another for a program: otherwise a leaked key and a lost password each open both.',
    zh: '请让人和程序分别使用不同的 RAM 用户，否则密钥泄露和密码丢失会互相牵连。',
  },
  equals: ['config:ram-user-login-check', 'cloudrec:ALI_CLOUD_RAM_202501081111_110025'],
  judge: (key) =>
    // The account itself always can: its keys have checks of their own.
    key.owner.type === 'root'
      ? OK
      : ifActive(key, () =>
          withKnown(key.console, (console) => (console ? finding('console sign-in is on', '控制台登录已启用') : OK)),
        ),
  samples: { fires: aKey({ console: { value: true } }), passes: aKey() },
};
