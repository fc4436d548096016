import { type Check, finding, OK, withKnown } from './check';
import { aPreference, settings } from './samples';

const MOST_DAYS = 90;

/** RAM switches idle keys off itself, where it is told to: what it does every day is not imitated here. */
export const idleKeysKeptOn: Check<'settings'> = {
  id: 'idle-keys-kept-on',
  about: 'settings',
  severity: 'low',
  title: {
    en: 'RAM itself disables an unused AccessKey only after more than 90 days',
    zh: 'RAM 自动禁用闲置 AccessKey 的期限超过 90 天',
  },
  advice: {
    en: 'Set it to 90 (SetSecurityPreference, MaxIdleDaysForAccessKeys): RAM then does it without anybody; look at the keys under key-unused first.',
    zh: '请设为 90（SetSecurityPreference 的 MaxIdleDaysForAccessKeys），由 RAM 自动完成；设置前请先处理 key-unused 列出的密钥。',
  },
  equals: [],
  judge: ({ preference }) =>
    withKnown(preference, ({ maxIdleDaysOfKeys: days }) =>
      days > MOST_DAYS ? finding(`after ${days} days`, `${days} 天后`) : OK,
    ),
  samples: {
    fires: settings({ preference: { value: aPreference({ maxIdleDaysOfKeys: 730 }) } }),
    passes: settings(),
  },
};
