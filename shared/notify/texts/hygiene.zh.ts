import { line } from '../message';
import type { HygieneTexts } from './hygiene';

export const hygieneZh: HygieneTexts = {
  title: (findings) => `每晚巡检：发现 ${findings} 个问题`,
  titleUnknown: '每晚巡检：有内容无法检查',
  titleClean: '每晚巡检：无需处理',
  titleNothingNew: '每晚巡检：一周内没有新问题',
  nothingNew: (keys, findings, couldNotCheck, excepted) =>
    line`每晚巡检正常进行，没有新问题：${keys} 个 AccessKey，仍有 ${findings} 个问题${excepted > 0 ? `，${excepted} 个例外` : ''}${couldNotCheck > 0 ? `，${couldNotCheck} 项无法检查` : ''}。`,
  headline: (keys, users, findings, isRootSeen) =>
    line`已检查 ${users} 个 RAM 用户${isRootSeen ? '和主账号' : ''}的 ${keys} 个 AccessKey${isRootSeen ? '' : '，未能检查主账号的'}，发现 ${findings} 个问题。`,
  incomplete: '未能看到全部 AccessKey，实际数量可能更多。',
  counts: (finding, couldNotCheck, excepted, ok) =>
    `有问题 ${finding}，未能全部检查 ${couldNotCheck}，${excepted > 0 ? `例外 ${excepted}，` : ''}无需处理 ${ok}`,
  change: (since, fresh, gone, unknown) =>
    `新增 ${fresh}，消失 ${gone}${unknown > 0 ? `，无法再次检查 ${unknown}` : ''}（自 ${since} 起）`,
  noEarlier: '未知：没有更早的巡检可以比较',
  isNew: '新',
  alsoNew: (shown) => `其他新问题${shown > 1 ? `（最严重的 ${shown} 个）` : ''}：`,
  todo: '请从下面第一条开始处理，报告中有每一项的处理办法。本工具没有做任何更改。',
  todoUnknown: '没有发现问题，但有内容无法检查，原因见下。',
  todoNone: '无需处理。',
  who: '账号管理员',
  worst: (shown) => (shown === 1 ? '问题：' : `最严重的 ${shown} 个问题：`),
  head: ['级别', '问题', '对象'],
  severities: { critical: '严重', high: '高', medium: '中', low: '低' },
  responder: '响应程序',
  account: '账号',
  more: (count) => `……另有 ${count} 个，见报告。`,
  notChecked: (count) => (count === 0 ? '其他说明：' : `无法检查（缺 ${count} 项结果），原因：`),
  labels: { keys: 'AccessKey', date: '巡检日期（UTC）', change: '与上次相比', excepted: '例外' },
  noReport: '报告未能写入。',
  whose: (user, key) => (key === undefined ? [user] : line`${user}，${key}`),
};
