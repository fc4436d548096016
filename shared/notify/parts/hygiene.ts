import type { Language } from '../../config/types';
import type { HygieneFacts } from '../facts';
import { type Block, type Line, line, outside, type Severity, type Tone } from '../message';
import type { Texts } from '../texts/keys';
import { inWords, limited } from './alert';
import { placeRow } from './next';
import type { Plain } from './other';

/** The nightly look at every key: the counts, the worst findings, what could not be looked at. */
export function hygieneAlert(facts: HygieneFacts, texts: Texts, language: Language): Plain {
  const words = texts.hygiene;
  const isUnknown = facts.couldNotCheck > 0 || !facts.complete || facts.caveats.length > 0;
  const headline: Line = [
    ...words.headline(facts.keys.total, facts.users, facts.findings),
    ...(facts.complete ? [] : [words.incomplete]),
  ];
  const tone = toneOf(facts, isUnknown);
  const { finding, couldNotCheck, ok } = facts.keys;
  return {
    title: facts.findings > 0 ? words.title(facts.findings) : isUnknown ? words.titleUnknown : words.titleClean,
    tone,
    severity: severityOf(tone),
    blocks: [
      { part: 'verdict', kind: 'verdict', tone, line: headline },
      {
        part: 'verdict',
        kind: 'facts',
        rows: [
          { label: words.labels.keys, value: [words.counts(finding, couldNotCheck, ok)] },
          {
            label: texts.labels.todo,
            value: [facts.findings > 0 ? words.todo : isUnknown ? words.todoUnknown : words.todoNone],
          },
          { label: texts.labels.who, value: [words.who] },
          { label: texts.labels.account, value: [outside(facts.accountId)] },
          { label: words.labels.date, value: [outside(facts.date)] },
        ],
      },
      ...worst(facts, texts, language),
      ...notes(facts, texts),
      ...report(facts, texts),
    ],
  };
}

function toneOf({ worst: [first], findings }: HygieneFacts, isUnknown: boolean): Tone {
  if (first?.severity === 'critical') return 'danger';
  return findings > 0 || isUnknown ? 'decide' : 'info';
}

function severityOf(tone: Tone): Severity {
  if (tone === 'danger') return 'critical';
  return tone === 'decide' ? 'high' : 'info';
}

function worst(facts: HygieneFacts, texts: Texts, language: Language): Block[] {
  if (facts.worst.length === 0) return [];
  const words = texts.hygiene;
  const rows = facts.worst.map(({ severity, title, detail, user, accessKeyId }) => [
    [words.severities[severity]],
    line`${outside(title[language])}${texts.colon}${outside(detail[language])}`,
    words.whose(
      user === undefined ? words.responder : user === '<root>' ? texts.root : outside(user, 64),
      accessKeyId === undefined ? undefined : { key: accessKeyId },
    ),
  ]);
  const left = facts.findings - facts.worst.length;
  return [
    { part: 'investigation', kind: 'paragraph', line: [{ strong: words.worst(facts.worst.length) }] },
    { part: 'investigation', kind: 'table', head: [...words.head], rows },
    ...(left > 0 ? [{ part: 'investigation', kind: 'note', line: [words.more(left)] } as const] : []),
  ];
}

function notes(facts: HygieneFacts, texts: Texts): Block[] {
  if (facts.couldNotCheck === 0 && facts.caveats.length === 0) return [];
  // Two reasons of ours may be one sentence in the reader's language.
  const reasons = new Set(facts.caveats.map((why) => inWords(why, texts, 300)));
  return [
    { part: 'done', kind: 'paragraph', line: [{ strong: texts.hygiene.notChecked(facts.couldNotCheck) }] },
    { part: 'done', kind: 'list', items: limited([...reasons], texts, (reason) => [reason]) },
  ];
}

function report({ reportAt }: HygieneFacts, texts: Texts): Block[] {
  if (reportAt === undefined) return [{ part: 'report', kind: 'note', line: [texts.hygiene.noReport] }];
  return [
    { part: 'report', kind: 'facts', rows: [placeRow(texts, texts.report.place, reportAt)] },
    { part: 'report', kind: 'note', line: [`${texts.report.privateNote} ${texts.report.attached}`] },
  ];
}
