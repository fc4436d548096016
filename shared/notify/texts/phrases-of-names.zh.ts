import type { Texts } from './keys';

/** What is said of names that were changed while a key was contained, and of other keys that wait besides it. */
export const namePhrasesZh: Texts['phrases'] = [
  [/^it is called (\S+) now$/, '现名 $1'],
  [
    /^(\S+) carries a deny of ours already, for (\S+), another key of his: what it denies is denied to this key as well$/,
    '$1 因他的另一个 AccessKey（$2）已带有本工具的拒绝策略：其中拒绝的调用，对这个 AccessKey 同样被拒绝',
  ],
  [/^which other keys wait for a decision could not be checked: (.+)$/s, '未能检查还有哪些 AccessKey 在等待决定：{1}'],
  [
    /^a key of (\S+) could not be checked: its id \((\S+)\) is of a form that can stand in no path and no command$/,
    '未能检查 $1 的一个 AccessKey：其 ID（$2）的形式无法用于路径和命令',
  ],
  [/^the leaked key is none of the keys of (\S+)$/, '泄露的 AccessKey 不属于 $1'],
  [/^(\S+) is none of the keys of (\S+), and whose it is: (.*)$/s, '$1 不属于 $2，也未能查到它属于谁（{3}）'],
  [/^(\S+) is none of the keys of (\S+), and of nobody who could be found$/, '$1 不属于 $2，也没有找到它属于谁'],
  [/^(\S+) is none of the keys of (\S+): its user is renamed again and again$/, '$1 不属于 $2：它的用户被反复改名'],
  [/^(\S+) is none of the keys of (\S+) any more$/, '$1 已不属于 $2'],
  [
    /^the deny went to (\S+), whose key this is not: names were changed meanwhile\. (\S+) carries (.+) until a person takes it off in the RAM console$/,
    '拒绝策略附加到了 $1，但这个 AccessKey 不属于他：其间有人改了用户名。在有人于 RAM 控制台取下之前，$2 身上有 $3',
  ],
];
