import type { Language } from '../../config/types';
import type { OtherType, Trace } from '../../findings/model';

export interface OthersTexts {
  readonly heading: string;
  readonly lead: string;
  readonly types: Readonly<Record<OtherType, string>>;
  readonly traces: Readonly<Record<Trace, string>>;
  readonly calls: (count: number) => string;
  readonly ordinary: string;
  readonly notOrdinary: string;
  readonly advice: Readonly<Record<OtherType, string>>;
  /** Instead of `advice.user`, where the events show that he is at work as a rule. */
  readonly neededUser: string;
  /** A trace that proves little. */
  readonly hint: string;
  readonly contain: string;
  readonly rotate: string;
  readonly more: (count: number) => string;
}

export const OTHERS_TEXTS: Readonly<Record<Language, OthersTexts>> = {
  en: {
    heading: 'Other keys and users of the account',
    lead: "The attack's addresses, programs and resources were met again under these. They are not contained by what was done about the leaked key.",
    types: { 'access-key': 'AccessKey', session: 'Session', user: 'User', root: 'Root' },
    traces: {
      address: "from the attack's address",
      tool: "with the attack's program",
      resource: 'upon what the attack made or changed',
    },
    calls: (count) => (count === 1 ? '1 call' : `${count} calls`),
    ordinary: 'at work on other days before',
    notOrdinary: 'not met before in these events',
    advice: {
      'access-key': 'Contain it, then rotate it: it is used where the thief is.',
      session: 'Find out who assumed the role, and attach a deny to the role until the session has ended.',
      user: 'Ask who he is. Still needed: change the password and require MFA. Not made by you, or idle: delete the user; the recycle bin can restore it.',
      root: "Change the account's password, check its MFA device and contacts, and disable every AccessKey of the account itself.",
    },
    neededUser: 'Change his password, require MFA for him, and ask him about these calls.',
    hint: 'This alone proves nothing: ask the owner of this identity first.',
    contain: 'To contain it: test event for the respond function',
    rotate: 'To rotate it',
    more: (count) => `and ${count} more, in findings.json`,
  },
  zh: {
    heading: '账号内的其他 AccessKey 和用户',
    lead: '在以下身份上再次出现了攻击者的地址、程序或资源。针对泄露的 AccessKey 采取的限制不影响它们。',
    types: { 'access-key': 'AccessKey', session: '会话', user: '用户', root: '主账号' },
    traces: { address: '来自攻击者的地址', tool: '使用了攻击者的程序', resource: '改动了攻击者创建或修改过的资源' },
    calls: (count) => `${count} 次调用`,
    ordinary: '此前多日有正常使用',
    notOrdinary: '此前的事件中没有出现过',
    advice: {
      'access-key': '先限制，再轮换：它出现在攻击者所在的地址。',
      session: '查明是谁扮演了该角色，并在会话结束之前为角色附加拒绝策略。',
      user: '核实此用户。仍需使用：修改密码并强制开启 MFA。不是您创建的或闲置的：删除该用户（可从回收站恢复）。',
      root: '立即修改主账号密码，检查其 MFA 设备和联系方式，并禁用主账号的全部 AccessKey。',
    },
    neededUser: '修改其密码，强制开启 MFA，并向其本人核实这些调用。',
    hint: '仅凭此点不能下结论：请先向该身份的负责人核实。',
    contain: '限制它：用此测试事件调用 respond 函数',
    rotate: '轮换它',
    more: (count) => `另有 ${count} 个，见 findings.json`,
  },
};
