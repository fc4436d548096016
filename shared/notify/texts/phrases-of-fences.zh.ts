/** Why a key was not fenced in, or how it went, for a Chinese reader. */
export const fencePhrasesZh: readonly (readonly [RegExp, string])[] = [
  [/^read back$/, '已核实'],
  [/^read back, the network policy says something else than was set$/, '核实时发现网络策略与设置的不一致'],
  [
    /^no network is known that the key worked from before the leak, taken to begin at (\S+)$/,
    '不知道这个 AccessKey 泄露之前从哪些网络使用过（以 $1 为泄露开始）',
  ],
  [/^the key's history could not be read whole: (.*)$/s, '这个 AccessKey 的历史未能完整读取：{1}'],
  [/^not all of the key's events could be read$/, '并非所有事件都能读取'],
  [
    /^the key worked from (\d+) addresses, and a policy takes (\d+)$/,
    '这个 AccessKey 从 $1 个地址使用过，一条网络策略最多 $2 个',
  ],
  [/^the networks do not fit in one policy$/, '这些网络超出一条网络策略的配额'],
  [/^the key's own network policy could not be read$/, '无法理解这个 AccessKey 现有的网络策略'],
  [
    /^the network policy that binds the key already allows none of the networks it worked from$/,
    '这个 AccessKey 现有的网络策略不允许它使用过的任何网络',
  ],
  [
    /^this account's IMS does not know network policies of AccessKeys \((.*)\)$/,
    '此账号的 IMS 尚不支持 AccessKey 网络策略（$1）',
  ],
  [/^IMS says that this key belongs to (\S+)$/, '按 IMS 的回答，这个 AccessKey 属于 $1'],
  [
    /^the network policy of the account for all keys, which a fence must not widen, could not be read$/,
    '无法理解账号级 AccessKey 网络策略，而限制不得比它更宽',
  ],
  [
    /^the network policy of the account for all keys, which a fence must not widen, could not be checked: (.*)$/s,
    '未能检查账号级 AccessKey 网络策略（{1}），而限制不得比它更宽',
  ],
];
