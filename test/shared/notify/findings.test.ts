import { RULES } from '../../../shared/findings/rules';
import { SOURCES } from '../../../shared/findings/verdicts-of-sources';
import { translated } from '../../../shared/notify/parts/alert';
import { en } from '../../../shared/notify/texts/en';
import { zh } from '../../../shared/notify/texts/zh';

/** What askForMore asks a person about. */
const LASTING = /^(persistence|privilege|console-takeover|log-tampering)$/;
const asked = [...RULES, ...Object.values(SOURCES)].filter(({ kind }) => LASTING.test(kind));

test.each(asked.map(({ id, text }) => [id, text] as const))(
  'a Chinese reader is asked about %s in Chinese',
  (_, text) => {
    const user = '云梦; x';
    expect(translated(text.en, zh)).toBe(text.zh);
    expect(translated(`${text.en}: svc, ops`, zh)).toBe(`${text.zh}：svc, ops`);
    expect(translated(`${text.en}: svc; A RAM user was made: b; A policy was taken off`, zh)).toBe(
      `${text.zh}：svc；创建了 RAM 用户：b；解除了策略`,
    );
    // A name from outside that is more than a name ends no sentence of ours: it is shown as it came.
    expect(translated(`${text.en}: ${user}`, zh)).toContain(user.slice(0, 2));
    expect(translated(`${text.en}: svc`, en)).toBe(`${text.en}: svc`);
  },
);

test.each([
  'the chain is followed 10 steps deep, and goes on: not followed are u10, LTAI5tOf10',
  'more than 200 identities: not followed are zz199, zz198 and 894 more',
  'more than 100 identities that may do anything: not followed are adm100, adm101',
  'more than 200 sessions: not followed are STS.Thief200',
  'more than 200 grants, policies, shares and such: not listed are ci-bot → p200',
  'more than 1000 identities, keys and grants were made: not listed are 103 that can do least',
])('what the chain leaves out is told in Chinese: %s', (cut) => {
  expect(translated(cut, zh)).toMatch(/^[^a-z]*(AccessKey [^a-z]+)?(未追踪：|未列出)/);
});
