import type { Language, Site } from '../../config/types';
import type { Judged, KeptReason, LeftReason } from '../../containment/fence/decide';
import { consoleLink } from '../consoles';
import type { AlertFacts } from '../facts';
import { type Block, cut, outside, type Tone } from '../message';
import type { Texts } from '../texts/keys';
import type { Subject } from '../texts/situations';
import { hoursAfter, showTime } from '../time';
import { limited, stepLine } from './alert';
import { commandBlock } from './next';
import { type Plain, verdict } from './other';

/** The leaked key was fenced in beside the deny, or could not be. */
export function fencedAlert(
  facts: Extract<AlertFacts, { readonly kind: 'fenced' }>,
  texts: Texts,
  language: Language,
  site: Site,
): Plain {
  const { step, kept, left } = facts;
  const words = texts.fenced;
  const situation = step.ok ? words.done : words.not;
  const subject: Subject = {
    key: { key: facts.accessKeyId },
    user: outside(facts.userName, 128),
    account: outside(facts.incidentId.split('/')[0] ?? facts.incidentId),
    page: (page) => consoleLink(site, page),
  };
  const isShared = kept.some(({ reason }) => reason === 'shared-with-attack');
  const tone: Tone = step.ok && !isShared ? 'info' : 'decide';
  return {
    title: situation.title(cut(facts.userName, 64)),
    tone,
    severity: tone === 'info' ? 'info' : 'high',
    blocks: [
      ...verdict(texts, tone, situation.headline(subject), {
        todo: situation.todo(subject),
        // An address that the attack used too is somebody's to look at.
        who: isShared ? texts.decide.byContained(showTime(hoursAfter(facts.at, 24), language)) : texts.decide.byNobody,
      }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: texts.labels.user, value: [subject.user] },
          { label: texts.labels.key, value: [subject.key] },
          { label: texts.labels.account, value: [subject.account] },
        ],
      },
      { part: 'done', kind: 'heading', line: [texts.headings.done] },
      { part: 'done', kind: 'list', items: [stepLine(step, texts, language)] },
      ...(step.ok ? addresses(texts, words.keptTitle, shareFirst(kept)) : []),
      ...addresses(texts, words.leftTitle, left),
      ...(step.ok ? [{ part: 'done', kind: 'paragraph', line: [words.sts] } as const] : []),
      { part: 'decide', kind: 'heading', line: [texts.headings.decide] },
      commandBlock(texts, texts.decide.release, 'release', subject.key),
    ],
  };
}

/** What needs a look comes before what is as expected. */
function shareFirst(kept: readonly Judged<KeptReason>[]): readonly Judged<KeptReason>[] {
  return [...kept].sort((a, b) => Number(b.reason !== 'worked-before') - Number(a.reason !== 'worked-before'));
}

function addresses(texts: Texts, title: string, judged: readonly Judged<KeptReason | LeftReason>[]): Block[] {
  if (judged.length === 0) return [];
  const { item, reasons } = texts.fenced;
  return [
    { part: 'done', kind: 'paragraph', line: [{ strong: title }] },
    {
      part: 'done',
      kind: 'list',
      items: limited(judged, texts, ({ address, reason }) => item(outside(address, 80), reasons[reason])),
    },
  ];
}
