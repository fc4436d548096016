import type { Language } from '../../config/types';
import type { HygieneFacts, HygieneLine } from '../hygiene-facts';
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
    ...words.headline(facts.keys.total, facts.users, facts.findings, facts.isRootSeen),
    ...(facts.complete ? [] : [words.incomplete]),
  ];
  const tone = toneOf(facts, isUnknown);
  const { finding, couldNotCheck, excepted, ok } = facts.keys;
  if (facts.isLine) return weekly(facts, texts, tone);
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
          { label: words.labels.keys, value: [words.counts(finding, couldNotCheck, excepted, ok)] },
          ...changed(facts, texts),
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

/** Nothing new: that the look is still taken, how many findings stand, and where they are. */
function weekly(facts: HygieneFacts, texts: Texts, tone: Tone): Plain {
  const words = texts.hygiene;
  const place = facts.reportAt ? [placeRow(texts, texts.report.place, facts.reportAt)] : [];
  return {
    title: words.titleNothingNew,
    tone: tone === 'danger' ? 'decide' : tone,
    severity: tone === 'info' ? 'info' : 'high',
    blocks: [
      {
        part: 'verdict',
        kind: 'verdict',
        tone: tone === 'danger' ? 'decide' : tone,
        line: words.nothingNew(facts.keys.total, facts.findings, facts.couldNotCheck, facts.excepted),
      },
      {
        part: 'report',
        kind: 'facts',
        rows: [{ label: texts.labels.account, value: [outside(facts.accountId)] }, ...place],
      },
    ],
  };
}

function changed({ change, excepted }: HygieneFacts, texts: Texts) {
  const words = texts.hygiene;
  const since = change && {
    label: words.labels.change,
    value: [words.change(change.since, change.freshCount, change.goneCount, change.unknownCount)],
  };
  return [
    ...(since ? [since] : [{ label: words.labels.change, value: [words.noEarlier] }]),
    ...(excepted > 0 ? [{ label: words.labels.excepted, value: [String(excepted)] }] : []),
  ];
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
  const table = (lines: readonly HygieneLine[], heading: string): Block[] => [
    { part: 'investigation', kind: 'paragraph', line: [{ strong: heading }] },
    {
      part: 'investigation',
      kind: 'table',
      head: [...words.head],
      rows: lines.map((one) => row(one, texts, language)),
    },
  ];
  const { change, findings } = facts;
  const left = findings - facts.worst.length;
  const fresh = change?.fresh ?? [];
  const leftNew = (change?.freshCount ?? 0) - fresh.length - facts.worst.filter(({ isNew }) => isNew).length;
  return [
    ...table(facts.worst, words.worst(facts.worst.length)),
    ...(left > 0 ? [{ part: 'investigation', kind: 'note', line: [words.more(left)] } as const] : []),
    ...(fresh.length > 0 ? table(fresh, words.alsoNew(fresh.length)) : []),
    ...(fresh.length > 0 && leftNew > 0
      ? [{ part: 'investigation', kind: 'note', line: [words.more(leftNew)] } as const]
      : []),
  ];
}

function row(one: HygieneLine, texts: Texts, language: Language) {
  const { severity, title, detail, user, bucket, about, accessKeyId, isNew } = one;
  const words = texts.hygiene;
  const whose = user ?? bucket;
  return [
    [isNew ? `${words.severities[severity]} · ${words.isNew}` : words.severities[severity]],
    line`${outside(title[language])}${texts.colon}${outside(detail[language])}`,
    words.whose(
      user === '<root>'
        ? texts.root
        : whose !== undefined
          ? outside(whose, 64)
          : about === 'account'
            ? words.account
            : words.responder,
      accessKeyId === undefined ? undefined : { key: accessKeyId },
    ),
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
