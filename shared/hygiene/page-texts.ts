import type { Language } from '../config/types';
import type { HygieneSeverity } from './checks/check';
import type { ResultWord } from './model';

/** Every word of the nightly page that is not a check's own. */
export interface PageTexts {
  readonly lang: string;
  readonly title: string;
  readonly severities: Readonly<Record<HygieneSeverity, string>>;
  readonly results: Readonly<Record<ResultWord, string>>;
  headline(findings: number, couldNotCheck: number, complete: boolean): string;
  readonly tiles: readonly [string, string, string, string];
  readonly account: string;
  readonly made: string;
  readonly reported: string;
  readonly noReport: string;
  readonly findings: string;
  readonly findingsLead: string;
  readonly noFindings: string;
  readonly notChecked: string;
  readonly notCheckedLead: string;
  readonly incomplete: string;
  readonly checks: string;
  readonly checksLead: string;
  readonly checksHead: readonly [string, string, string, string, string];
  readonly keys: string;
  readonly keysHead: readonly [string, string, string, string, string, string];
  readonly never: string;
  readonly unknown: string;
  readonly active: string;
  readonly inactive: string;
  readonly root: string;
  readonly responder: string;
  readonly settings: string;
  readonly keysUnknown: string;
  slot(number: number): string;
  times(count: number): string;
  readonly footer: string;
}

const en: PageTexts = {
  lang: 'en',
  title: 'AccessKey hygiene',
  severities: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' },
  results: { ok: 'ok', finding: 'finding', 'could-not-check': 'could not check' },
  headline: (findings, couldNotCheck, complete) => {
    const found = findings === 0 ? 'No findings' : `${findings} ${findings === 1 ? 'finding' : 'findings'}`;
    const open = couldNotCheck === 0 ? found : `${found}; ${couldNotCheck} could not be checked`;
    return complete ? open : `${open}; not every key was seen`;
  },
  tiles: ['keys in all', 'keys with a finding', 'keys not fully checked', 'keys with nothing to do'],
  account: 'Account',
  made: 'Made',
  reported: 'Credential report of',
  noReport: 'could not be read',
  findings: 'What to do',
  findingsLead: 'The worst first. A key can stand under more than one heading.',
  noFindings: 'No check found anything.',
  notChecked: 'What could not be checked',
  notCheckedLead: 'Not known is not clean: look at these by hand, or wait for the next night.',
  incomplete: 'Not every key of the account was seen: the number of keys is a lower bound.',
  checks: 'Checks',
  checksLead: 'Every check on every key, user or account: the three results add up to how many were looked at.',
  checksHead: ['Check', 'Looked at', 'Findings', 'Could not check', 'Ok'],
  keys: 'Every AccessKey',
  keysHead: ['User', 'AccessKey', 'Status', 'Created', 'Last used', 'Result'],
  never: 'never',
  unknown: 'not known',
  active: 'active',
  inactive: 'disabled',
  root: 'root (the account itself)',
  responder: 'responder',
  settings: 'the account',
  keysUnknown: 'keys not listed',
  slot: (number) => `key ${number} (id not known)`,
  times: (count) => `${count} times`,
  footer:
    'Made by ak-tourniquet. It reads the account and changes nothing. A key made after the credential report, by a user who had none, shows the next night.',
};

const zh: PageTexts = {
  lang: 'zh-CN',
  title: 'AccessKey 巡检',
  severities: { critical: '严重', high: '高', medium: '中', low: '低' },
  results: { ok: '正常', finding: '有问题', 'could-not-check': '无法检查' },
  headline: (findings, couldNotCheck, complete) => {
    const found = findings === 0 ? '没有发现问题' : `发现 ${findings} 个问题`;
    const open = couldNotCheck === 0 ? found : `${found}；${couldNotCheck} 项无法检查`;
    return complete ? open : `${open}；未能看到全部 AccessKey`;
  },
  tiles: ['AccessKey 总数', '有问题', '未能全部检查', '无需处理'],
  account: '账号',
  made: '生成时间',
  reported: '用户凭证报告时间',
  noReport: '无法读取',
  findings: '需要处理',
  findingsLead: '按严重程度排列，同一个 AccessKey 可能出现多次。',
  noFindings: '各项检查均未发现问题。',
  notChecked: '无法检查',
  notCheckedLead: '不知道不等于没问题：请手动查看，或等待下一次巡检。',
  incomplete: '未能看到账号下的全部 AccessKey，实际数量可能更多。',
  checks: '检查项',
  checksLead: '每一项都检查了全部对象，三种结果相加等于检查数。',
  checksHead: ['检查项', '检查数', '有问题', '无法检查', '正常'],
  keys: '全部 AccessKey',
  keysHead: ['用户', 'AccessKey', '状态', '创建', '最近使用', '结果'],
  never: '从未',
  unknown: '未知',
  active: '启用',
  inactive: '已禁用',
  root: '主账号',
  responder: '响应程序',
  settings: '账号',
  keysUnknown: '未能列出',
  slot: (number) => `第 ${number} 个（ID 未知）`,
  times: (count) => `${count} 次`,
  footer:
    '由 ak-tourniquet 生成。只读取账号信息，不做任何更改。凭证报告生成之后，原来没有 AccessKey 的用户新建的，会在下一次巡检中显示。',
};

export function pageTexts(language: Language): PageTexts {
  return language === 'zh' ? zh : en;
}
