import type { Known, Later } from '../facts';
import { notListed } from '../live-sessions';
import { address, type Block, join, type Line, outside, type Part } from '../message';
import { showShortTime, showTime } from '../time';
import { type AlertContext, knownLine, LIST_LIMIT, limited, type PartBuilder } from './alert';

/** What the audit log does not tell of a session. */
const UNKNOWN = '?';

/** A heading and, under it, what is known: "could not check", "none", or the blocks of what there is. */
function listed<T>(
  { texts }: AlertContext,
  part: 'application' | 'impact' | 'sessions' | 'billable',
  known: Known<readonly T[]> | Later | undefined,
  none: string,
  show: (items: readonly T[]) => readonly Block[],
): readonly Block[] {
  // Nobody was asked: there is nothing to tell, and no failure either.
  if (known === undefined) return [];
  const heading: Block = { part, kind: 'heading', line: [texts.headings[part]] };
  if ('later' in known) return [heading, { part, kind: 'paragraph', line: [texts.use.later] }];
  if ('value' in known && known.value.length > 0) return [heading, ...show(known.value)];
  return [heading, { part, kind: 'paragraph', line: knownLine(known, texts, () => [none]) }];
}

interface Column<T> {
  readonly head: string;
  /** Undefined: not known. */
  show(item: T): Line | undefined;
}

/** A column of which no row knows anything is left out. */
function table<T>(
  part: Part,
  { texts }: AlertContext,
  columns: readonly Column<T>[],
  items: readonly T[],
): readonly Block[] {
  const rows = items.slice(0, LIST_LIMIT).map((item) => columns.map(({ show }) => show(item)));
  const told = columns.map((_, at) => rows.some((row) => row[at] !== undefined));
  const shown: Block = {
    part,
    kind: 'table',
    head: columns.flatMap(({ head }, at) => (told[at] ? head : [])),
    rows: rows.map((row) => row.flatMap((cell, at) => (told[at] ? [cell ?? [texts.unknownTime]] : []))),
  };
  const left = items.length - LIST_LIMIT;
  return left > 0 ? [shown, { part, kind: 'note', line: [texts.more(left)] }] : [shown];
}

function told(value: string | undefined): Line | undefined {
  return value === undefined || value === '' ? undefined : [outside(value, 80)];
}

function when(iso: string | undefined, { language }: AlertContext): Line | undefined {
  return iso === undefined ? undefined : [showShortTime(iso, language)];
}

/** What was used only since the leak stands apart from the business's own, in one line. */
function suspects({ texts, incident }: AlertContext, part: 'application' | 'impact'): readonly Block[] {
  const { suspectUse } = incident;
  if (suspectUse === undefined || suspectUse.calls === 0) return [];
  const ips = join(
    limited(suspectUse.ips, texts, (ip) => [outside(ip, 60)]),
    texts.comma,
  );
  return [{ part, kind: 'note', line: texts.use.suspects(suspectUse.calls, ips) }];
}

export const applicationPart: PartBuilder = (context) => {
  const { use } = context.texts;
  const [ip, agent, service, last] = use.applicationHead;
  const own = listed(context, 'application', context.incident.application, use.noApplication, (items) =>
    table(
      'application',
      context,
      [
        { head: ip, show: (item) => told(item.ip) },
        { head: agent, show: (item) => told(item.userAgent) },
        { head: service, show: (item) => told(item.service) },
        { head: last, show: (item) => when(item.lastAt, context) },
      ],
      items,
    ),
  );
  return own.length === 0 ? own : [...own, ...suspects(context, 'application')];
};

export const impactPart: PartBuilder = (context) => {
  const { texts, incident } = context;
  const { use } = texts;
  const heading: Block = { part: 'impact', kind: 'heading', line: [texts.headings.impact] };
  const nothingDone = !incident.attached && !incident.keyDisabled;
  if (nothingDone) return [heading, { part: 'impact', kind: 'paragraph', line: [use.nothingLimited] }];
  const blocks = listed(context, 'impact', incident.businessImpact, use.noImpact, (items) => [
    { part: 'impact', kind: 'paragraph', line: [use.impactIntro] },
    ...table(
      'impact',
      context,
      [
        { head: use.impactHead[0], show: (item) => [outside(item.action, 80)] },
        { head: use.impactHead[1], show: ({ count }) => (count === undefined ? undefined : [String(count)]) },
        { head: use.impactHead[2], show: (item) => when(item.lastAt, context) },
      ],
      items,
    ),
  ]);
  if (blocks.length === 0) return blocks;
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
      items: limited(
        items,
        texts,
        ({ id, role, endsAt }) =>
          texts.use.session(
            id === UNKNOWN ? undefined : { key: id },
            role === UNKNOWN ? texts.use.unknownRole : outside(role),
            endsAt && showTime(endsAt, language),
          ),
        notListed(items),
      ),
    },
    { part: 'sessions', kind: 'note', line: [texts.use.sessionsNote] },
  ]);
};

export const billablePart: PartBuilder = (context) => {
  const { texts, language, incident } = context;
  return listed(context, 'billable', incident.billable, texts.use.noBillable, (items) => [
    {
      part: 'billable',
      kind: 'list',
      items: limited(
        items,
        texts,
        ({ what, region, at, how }) =>
          texts.use.billable(outside(what), outside(region, 40), showTime(at, language), outside(how)),
        incident.billableLeftOut,
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
