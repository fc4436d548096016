import type { Language } from '../../config/types';
import type { HygieneSeverity } from '../checks/check';
import type { ResultWord } from '../model';

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
  change(since: string, fresh: number, gone: number): string;
  readonly changes: string;
  changesSince(since: string, nightsApart: number): string;
  readonly noEarlier: string;
  readonly nothingNew: string;
  readonly isNew: string;
  fresh(count: number): string;
  gone(count: number): string;
  unknownNow(count: number): string;
  notCompared(checks: string): string;
  readonly trend: string;
  trendLead(nights: number, days: number): string;
  readonly trendHead: readonly [string, string, string, string, string];
  readonly trendTable: string;
  night(date: string, findings: number, complete: boolean): string;
  noNight(date: string): string;
  readonly legend: { readonly severe: string; readonly medium: string; readonly low: string; readonly none: string };
  readonly cutNight: string;
  readonly missingNight: string;
  readonly ages: string;
  readonly ageLead: string;
  readonly ageBuckets: readonly [string, string, string, string, string, string, string];
  readonly ageParts: readonly [string, string, string, string];
  readonly limit90: string;
  ageUnknown(count: number): string;
  readonly excepted: string;
  readonly exceptedLead: string;
  until(date: string, reason: string): string;
  readonly leaked: string;
  readonly leakedLead: string;
  leakedKey(calls: number, date: string): string;
  readonly leakedCut: string;
  lastAt(time: string): string;
  readonly exempt: string;
  readonly isExempt: string;
  leakedRest(count: number): string;
  leakedUnknown(count: number): string;
  readonly leakedNone: string;
  readonly filters: {
    readonly search: string;
    readonly result: string;
    readonly finding: string;
    readonly any: string;
    readonly severities: string;
    readonly checks: string;
    readonly clear: string;
    /** With `{shown}` and `{all}` in it. */
    readonly shown: string;
  };
  readonly keysTable: string;
  keysLead(shown: number, all: number): string;
  calls(count: number): string;
  exceptionOf(check: string): string;
  left(count: number, file: string): string;
  readonly findings: string;
  readonly findingsLead: string;
  readonly noFindings: string;
  readonly notChecked: string;
  readonly notCheckedLead: string;
  readonly incomplete: string;
  readonly checks: string;
  readonly checksLead: string;
  readonly checksHead: readonly [string, string, string, string, string, string];
  readonly keys: string;
  readonly keysHead: readonly [string, string, string, string, string, string, string];
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
  results: { ok: 'ok', finding: 'finding', 'could-not-check': 'could not check', excepted: 'excepted' },
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
  change: (since, fresh, gone) => `Since ${since}: ${fresh} new, ${gone} gone`,
  changes: 'What has changed',
  changesSince: (since, nightsApart) =>
    nightsApart === 1 ? `Since the night before, ${since}.` : `Since ${since}: ${nightsApart} days, no night between.`,
  noEarlier: 'There is no earlier night to compare with.',
  nothingNew: 'Nothing is new.',
  isNew: 'new',
  fresh: (count) => `New: ${count}`,
  gone: (count) => `Gone: ${count}`,
  unknownNow: (count) =>
    `${count} ${count === 1 ? 'finding' : 'findings'} of that night could not be looked at again: not known to be gone.`,
  notCompared: (checks) => `Too many findings to compare one by one: ${checks}.`,
  trend: 'The last 30 nights',
  trendLead: (nights, days) =>
    `${nights} of ${days} days have a night. A gap is a night that was not taken, not one without findings.`,
  trendHead: ['Night (UTC)', 'Findings', 'of them critical or high', 'Could not check', 'AccessKeys'],
  trendTable: 'As numbers',
  night: (date, findings, complete) =>
    `${date}: ${findings} ${findings === 1 ? 'finding' : 'findings'}${complete ? '' : ', not everything could be looked at'}`,
  noNight: (date) => `${date}: no night`,
  legend: { severe: 'critical, high', medium: 'medium', low: 'low', none: 'no findings' },
  cutNight: 'not everything could be looked at',
  missingNight: 'no night',
  ages: 'How old the keys are',
  ageLead: 'By the day on which each was made.',
  ageBuckets: ['30 d', '75 d', '90 d', '180 d', '1 y', '2 y', 'older'],
  ageParts: ['in use', 'active, unused for 90 days', 'disabled', 'use not known'],
  limit90: '90 days',
  ageUnknown: (count) => `${count} ${count === 1 ? 'key' : 'keys'} of unknown age`,
  excepted: 'Excepted',
  exceptedLead:
    'Findings that somebody has decided to live with: not counted above. When the day is over they are findings again.',
  until: (date, reason) => `until ${date}: ${reason}`,
  leaked: 'If one of these keys leaks',
  leakedLead:
    'These calls of the last 30 days will fail, because the quarantine refuses them. By evaluation; ActionTrail tells no counts.',
  leakedKey: (calls, date) => `${calls} ${calls === 1 ? 'call' : 'calls'} would fail (looked at ${date})`,
  leakedCut: 'The key was used for more products than were asked about: there may be more.',
  lastAt: (time) => `last ${time}`,
  exempt:
    'To exempt this key, where deploy.env is: a leak of it is then told and held, and nothing is attached until a person approves.',
  isExempt: 'Exempt already: a leak of it is told and held for a person.',
  leakedRest: (count) => `${count} more keys are in report.json (ifLeaked).`,
  leakedUnknown: (count) => `Of ${count} keys in use it is not known yet: some are asked about each night.`,
  leakedNone: 'No call is known that would fail.',
  filters: {
    search: 'Search',
    result: 'Result',
    finding: 'Finding',
    any: 'all',
    severities: 'Severity',
    checks: 'Check',
    clear: 'Show all',
    shown: '{shown} of {all} keys are shown',
  },
  keysTable: 'One by one',
  keysLead: (shown, all) =>
    shown === all
      ? 'The worst first.'
      : `The worst ${shown} of ${all}: all of them are in report.json, all findings in findings.csv.`,
  calls: (count) => `${count} ${count === 1 ? 'call fails' : 'calls fail'}`,
  exceptionOf: (check) => `exception of ${check}`,
  left: (count, file) => `+ ${count} (${file})`,
  findings: 'What to do',
  findingsLead: 'The worst first. A key can stand under more than one heading.',
  noFindings: 'No check found anything.',
  notChecked: 'What could not be checked',
  notCheckedLead: 'Not known is not clean: look at these by hand, or wait for the next night.',
  incomplete: 'Not every key of the account was seen: the number of keys is a lower bound.',
  checks: 'Checks',
  checksLead: 'Every check on every key, user or account: the four results add up to how many were looked at.',
  checksHead: ['Check', 'Looked at', 'Findings', 'Could not check', 'Excepted', 'Ok'],
  keys: 'Every AccessKey',
  keysHead: ['User', 'AccessKey', 'Status', 'Created', 'Last used', 'If it leaks', 'Result'],
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
  results: { ok: '正常', finding: '有问题', 'could-not-check': '无法检查', excepted: '例外' },
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
  change: (since, fresh, gone) => `自 ${since} 起：新增 ${fresh}，消失 ${gone}`,
  changes: '与上次相比',
  changesSince: (since, nightsApart) =>
    nightsApart === 1 ? `与前一晚（${since}）相比。` : `与 ${since} 相比：相隔 ${nightsApart} 天，其间没有巡检。`,
  noEarlier: '没有更早的巡检可以比较。',
  nothingNew: '没有新问题。',
  isNew: '新',
  fresh: (count) => `新增：${count}`,
  gone: (count) => `消失：${count}`,
  unknownNow: (count) => `上次的 ${count} 个问题这次无法再检查：不能视为已解决。`,
  notCompared: (checks) => `问题太多，未逐一比较：${checks}。`,
  trend: '最近 30 晚',
  trendLead: (nights, days) => `${days} 天中有 ${nights} 晚进行了巡检。空缺表示当晚没有巡检，不表示没有问题。`,
  trendHead: ['日期（UTC）', '问题', '其中严重或高', '无法检查', 'AccessKey'],
  trendTable: '查看数字',
  night: (date, findings, complete) => `${date}：${findings} 个问题${complete ? '' : '，有内容未能检查'}`,
  noNight: (date) => `${date}：没有巡检`,
  legend: { severe: '严重、高', medium: '中', low: '低', none: '没有问题' },
  cutNight: '有内容未能检查',
  missingNight: '没有巡检',
  ages: 'AccessKey 的使用年限',
  ageLead: '按创建日期计算。',
  ageBuckets: ['30 天', '75 天', '90 天', '180 天', '1 年', '2 年', '更久'],
  ageParts: ['使用中', '启用但 90 天未使用', '已禁用', '使用情况未知'],
  limit90: '90 天',
  ageUnknown: (count) => `${count} 个 AccessKey 的创建时间未知`,
  excepted: '例外',
  exceptedLead: '已决定暂时接受的问题，不计入上面的数字；到期后重新计入。',
  until: (date, reason) => `截止 ${date}：${reason}`,
  leaked: '如果这些 AccessKey 泄露',
  leakedLead: '最近 30 天的下列调用会失败，因为隔离策略会拒绝它们。通过策略求值得出；操作审计不提供次数。',
  leakedKey: (calls, date) => `${calls} 种调用会失败（查询于 ${date}）`,
  leakedCut: '该 AccessKey 使用的产品多于查询的数量，可能还有更多。',
  lastAt: (time) => `最近 ${time}`,
  exempt: '如需豁免，请在 deploy.env 所在目录执行：此后它泄露时只告警并等待人工决定，批准之前不附加任何策略。',
  isExempt: '已豁免：泄露时只告警并等待人工决定。',
  leakedRest: (count) => `另有 ${count} 个见 report.json（ifLeaked）。`,
  leakedUnknown: (count) => `使用中的 ${count} 个 AccessKey 尚不清楚：每晚查询一部分。`,
  leakedNone: '没有已知会失败的调用。',
  filters: {
    search: '搜索',
    result: '结果',
    finding: '问题',
    any: '全部',
    severities: '级别',
    checks: '检查项',
    clear: '显示全部',
    shown: '显示 {shown} 个，共 {all} 个',
  },
  keysTable: '逐个列出',
  keysLead: (shown, all) =>
    shown === all
      ? '问题严重的在前。'
      : `仅列出最需要关注的 ${shown} 个，共 ${all} 个：全部见 report.json，全部问题见 findings.csv。`,
  calls: (count) => `${count} 种调用会失败`,
  exceptionOf: (check) => `例外（${check}）`,
  left: (count, file) => `+ ${count}（${file}）`,
  findings: '需要处理',
  findingsLead: '按严重程度排列，同一个 AccessKey 可能出现多次。',
  noFindings: '各项检查均未发现问题。',
  notChecked: '无法检查',
  notCheckedLead: '不知道不等于没问题：请手动查看，或等待下一次巡检。',
  incomplete: '未能看到账号下的全部 AccessKey，实际数量可能更多。',
  checks: '检查项',
  checksLead: '每一项都检查了全部对象，四种结果相加等于检查数。',
  checksHead: ['检查项', '检查数', '有问题', '无法检查', '例外', '正常'],
  keys: '全部 AccessKey',
  keysHead: ['用户', 'AccessKey', '状态', '创建', '最近使用', '若泄露', '结果'],
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
