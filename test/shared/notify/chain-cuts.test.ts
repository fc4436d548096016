import { translated } from '../../../shared/notify/parts/alert';
import { zh } from '../../../shared/notify/texts/zh';

test.each([
  ['more is being read', '身份链：仍在读取'],
  [
    'given up after 40 runs, with events left to read; 6 sessions that were opened from new addresses and whose calls were not looked for: STS.a, STS.b',
    '身份链：运行 40 次后放弃，还有事件未读取；有 6 个临时会话从新地址打开，未查找其调用：STS.a, STS.b',
  ],
  [
    'identities whose calls were not looked for: evil; more than 200 sessions: not followed are STS.a, STS.b and 42 more',
    '身份链：未查找其调用的身份：evil；临时会话超过 200 个，未追踪：STS.a, STS.b，另有 42 项',
  ],
  [
    'the chain is followed 10 steps deep, and goes on: not followed are u10, LTAI5tOf10; more than 200 identities: not followed are m199; more than 200 grants, policies, shares and such: not listed are p200 and 1 more',
    '身份链：身份链追踪到第 10 层为止，后面还有，未追踪：u10, LTAI5tOf10；身份超过 200 个，未追踪：m199；授权、权限策略、共享等超过 200 项，未列出：p200，另有 1 项',
  ],
])('where the chain is cut is told in Chinese: %s', (cut, words) => {
  expect(translated(`the chain of identities: ${cut}`, zh)).toBe(words);
});
