import type { Language } from '../../config/types';

/** Words of the report's part on money. Values in them are shown as they are handed in: escaping is the caller's. */
export interface CostTexts {
  readonly signs: string;
  readonly noSigns: string;
  readonly unread: string;
  upTo(day: string): string;
  readonly usualLine: string;
  balance(days: number, usual: string): string;
  readonly balanceUnknown: string;
  readonly resources: string;
  readonly resourcesNote: string;
  readonly resourceHead: readonly [string, string, string];
  readonly notBilled: string;
  billed(days: number): string;
  readonly orders: string;
  readonly orderHead: readonly [string, string, string, string];
  readonly protect: string;
  readonly protectLead: string;
  readonly page: string;
}

export const COST_TEXTS: Readonly<Record<Language, CostTexts>> = {
  en: {
    signs: 'What stands out in bills, orders and balance',
    noSigns: 'Nothing stands out in what could be read.',
    unread: 'Could not be judged:',
    upTo: (day) => `Bills up to ${day}.`,
    usualLine: 'usual day',
    balance: (days, usual) =>
      `At the usual ${usual} a day it lasts ${days} ${days === 1 ? 'day' : 'days'}. Arrears stop Function Compute and OSS, and this responder with them.`,
    balanceUnknown: 'How long it lasts cannot be told: too few days of bills before the suspicion.',
    resources: 'Made with the key, priced by the bill',
    resourcesNote: 'What the bill does not name yet has an unknown price, not none.',
    resourceHead: ['Resource', 'Made', 'Billed so far'],
    notBilled: 'not billed yet',
    billed: (days) => (days === 1 ? 'on 1 day' : `on ${days} days`),
    orders: 'Orders',
    orderHead: ['Time', 'Product', 'Order', 'Amount'],
    protect: 'Protect the products that the cost points to',
    protectLead: 'Bills name no call: ask who owns the use before you stop it.',
    page: 'how to',
  },
  zh: {
    signs: '账单、订单和余额中的异常',
    noSigns: '在能读到的内容里没有发现异常。',
    unread: '无法判断：',
    upTo: (day) => `账单截至 ${day}。`,
    usualLine: '平时每天',
    balance: (days, usual) =>
      `按平时每天 ${usual} 计算，还可以用 ${days} 天。欠费会停止函数计算和 OSS，本工具也会随之停止。`,
    balanceUnknown: '无法判断还能用多久：怀疑开始之前的账单天数太少。',
    resources: '该 AccessKey 创建的资源，按账单计价',
    resourcesNote: '账单中尚未出现的资源，费用未知，不等于没有费用。',
    resourceHead: ['资源', '创建', '至今计费'],
    notBilled: '尚未出账',
    billed: (days) => `${days} 天`,
    orders: '订单',
    orderHead: ['时间', '产品', '订单', '金额'],
    protect: '保护费用所指向的产品',
    protectLead: '账单不指明调用：停用之前，请先确认是谁在使用。',
    page: '操作方法',
  },
};
