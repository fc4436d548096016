import { RULES } from '../../../shared/findings/rules';
import { attempt, ordinary } from '../../../shared/findings/verdict';
import { CIRCUMSTANCES, OTHERS } from '../../../shared/findings/verdicts';
import { PATTERNS } from '../../../shared/findings/verdicts-of-patterns';
import { adviceOf, textOf } from '../../../shared/findings/words';

const all = [...RULES, ...Object.values(PATTERNS), ...Object.values(CIRCUMSTANCES), ...Object.values(OTHERS)];

test.each(all.flatMap((one) => [one, attempt(one), ordinary(one)]).map((one) => [one.id, one] as const))(
  '%s has its words in both languages, whatever became of it',
  (rule, { text, advice }) => {
    expect(textOf({ rule, title: 'none' })).toEqual(text);
    expect(adviceOf({ rule })).toEqual(advice);
    expect(advice.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(advice.en).not.toMatch(/[\u4e00-\u9fff]/);
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
  },
);

test('no two of them share an id', () => {
  const ids = all.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what no rule here has made says its title', () => {
  expect(textOf({ rule: 'constructor', title: 'Something else' })).toEqual({
    zh: 'Something else',
    en: 'Something else',
  });
  expect(adviceOf({ rule: 'constructor' })).toBeUndefined();
});
