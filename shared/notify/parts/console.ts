import type { Language, Site } from '../../config/types';
import { consoleLink } from '../consoles';
import type { AlertFacts } from '../facts';
import { type Block, cut, outside } from '../message';
import type { Texts } from '../texts/keys';
import { hoursAfter, showTime } from '../time';
import { inWords, limited, stepLine } from './alert';
import { commandBlock } from './next';
import { type Plain, verdict } from './other';

/** What was done about console logins that the findings name. */
export function consoleAlert(
  facts: Extract<AlertFacts, { readonly kind: 'console' }>,
  texts: Texts,
  language: Language,
  site: Site,
): Plain {
  const words = texts.console;
  const how = facts.steps.every(({ ok }) => ok) && facts.left.length === 0 ? 'done' : 'failed';
  const user = outside(facts.userName === '' ? texts.rootName : facts.userName, 128);
  const key = { key: facts.accessKeyId };
  const left: Block[] =
    facts.left.length === 0
      ? []
      : [
          { part: 'done', kind: 'paragraph', line: [{ strong: words.left }] },
          { part: 'done', kind: 'list', items: limited(facts.left, texts, (why) => [inWords(why, texts, 300)]) },
        ];
  return {
    title: words.title[how](cut(facts.userName === '' ? texts.rootName : facts.userName, 64)),
    tone: 'decide',
    severity: 'high',
    blocks: [
      ...verdict(texts, 'decide', words.headline[how](user), {
        todo: words.todo[how](consoleLink(site, 'ram')),
        who: texts.decide.byContained(showTime(hoursAfter(facts.at, 24), language)),
      }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: texts.labels.user, value: [user] },
          { label: texts.labels.key, value: [key] },
          { label: texts.labels.account, value: [outside(facts.incidentId.split('/')[0] ?? facts.incidentId)] },
        ],
      },
      { part: 'done', kind: 'heading', line: [texts.headings.done] },
      { part: 'done', kind: 'list', items: facts.steps.map((step) => stepLine(step, texts, language)) },
      ...left,
      { part: 'decide', kind: 'heading', line: [texts.headings.decide] },
      commandBlock(texts, texts.decide.release, 'release', key),
    ],
  };
}
