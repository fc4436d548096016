import type { Texts } from './keys';

/** What failed when the responder itself did, and what that means. */
export const failurePhrasesZh: Texts['phrases'] = [
  [/^timer$/, '定时检查'],
  [/^respond$/, '处理泄露信号'],
  [/^investigate$/, '调查'],
  [/^hygiene$/, '每晚巡检'],
  [/^unexpected error in the run (\S+): (.*)$/s, '运行 $1 出现意外错误：{2}'],
  [/^leaks may go unnoticed until this is mended$/, '恢复之前，泄露可能不会被发现'],
  [
    /^what was done with a leaked key may stay unknown until this is mended$/,
    '恢复之前，可能无法得知泄露的 AccessKey 被用来做了什么',
  ],
  [/^no key of the account is looked at by night until this is mended$/, '恢复之前，每晚不会检查账号中的 AccessKey'],
  [/^poll: (.*)$/s, '轮询云安全中心：{1}'],
  [
    /^Security Center's leak list is longer than (\d+): what stands behind could not be checked$/,
    '云安全中心的泄露列表超过 $1 条：之后的未能查看',
  ],
  [
    /^Security Center's leak list could not be read whole: it counts (\d+), and (\d+) were there$/,
    '未能完整读取云安全中心的泄露列表：它称有 $1 条，只读到 $2 条',
  ],
  [/^Security Center's leak list could not be read whole: (.*)$/s, '未能完整读取云安全中心的泄露列表：{1}'],
  [/^schedule: (.*)$/s, '到期任务：{1}'],
  [/^outbox: (.*)$/s, '待发消息：{1}'],
  [/^tampered objects: (.*)$/s, '被篡改的对象：{1}'],
  [/^heartbeat: (.*)$/s, '心跳：{1}'],
  [/^alarm: (.*)$/s, '告警：{1}'],
];
