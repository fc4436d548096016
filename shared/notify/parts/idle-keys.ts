import { CLI } from '../../command-line';
import type { Language } from '../../config/types';
import type { Rung } from '../../hygiene/ladder/model';
import type { AlertFacts } from '../facts';
import { type Block, cut, line, outside, type Tone } from '../message';
import type { Texts } from '../texts/keys';
import { showTime } from '../time';
import { inWords, stepLine } from './alert';
import { type Plain, verdict } from './other';

type Facts<Kind extends AlertFacts['kind']> = Extract<AlertFacts, { readonly kind: Kind }>;

/** What is done now first. */
const RUNGS: readonly Rung[] = ['disable', 'announce', 'warn-again', 'warn'];

/** A night's word on keys that nobody uses: every key that it warns of by its name. */
export function idleKeysAlert(facts: Facts<'idle-keys'>, texts: Texts, language: Language): Plain {
  const { idle: words, labels } = texts;
  const blocks = RUNGS.flatMap((rung): Block[] => {
    const steps = facts.steps.filter((step) => step.rung === rung);
    if (steps.length === 0) return [];
    const rows = steps.map(({ user, accessKeyId, lastUsedAt }) => [
      [outside(user, 64)],
      [{ key: accessKeyId }],
      [lastUsedAt === 'never' ? words.never : showTime(lastUsedAt, language)],
    ]);
    return [
      { part: 'done', kind: 'paragraph', line: [{ strong: words.rungs[rung](steps.length, facts.warnDays) }] },
      { part: 'done', kind: 'table', head: [...words.head], rows },
    ];
  });
  return {
    title: words.title(facts.steps.length),
    tone: 'decide',
    severity: 'high',
    blocks: [
      ...verdict(texts, 'decide', words.headline(facts.steps.length, facts.unusedDays), {
        todo: [words.todo],
        who: words.who,
      }),
      { part: 'owner', kind: 'facts', rows: [{ label: labels.account, value: [outside(facts.accountId)] }] },
      ...blocks,
    ],
  };
}

/** What became of a key that a night wanted switched off. */
export function idleKeyAlert(facts: Facts<'idle-key'>, texts: Texts, language: Language): Plain {
  const { idle: words, labels, headings, decide } = texts;
  const said = words.end[facts.end];
  const key = { key: facts.accessKeyId };
  const user = outside(facts.userName, 128);
  const tone: Tone = facts.end === 'given-back' ? 'decide' : 'info';
  const command = line`${CLI} release ${key} --reactivate ${key} --reason "${decide.reasonPlaceholder}"`;
  return {
    title: said.title(cut(facts.userName, 64)),
    tone,
    severity: facts.end === 'given-back' ? 'high' : 'info',
    blocks: [
      ...verdict(texts, tone, said.headline(user), { todo: [said.todo], who: decide.byNobody }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: labels.user, value: [user] },
          { label: labels.key, value: [key] },
          { label: labels.account, value: [outside(facts.incidentId.split('/')[0] ?? facts.incidentId)] },
          { label: labels.reason, value: [inWords(facts.reason, texts, 500)] },
        ],
      },
      ...(facts.steps.length === 0
        ? []
        : ([
            { part: 'done', kind: 'heading', line: [headings.done] },
            { part: 'done', kind: 'list', items: facts.steps.map((step) => stepLine(step, texts, language)) },
          ] as const)),
      ...(facts.end === 'off'
        ? ([
            { part: 'decide', kind: 'heading', line: [headings.decide] },
            { part: 'decide', kind: 'command', purpose: [words.back], command },
          ] as const)
        : []),
    ],
  };
}
