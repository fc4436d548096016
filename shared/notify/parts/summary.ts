import type { SummaryFacts } from '../facts';
import { type Block, join, type Line, line, outside } from '../message';
import { showShortTime, showTime } from '../time';
import { type AlertContext, inWords, knownLine, LIST_LIMIT, limited } from './alert';
import { placeRow } from './next';
import { signRows } from './signs';

/** What the investigation found: how much it saw, the most telling calls, what the key made, what it cost. */
export function investigationPart(context: AlertContext, summary: SummaryFacts): readonly Block[] {
  const { texts, language } = context;
  const { labels, summary: words } = texts;
  const completeness = summary.complete
    ? [words.complete]
    : words.cut(
        join(
          limited(summary.cuts, texts, (cut) => [inWords(cut, texts)]),
          '; ',
        ),
      );
  const period =
    summary.firstAt && summary.lastAt
      ? [words.period(showTime(summary.firstAt, language), showTime(summary.lastAt, language))]
      : [texts.unknownTime];
  const rows = [
    { label: labels.calls, value: line`${summary.eventCount} · ${completeness}` },
    { label: labels.period, value: period },
    {
      label: labels.identitiesMade,
      value:
        summary.identitiesMade.length === 0
          ? [texts.none]
          : join(
              limited(summary.identitiesMade, texts, (name) => [outside(name)], summary.identitiesLeftOut),
              texts.comma,
            ),
    },
    ...signRows(context, summary, 'logSigns'),
    ...(summary.others?.length
      ? [{ label: labels.others, value: join(limited(summary.others, texts, otherLine), texts.comma) }]
      : []),
    {
      label: labels.cost,
      value: knownLine(summary.cost, texts, ({ lastDay, usual, currency }) =>
        words.cost(
          outside(lastDay, 40),
          outside(currency, 10),
          usual && { day: outside(usual.day, 40), days: usual.days },
        ),
      ),
    },
    ...signRows(context, summary, 'costSigns'),
  ];
  return [
    { part: 'investigation', kind: 'heading', line: [texts.headings.investigation] },
    ...(summary.goesOn ? [{ part: 'investigation', kind: 'paragraph', line: [words.goesOn] } as const] : []),
    { part: 'investigation', kind: 'facts', rows },
    ...highlights(context, summary),
  ];
}

/** `LTAI…1234 (backup)`: the key masked where everybody reads along. */
function otherLine({ key, name }: NonNullable<SummaryFacts['others']>[number]): Line {
  const named = name === undefined ? [] : [outside(name, 64)];
  if (key === undefined) return named;
  return name === undefined ? [{ key }] : [{ key }, ' (', ...named, ')'];
}

function highlights(
  { texts, language }: AlertContext,
  { highlights: calls, highlightsLeft: more }: SummaryFacts,
): readonly Block[] {
  const { summary: words } = texts;
  const part = 'investigation';
  if (calls.length === 0) return [{ part, kind: 'paragraph', line: [words.noCalls] }];
  const left = Math.max(0, calls.length - LIST_LIMIT) + (more ?? 0);
  return [
    { part, kind: 'paragraph', line: [words.highlights] },
    {
      part,
      kind: 'table',
      head: words.highlightsHead,
      rows: calls
        .slice(0, LIST_LIMIT)
        .map(({ at, call, ip, outcome }) => [
          [showShortTime(at, language)],
          [outside(call, 80)],
          [outside(ip, 60)],
          [outcome === 'allowed' ? { strong: words.allowed } : words.refused],
        ]),
    },
    ...(left > 0 ? [{ part, kind: 'note', line: [texts.more(left)] } as const] : []),
  ];
}

/** The report's and the evidence's place; the report itself is attached to the mail. */
export function evidencePart({ texts, incident }: AlertContext, summary: SummaryFacts): readonly Block[] {
  const { labels } = texts;
  const evidence = { bucket: summary.evidenceAt.bucket, key: summary.evidenceAt.prefix };
  return [
    { part: 'report', kind: 'heading', line: [texts.headings.report] },
    {
      part: 'report',
      kind: 'facts',
      rows: [
        ...(incident.reportAt ? [placeRow(texts, labels.report, incident.reportAt)] : []),
        placeRow(texts, labels.evidence, evidence),
      ],
    },
    { part: 'report', kind: 'paragraph', line: [texts.report.attached, ' ', texts.report.privateNote] },
  ];
}
