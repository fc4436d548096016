/** What the judgement of the bills says that it could not check, for a Chinese reader. */
export const billPhrasesZh: readonly (readonly [RegExp, string])[] = [
  [
    /^a source of that look was cut or refused, and which one was not written down$/,
    '那次检查有来源被拒绝或没有读完，但没有记录是哪一个',
  ],
  [/^(.+) \(and (\d+) more\)$/s, '{1}（另有 $2 处）'],
  [/^(\S+), bill by instance: (.+)$/s, '$1 按实例的账单：{2}'],
  [/^(\S+), bill by product: (.+)$/s, '$1 按产品的账单：{2}'],
  [
    /^bills: no day since the suspicion \((\S+), UTC\+8\) is in them, they reach until (\S+): not checked$/,
    '账单截至 $2，怀疑开始（北京时间 $1）之后的费用还没有出账：未检查',
  ],
  [
    /^bills: days since the suspicion that are not in them: (\d+), the first (\S+): not checked$/,
    '怀疑开始之后有 $1 天没有账单，最早的是 $2：这些天未检查',
  ],
  [/^bills: no day before the suspicion to compare with: not checked$/, '怀疑开始之前没有账单可供比较：未检查'],
  [/^bills: no day in them has a bill: not checked$/, '没有任何一天有账单：未检查'],
  [
    /^bills: amounts in (.+): each currency is measured by itself, no sum over them is checked$/,
    '账单涉及多个币种（$1）：各自单独比较，未检查它们的合计',
  ],
  [
    /^bills: (\S+) was refused \((.+)\), though it was answered with 200: not checked$/,
    '$1 的账单查询被拒绝（$2）：未检查',
  ],
  [/^bills: (.+) is no day: not checked$/, '$1 不是日期：未检查'],
  [/^bills: a day without BillingDate: not checked$/, '有一天的账单没有 BillingDate：未检查'],
  [/^bills: (\S+) has no answer: not checked$/, '$1 的账单没有返回内容：未检查'],
  [/^bills: (\S+) has no items: not checked$/, '$1 的账单没有明细：未检查'],
  [/^bills: (\S+) is not what was written: not checked$/, '$1 的账单文件已不是写入时的内容：未检查'],
  [/^bills: (\S+) is no bill: not checked$/, '$1 的文件不是账单：未检查'],
  [/^bills: (\S+) cannot be read back \((.+)\): not checked$/s, '$1 的账单无法读回（$2）：未检查'],
  [
    /^bills: (\S+) goes on \(NextToken\), and the rest of it is missing: not checked whole$/,
    '$1 的账单缺少后续页（NextToken）：检查不完整',
  ],
  [/^bills: an amount of (.+) on (\S+) is no number: not counted$/, '$2 的账单中 $1 的一笔金额不是数字：未计入'],
];
