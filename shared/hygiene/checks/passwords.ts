import type { PasswordPolicy } from '../../aliyun/ims';
import { type Check, finding, OK, type Words, withKnown } from './check';
import { aPasswordPolicy, settings } from './samples';

/** What the account's password policy must ask for, one check each, as Prowler counts them (CIS, "RAM"). */
const RULES: readonly (readonly [
  id: string,
  prowler: string,
  title: Words,
  isMet: (policy: PasswordPolicy) => boolean,
  weak: Partial<PasswordPolicy>,
  shown: (policy: PasswordPolicy) => Words,
])[] = [
  rule('lowercase', 'lowercase', 'a lowercase letter', '小写字母', 'requiresLowercase'),
  rule('uppercase', 'uppercase', 'an uppercase letter', '大写字母', 'requiresUppercase'),
  rule('number', 'number', 'a digit', '数字', 'requiresNumbers'),
  rule('symbol', 'symbol', 'a symbol', '特殊字符', 'requiresSymbols'),
  limit('length', 'minimum_length', ['at least 14 characters', '至少 14 个字符'], 'minimumLength', (n) => n >= 14, 8),
  limit(
    'age',
    'max_password_age',
    ['a change within 90 days', '90 天内更换'],
    'maxAgeDays',
    (n) => n > 0 && n <= 90,
    0,
  ),
  limit(
    'reuse',
    'password_reuse_prevention',
    ['none of the last 5', '不得与最近 5 个相同'],
    'remembered',
    (n) => n >= 5,
    0,
  ),
  limit(
    'attempts',
    'max_login_attempts',
    ['at most 5 tries', '最多尝试 5 次'],
    'maxAttempts',
    (n) => n > 0 && n <= 5,
    0,
  ),
];

type Rule = (typeof RULES)[number];
type Named<T> = { [Name in keyof PasswordPolicy]: PasswordPolicy[Name] extends T ? Name : never }[keyof PasswordPolicy];

function rule(id: string, prowler: string, en: string, zh: string, field: Named<boolean>): Rule {
  const isMet = (policy: PasswordPolicy) => policy[field];
  return [id, prowler, { en, zh }, isMet, { [field]: false }, () => ({ en: 'not asked for', zh: '未要求' })];
}

function limit(
  id: string,
  prowler: string,
  [en, zh]: readonly [string, string],
  field: Named<number>,
  isEnough: (value: number) => boolean,
  weak: number,
): Rule {
  const shown = (policy: PasswordPolicy): Words => ({ en: `set to ${policy[field]}`, zh: `当前为 ${policy[field]}` });
  return [id, prowler, { en, zh }, (policy) => isEnough(policy[field]), { [field]: weak }, shown];
}

export const passwordChecks: readonly Check<'settings'>[] = RULES.map(([id, prowler, title, isMet, weak, shown]) => ({
  id: `password-${id}`,
  about: 'settings',
  severity: 'low',
  title: { en: `The password policy does not ask for ${title.en}`, zh: `密码策略不符合要求：${title.zh}` },
  advice: {
    en: 'RAM console, Settings, password strength (SetPasswordPolicy). Passwords of today stay as they are until they are changed.',
    zh: 'RAM 控制台 > 设置 > 密码强度（SetPasswordPolicy）。现有密码在下次修改前不受影响。',
  },
  equals: ['config:ram-password-policy-check', `prowler:ram_password_policy_${prowler}`],
  judge: ({ passwords }) =>
    withKnown(passwords, (policy) => (isMet(policy) ? OK : finding(shown(policy).en, shown(policy).zh))),
  samples: {
    fires: settings({ passwords: { value: { ...aPasswordPolicy(), ...weak } } }),
    passes: settings(),
  },
}));
