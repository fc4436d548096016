import type { Texts } from './keys';

/** Where the chain of identities is cut: what it is, and before the names of those who are left out. */
const CUTS: readonly (readonly [sentence: string, words: string])[] = [
  [
    '(\\d+) sessions that were opened from new addresses and whose calls were not looked for:',
    '有 $1 个临时会话从新地址打开，未查找其调用：',
  ],
  ['identities whose calls were not looked for:', '未查找其调用的身份：'],
  [
    'the chain is followed (\\d+) steps deep, and goes on: not followed are',
    '身份链追踪到第 $1 层为止，后面还有，未追踪：',
  ],
  ['more than (\\d+) identities: not followed are', '身份超过 $1 个，未追踪：'],
  ['more than (\\d+) identities that may do anything: not followed are', '可做任何事的身份超过 $1 个，未追踪：'],
  ['more than (\\d+) sessions: not followed are', '临时会话超过 $1 个，未追踪：'],
  ['more than (\\d+) grants, policies, shares and such: not listed are', '授权、权限策略、共享等超过 $1 项，未列出：'],
];
/** What may stand before another of them. */
const FIRST = [
  'more is being read',
  'more than \\d+ identities, keys and grants were made: not listed are \\d+ that can do least',
  'given up after \\d+ runs, with events left to read',
  ...CUTS.map(([cut]) => `${cut}[^;]*`),
]
  .join('|')
  .replaceAll('(\\d+)', '\\d+');

/** How far the attack's identities were followed. */
export const chainPhrasesZh: Texts['phrases'] = [
  [/^the chain of identities: (.*)$/s, '身份链：{1}'],
  [new RegExp(`^(${FIRST}); (.*)$`, 's'), '{1}；{2}'],
  ...CUTS.flatMap(([cut, words]): Texts['phrases'][number][] => {
    const next = cut.includes('(') ? 2 : 1;
    return [
      [new RegExp(`^${cut} (.*) and (\\d+) more$`, 's'), `${words}$${next}，另有 $${next + 1} 项`],
      [new RegExp(`^${cut} (.*)$`, 's'), `${words}$${next}`],
    ];
  }),
];
