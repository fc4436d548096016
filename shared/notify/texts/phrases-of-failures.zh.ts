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
  [/^an investigation does not come to its end$/, '有调查始终没有完成'],
  [/^begun (\d+) times since (\S+) and not ended: (.*)$/s, '自 $2 起已启动 $1 次，没有完成：{3}'],
  [/^(.*); it is tried with less now, and what is left out will be named$/s, '{1}；现在缩小范围再试，略去的部分会注明'],
  [/^none of them has left a word$/, '没有一次留下任何记录'],
  [/^(\d+) died, the last while (.*)$/s, '$1 次中途终止，最近一次终止时正在{2}'],
  [/^reading the calls and following whom the attack became$/, '读取调用记录并追踪攻击者变成的身份'],
  [/^judging what was read$/, '研判已读取的内容'],
  [/^writing the report and telling of it$/, '写报告并发出通知'],
  [/^investigations that do not end: (.*)$/s, '未完成的调查：{1}'],
  [/^left out, for (\d+) looks died before they came to their end$/, '已略去，因为此前 $1 次调查中途终止'],
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
  [/^The owner of (\S+) could not be checked: (.*)$/s, '未能查到 $1 属于谁：{2}'],
  [
    /^IMS names somebody of this account as its holder, and no list of keys shows it: .*$/s,
    'IMS 称它属于本账号的某个用户，而没有哪个用户的列表中有它：该用户正被不断改名，或两者之一有误。在同一名称下查到他之前，这个 AccessKey 没有被限制：请在 RAM 控制台找到它的用户，并禁用它',
  ],
  [
    /^at each of (\d+) looks the user had another name, or .*$/s,
    '连续 $1 次查看，该用户每次都换了名称，或查不到所问的内容：无法确认拒绝策略是否还在',
  ],
  [/^IMS names (\S+), whose keys do not show it$/, 'IMS 称它属于 $1，而其列表中没有它'],
  [
    /^a user had the key when every user was looked at, and his list of keys does not show it now$/,
    '逐个查看时某个用户有它，而现在其列表中没有它',
  ],
  [/^schedule: (.*)$/s, '到期任务：{1}'],
  [/^outbox: (.*)$/s, '待发消息：{1}'],
  [/^tampered objects: (.*)$/s, '被篡改的对象：{1}'],
  [/^heartbeat: (.*)$/s, '心跳：{1}'],
  [/^alarm: (.*)$/s, '告警：{1}'],
];
