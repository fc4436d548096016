import { withCurrency } from '../bill-floor';
import type { Finding, Severity } from '../model';
import type { Text } from '../rules/model';

export type CostRule =
  | 'bill-new'
  | 'bill-new-region'
  | 'bill-new-currency'
  | 'bill-new-small'
  | 'bill-jump'
  | 'bill-day'
  | 'bill-order'
  | 'bill-refund'
  | 'order-made'
  | 'order-refund'
  | 'balance-low'
  | 'balance-falling';

/** Something about money that is worth a look: amounts are decimal strings, days those of the bill's calendar. */
export interface CostFact {
  readonly rule: CostRule;
  readonly severity: Severity;
  readonly product: string;
  readonly region: string;
  /** Of every amount here; empty where the bill names none. */
  readonly currency: string;
  readonly amount: string;
  readonly days: readonly string[];
  /** What such a day costs as a rule, where that is known. */
  readonly usual?: string;
  /** An order's kind and id, what a balance loses a day, which new things are told together. */
  readonly detail?: string;
}

export interface CostSign {
  readonly fact: CostFact;
  readonly text: Text;
  /** What makes it the same sign as one of an earlier look, in the fact's currency. */
  readonly id: string;
  readonly finding: (accessKeyId: string) => Finding;
}

type Place = Pick<CostFact, 'product' | 'region' | 'currency'>;
type Rest = Omit<CostFact, 'rule' | 'severity' | keyof Place> & { readonly severity?: Severity };

/** Bills name no call: whose they are is never certain, and only a balance that ends soon is grave by itself. */
const SEVERITY: Readonly<Partial<Record<CostRule, Severity>>> = {
  'bill-order': 'low',
  'balance-low': 'critical',
  'balance-falling': 'critical',
};

export function costSign(rule: CostRule, { product, region, currency }: Place, rest: Rest): CostSign {
  const fact: CostFact = { rule, severity: SEVERITY[rule] ?? 'medium', product, region, currency, ...rest };
  const text = textOf(fact);
  const order = rule === 'order-made' || rule === 'order-refund' ? rest.detail : undefined;
  return {
    fact,
    text,
    // Which small things are new changes from look to look: they are one sign.
    id: rule === 'bill-new-small' ? rule : [rule, product, region, order].filter((part) => part).join(' '),
    finding: (accessKeyId) => ({
      rule,
      kind: 'bill',
      severity: fact.severity,
      technique: 'T1496',
      title: text.en,
      actors: [accessKeyId],
      eventIds: [],
    }),
  };
}

function textOf({ rule, product, region, currency, days, detail = '', ...amounts }: CostFact): Text {
  const amount = withCurrency(amounts.amount, currency);
  const usual = withCurrency(amounts.usual ?? '', currency);
  const en = region === '' ? product : `${product} in ${region}`;
  const zh = region === '' ? product : `${region} 的 ${product}`;
  const on = days.join(', ');
  switch (rule) {
    case 'bill-new':
      return {
        en: `${en} was never billed before: ${amount} on ${on}`,
        zh: `${zh} 从未产生过费用：${on} 计费 ${amount}`,
      };
    case 'bill-new-region':
      return {
        en: `${product} was never billed in ${region} before: ${amount} on ${on}`,
        zh: `${product} 从未在 ${region} 产生过费用：${on} 计费 ${amount}`,
      };
    case 'bill-new-currency':
      return {
        en: `${en} was never billed in ${currency || 'no named currency'} before: ${amount} on ${on}`,
        zh: `${zh} 从未以 ${currency || '未注明的币种'} 计费：${on} 计费 ${amount}`,
      };
    case 'bill-new-small':
      return {
        en: `New on the bill, each a small sum, together ${amount} on ${on}: ${detail}`,
        zh: `账单中新出现的小额费用，${on} 合计 ${amount}：${detail}`,
      };
    case 'bill-day':
      return {
        en: `The whole account cost ${amount} on ${on}, usually ${usual}: more than single products in single regions explain`,
        zh: `整个账号在 ${on} 计费 ${amount}，平时 ${usual}：单个产品在单个地域的费用不足以解释`,
      };
    case 'bill-jump':
      return {
        en: `${en} cost ${amount} on ${on}, usually ${usual}`,
        zh: `${zh} 在 ${on} 计费 ${amount}，平时 ${usual}`,
      };
    case 'bill-order':
      return {
        en: `${en} was bought or renewed by subscription: ${amount} on ${on}`,
        zh: `${zh} 有包年包月购买或续费：${on}，${amount}`,
      };
    case 'bill-refund':
      return { en: `Money was given back for ${en} on ${on}: ${amount}`, zh: `${zh} 在 ${on} 有退款：${amount}` };
    case 'order-made':
      return {
        en: `An order was made since the suspicion began: ${product}, ${detail}, ${amount}`,
        zh: `怀疑开始之后有新订单：${product}，${detail}，${amount}`,
      };
    case 'order-refund':
      return {
        en: `A refund was ordered since the suspicion began: ${product}, ${detail}, ${amount}`,
        zh: `怀疑开始之后有退订：${product}，${detail}，${amount}`,
      };
    case 'balance-low':
      return {
        en: `The balance of ${amount} lasts less than three days of usual spend (${usual} a day)`,
        zh: `余额 ${amount} 不足三天的平时花费（每天 ${usual}）`,
      };
    case 'balance-falling':
      return {
        en: `The balance falls ten times faster than usual: ${withCurrency(detail, currency)} a day, usually ${usual}; ${amount} is left`,
        zh: `余额下降速度是平时的十倍以上：每天 ${withCurrency(detail, currency)}，平时 ${usual}；还剩 ${amount}`,
      };
  }
}
