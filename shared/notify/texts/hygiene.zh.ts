import { line } from '../message';
import type { HygieneTexts } from './hygiene';

export const hygieneZh: HygieneTexts = {
  title: (findings) => `每晚巡检：发现 ${findings} 个问题`,
  titleUnknown: '每晚巡检：有内容无法检查',
  titleClean: '每晚巡检：无需处理',
  headline: (keys, users, findings) =>
    line`已检查 ${users} 个 RAM 用户和主账号的 ${keys} 个 AccessKey，发现 ${findings} 个问题。`,
  incomplete: '未能看到全部 AccessKey，实际数量可能更多。',
  counts: (finding, couldNotCheck, ok) => `有问题 ${finding}，未能全部检查 ${couldNotCheck}，无需处理 ${ok}`,
  todo: '请从下面第一条开始处理，报告中有每一项的处理办法。本工具没有做任何更改。',
  todoUnknown: '没有发现问题，但有内容无法检查，原因见下。',
  todoNone: '无需处理。',
  who: '账号管理员',
  worst: (shown) => (shown === 1 ? '问题：' : `最严重的 ${shown} 个问题：`),
  head: ['级别', '问题', '对象'],
  severities: { critical: '严重', high: '高', medium: '中', low: '低' },
  responder: '响应程序',
  more: (count) => `……另有 ${count} 个，见报告。`,
  notChecked: (count) => (count === 0 ? '其他说明：' : `无法检查（缺 ${count} 项结果），原因：`),
  labels: { keys: 'AccessKey', date: '巡检日期（UTC）' },
  noReport: '报告未能写入。',
  whose: (user, key) => (key === undefined ? [user] : line`${user}，${key}`),
};
