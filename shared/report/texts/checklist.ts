import type { Language } from '../../config/types';

/** The reference document's demands, in its order. */
export type Demand =
  | 'notices'
  | 'key-off'
  | 'rotate'
  | 'narrow'
  | 'unneeded'
  | 'mfa'
  | 'audit'
  | 'data-logs'
  | 'others'
  | 'bills'
  | 'protect';

export interface ChecklistTexts {
  readonly heading: string;
  readonly lead: string;
  readonly states: Readonly<Record<'done' | 'part' | 'left' | 'none', string>>;
  readonly demands: Readonly<Record<Demand, string>>;
  readonly cut: string;
  upTo(time: string): string;
  readonly noBills: string;
  madeLeft(count: number): string;
  othersFound(count: number): string;
  logsRead(buckets: number): string;
  readonly othersClean: string;
  readonly proposed: string;
  readonly comma: string;
  signs(count: number): string;
  readonly keyIsOn: string;
  readonly keyIsOff: string;
  readonly denied: string;
  readonly notDenied: string;
  readonly byPerson: string;
}

export const CHECKLIST_TEXTS: Readonly<Record<Language, ChecklistTexts>> = {
  en: {
    heading: 'Steps of the reference document',
    lead: 'What Alibaba Cloud asks to be done about a leaked AccessKey: what is done, and what is left to you.',
    states: { done: 'done', part: 'in part', left: 'left', none: 'nothing to do' },
    demands: {
      notices: "Watch Alibaba Cloud's notices and your resources",
      'key-off': 'Disable the leaked key, then delete it',
      rotate: 'Rotate: a new key in its place, checked, before the old one goes',
      narrow: 'Narrow the rights of the key: deny high-risk actions until it is deleted',
      unneeded: 'Remove every permission that is not needed',
      mfa: 'Require MFA of every console user and bind devices',
      audit: 'Check the calls of the key: strange addresses, resources made or deleted',
      'data-logs': "Check data calls that ActionTrail does not hold, in the products' own logs (OSS, SLS)",
      others: 'Check other users and keys, above all what this key made',
      bills: 'Check for abnormal cost',
      protect: 'Protect the products that the cost points to',
    },
    cut: 'not every source answered in full',
    upTo: (time) => `data up to ${time}`,
    noBills: 'no bill could be read',
    madeLeft: (count) => `made with the key and not contained: ${count}`,
    othersFound: (count) => `other identities with the attack's traces: ${count}`,
    logsRead: (buckets) => `access logs of ${buckets} bucket${buckets === 1 ? '' : 's'} read, below`,
    othersClean: "no other key or user bears the attack's traces",
    proposed: 'a smaller policy is proposed, below',
    comma: ', ',
    signs: (count) => `${count} to look at, below`,
    keyIsOn: 'the key is on',
    keyIsOff: 'the key is off; delete it when nothing needs it',
    denied: 'the deny is attached',
    notDenied: 'no deny is attached',
    byPerson: 'a person has to',
  },
  zh: {
    heading: '参考文档的各个步骤',
    lead: '阿里云对 AccessKey 泄露要求做的事：哪些已经完成，哪些需要您来做。',
    states: { done: '已完成', part: '部分完成', left: '待处理', none: '无需处理' },
    demands: {
      notices: '关注阿里云的通知和账号下的资源异动',
      'key-off': '禁用泄露的 AccessKey，然后删除',
      rotate: '轮转：创建新的 AccessKey 替换并验证，再禁用、删除旧的',
      narrow: '缩小权限：在删除之前限制高风险权限',
      unneeded: '移除不需要的全部权限',
      mfa: '要求所有控制台用户开启 MFA 并绑定设备',
      audit: '检查该 AccessKey 的操作：陌生 IP、非业务需要的资源创建或删除',
      'data-logs': '在产品自己的日志中检查操作审计没有的数据类操作（OSS、SLS）',
      others: '排查其他用户和 AccessKey，首先是它创建的身份',
      bills: '检查是否有异常费用',
      protect: '针对费用所指向的产品采取防护措施',
    },
    cut: '有的来源没有完整返回',
    upTo: (time) => `数据截至 ${time}`,
    noBills: '没有读到账单',
    madeLeft: (count) => `由它创建且尚未限制的身份或授权：${count}`,
    othersFound: (count) => `带有相同攻击痕迹的其他身份：${count} 个`,
    logsRead: (buckets) => `已读取 ${buckets} 个存储空间的访问日志，见下文`,
    othersClean: '没有其他 AccessKey 或用户带有攻击痕迹',
    proposed: '下文给出了一份更小的权限策略',
    comma: '，',
    signs: (count) => `有 ${count} 项需要查看，见下文`,
    keyIsOn: 'AccessKey 仍处于启用状态',
    keyIsOff: 'AccessKey 已禁用；不再需要时请删除',
    denied: '拒绝策略已附加',
    notDenied: '没有附加拒绝策略',
    byPerson: '需要人来完成',
  },
};
