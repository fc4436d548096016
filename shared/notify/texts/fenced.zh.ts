import { line } from '../message';
import type { Texts } from './keys';

/** 泄露的 AccessKey 的网络限制：现在可以从哪里使用，或为什么没有限制。 */
export const fencedZh: Texts['fenced'] = {
  done: {
    title: (user) => `${user} 的 AccessKey 只能从已知网络使用`,
    headline: (s) => line`${s.user} 泄露的 AccessKey 现在只能从泄露之前使用过的网络使用。用户上的拒绝策略继续有效。`,
    todo: () => line`您的应用如果从其他网络调用，从现在起会被拒绝：请核对下面的名单，然后轮转这个 AccessKey。`,
  },
  not: {
    title: (user) => `${user} 的 AccessKey 未能限制网络`,
    headline: (s) => line`${s.user} 泄露的 AccessKey 没有限制在已知网络之内。用户上的拒绝策略照旧有效。`,
    todo: () => line`网络限制无需处理：能重试的，下次查看时会再试。请轮转这个 AccessKey。`,
  },
  keptTitle: '可以使用的来源：',
  leftTitle: '未列入的来源：',
  reasons: {
    'worked-before': '泄露之前从这里使用过',
    'shared-with-attack': '业务和攻击都来自这里：仍允许，请核查',
    attack: '攻击来自这里',
    'since-suspicion': '可疑时间之后才出现',
    'shortly-before': '可疑时间之前不久才出现，天数很少',
    'no-address': '云服务，不是地址',
    'former-policy': '原先约束这个 AccessKey 的网络策略不允许',
  },
  item: (address, reason) => line`${address}：${reason}`,
  sts: '它不限制临时会话（STS）和控制台。',
};
