import { type Check, dateOf, finding, OK, withKnown } from './check';
import { aKey, daysAgo } from './samples';

export const keyLeaked: Check<'key'> = {
  id: 'key-leaked',
  about: 'key',
  severity: 'critical',
  title: {
    en: "AccessKey stands in Security Center's leak list and is still pending",
    zh: 'AccessKey 在云安全中心泄露列表中，仍待处理',
  },
  advice: {
    en: 'The key is public. Replace it, then disable and delete it; the alert of its incident has the steps.',
    zh: '该密钥已公开。请更换后禁用并删除；处理步骤见对应事件的告警。',
  },
  equals: ['config:security-center-leak-ak-check'],
  judge: (key) =>
    withKnown(key.pendingLeak, (leak) => {
      if (leak === undefined) return OK;
      return leak.foundAt
        ? finding(`found public ${dateOf(leak.foundAt)}, pending`, `${dateOf(leak.foundAt)} 发现泄露，待处理`)
        : finding('found public, pending', '已发现泄露，待处理');
    }),
  samples: {
    fires: aKey({ active: { value: false }, pendingLeak: { value: { foundAt: daysAgo(3) } } }),
    passes: aKey(),
  },
};
