import type { Texts } from './keys';

/** What stands for many alerts, and for one that a channel does not want. */
export const merged: Pick<Texts, 'digest' | 'bare'> = {
  digest: {
    title: (count) => `${count} 条未能及时送达的告警`,
    headline: (count) => `${count} 条 AccessKey 告警合并在此，因为此渠道每分钟只接收 20 条消息。`,
    together: (count) =>
      `${count} 条 AccessKey 告警合并在一封邮件里，因为它们来得比邮件的发送速度快。每条的完整内容见下。`,
    head: ['时间（北京时间）', '告警'],
    note: '每条告警的完整内容见邮件和对应事件的报告。',
  },
  bare: {
    title: '一条被此渠道拒收的告警',
    headline:
      'AccessKey 响应程序有一条告警被此渠道拒收了两次：过滤规则不接受其中的文字，而这些文字可能是攻击者写的。以下是不含这些文字的内容。',
    where: '发生了什么、做了什么：',
  },
};
