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
