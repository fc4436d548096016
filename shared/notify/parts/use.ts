import type { Known } from '../facts';
import { address, type Block, type Line, line, outside, type Part } from '../message';
import { showShortTime, showTime } from '../time';
import { type AlertContext, knownLine, LIST_LIMIT, limited, type PartBuilder } from './alert';

/** A heading and, under it, what is known: "could not check", "none", or the blocks of what there is. */
function listed<T>(
  { texts }: AlertContext,
  part: 'application' | 'impact' | 'sessions' | 'billable',
  known: Known<readonly T[]>,
  none: string,
  show: (items: readonly T[]) => readonly Block[],
): readonly Block[] {
  const heading: Block = { part, kind: 'heading', line: [texts.headings[part]] };
  if ('value' in known && known.value.length > 0) return [heading, ...show(known.value)];
  return [heading, { part, kind: 'paragraph', line: knownLine(known, texts, () => [none]) }];
}

function table<T>(
  part: Part,
  { texts }: AlertContext,
  head: readonly string[],
  items: readonly T[],
  show: (item: T) => readonly Line[],
): readonly Block[] {
  const shown: Block = { part, kind: 'table', head, rows: items.slice(0, LIST_LIMIT).map(show) };
  const left = items.length - LIST_LIMIT;
  return left > 0 ? [shown, { part, kind: 'note', line: [texts.more(left)] }] : [shown];
}

function told(value: string | undefined, { texts }: AlertContext): Line {
  return value === undefined || value === '' ? [texts.unknownTime] : [outside(value, 80)];
}

function when(iso: string | undefined, { texts, language }: AlertContext): Line {
  return [iso === undefined ? texts.unknownTime : showShortTime(iso, language)];
}

export const applicationPart: PartBuilder = (context) => {
  const { use } = context.texts;
  return listed(context, 'application', context.incident.application, use.noApplication, (items) =>
    table('application', context, use.applicationHead, items, (item) => [
      told(item.ip, context),
      told(item.userAgent, context),
      told(item.service, context),
      when(item.lastAt, context),
    ]),
  );
};

export const impactPart: PartBuilder = (context) => {
  const { texts, incident } = context;
  const { use } = texts;
  const heading: Block = { part: 'impact', kind: 'heading', line: [texts.headings.impact] };
  const nothingDone = !incident.attached && !incident.keyDisabled;
  if (nothingDone) return [heading, { part: 'impact', kind: 'paragraph', line: [use.nothingLimited] }];
  const blocks = listed(context, 'impact', incident.businessImpact, use.noImpact, (items) => [
    { part: 'impact', kind: 'paragraph', line: [use.impactIntro] },
    ...table('impact', context, use.impactHead, items, (item) => [
      [outside(item.action, 80)],
      [item.count === undefined ? texts.unknownTime : String(item.count)],
      when(item.lastAt, context),
    ]),
  ]);
  if (incident.attached !== 'freeze') return blocks;
  const [first, ...rest] = blocks;
  return [first ?? heading, { part: 'impact', kind: 'paragraph', line: [{ strong: use.everythingDenied }] }, ...rest];
};

export const sessionsPart: PartBuilder = (context) => {
  const { texts, language } = context;
  return listed(context, 'sessions', context.incident.liveSessions, texts.use.noSessions, (items) => [
    {
      part: 'sessions',
      kind: 'list',
      items: limited(items, texts, ({ id, role, endsAt }) =>
        texts.use.session({ key: id }, outside(role), endsAt && showTime(endsAt, language)),
      ),
    },
    { part: 'sessions', kind: 'note', line: [texts.use.sessionsNote] },
  ]);
};

export const billablePart: PartBuilder = (context) => {
  const { texts, language } = context;
  return listed(context, 'billable', context.incident.billable, texts.use.noBillable, (items) => [
    {
      part: 'billable',
      kind: 'list',
      items: limited(
        items,
        texts,
        ({ what, region, at, how }) =>
          line`${texts.use.billable(outside(what), outside(region, 40), showTime(at, language))}${texts.use.stop(outside(how))}`,
      ),
    },
  ]);
};

/** Where the key was published: to read, never to tap. */
export const publishedPart: PartBuilder = ({ texts, incident }) => {
  const { url, repository, file } = incident.published;
  const { labels } = texts;
  const rows = [
    ...(url ? [{ label: labels.address, value: [address(url)] }] : []),
    ...(repository ? [{ label: labels.repository, value: [outside(repository)] }] : []),
    ...(file ? [{ label: labels.file, value: [outside(file)] }] : []),
  ];
  const heading: Block = { part: 'published', kind: 'heading', line: [texts.headings.published] };
  if (rows.length === 0) return [heading, { part: 'published', kind: 'paragraph', line: [texts.use.notPublished] }];
  return [
    heading,
    { part: 'published', kind: 'facts', rows },
    ...(url ? [{ part: 'published', kind: 'note', line: [texts.use.publishedNote] } as const] : []),
  ];
};
