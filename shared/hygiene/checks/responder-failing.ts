import { CLI } from '../../command-line';
import { type Check, finding, OK, withKnown } from './check';
import { aResponder } from './samples';

const isPoll = (failure: string): boolean => failure.startsWith('poll:');
const MOST_SHOWN = 200;
/** One look shows so many of the queue (Simple Message Queue, "BatchPeekMessage"). */
const MOST_PEEKED = 16;

export const responderPollFailed: Check<'responder'> = {
  id: 'responder-poll-failed',
  about: 'responder',
  severity: 'critical',
  title: { en: "The responder's last look at the leak list failed", zh: '响应程序最近一次查询泄露列表失败' },
  advice: {
    en: 'Leaks are not being noticed. Its log says why; a refused right is granted again by docs/ros.yaml.',
    zh: '目前无法发现泄露。原因见函数日志；缺失的权限可由 docs/ros.yaml 重新授予。',
  },
  equals: [],
  judge: ({ failures }) =>
    withKnown(failures, (all) => {
      const poll = all.find(isPoll)?.slice(0, MOST_SHOWN);
      return poll === undefined ? OK : finding(poll, `失败：${poll}`);
    }),
  samples: {
    fires: aResponder({ failures: { value: ['poll: sas DescribeAccesskeyLeakList failed: NoPermission'] } }),
    passes: aResponder({ failures: { value: ['outbox: mail: refused'] } }),
  },
};

export const responderFailing: Check<'responder'> = {
  id: 'responder-failing',
  about: 'responder',
  severity: 'high',
  title: { en: 'The responder failed in the last 24 hours', zh: '响应程序在最近 24 小时内有失败的运行' },
  advice: {
    en: 'Each kind of failure was told once an hour: see those messages, and its log. What must still happen is started again by its timer.',
    zh: '每类失败每小时已告警一次，请查看这些消息和函数日志。未完成的工作会由定时器再次启动。',
  },
  equals: [],
  judge: ({ failedHours }) =>
    withKnown(failedHours, (hours) =>
      hours > 0 ? finding(`in ${hours} of 24 hours`, `24 小时中有 ${hours} 个小时`) : OK,
    ),
  samples: { fires: aResponder({ failedHours: { value: 2 } }), passes: aResponder() },
};

export const invocationsFailed: Check<'responder'> = {
  id: 'invocation-failed',
  about: 'responder',
  severity: 'high',
  title: { en: 'Invocations and events that failed for good', zh: '最终失败的调用和事件' },
  advice: {
    en: 'They lie in the queue ak-tourniquet-dead-letters: read there what was not handled, see the log of that time, and delete them. After seven days they are gone.',
    zh: '它们保存在队列 ak-tourniquet-dead-letters 中：请查看哪些没有处理、当时的函数日志，然后删除。七天后会自动消失。',
  },
  equals: [],
  judge: ({ deadLetters }) =>
    withKnown(deadLetters, (count) => {
      if (count === 0) return OK;
      const many = count >= MOST_PEEKED;
      return finding(`${count}${many ? ' or more' : ''} in the queue`, `队列中有 ${count} 条${many ? '或更多' : ''}`);
    }),
  samples: { fires: aResponder({ deadLetters: { value: 1 } }), passes: aResponder() },
};

export const outboxWaiting: Check<'responder'> = {
  id: 'outbox-waiting',
  about: 'responder',
  severity: 'medium',
  title: { en: 'Alerts that no channel has taken', zh: '有告警尚未送达' },
  advice: {
    en: `A channel refuses them: ${CLI} doctor --send tries each. After seven days they are given up.`,
    zh: `某个渠道拒收：用 ${CLI} doctor --send 逐个尝试。七天后将放弃发送。`,
  },
  equals: [],
  judge: ({ outbox }) =>
    withKnown(outbox, (count) => (count > 0 ? finding(`${count} waiting`, `${count} 条等待发送`) : OK)),
  samples: { fires: aResponder({ outbox: { value: 1 } }), passes: aResponder() },
};
