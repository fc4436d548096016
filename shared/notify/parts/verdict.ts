import { frozenIn, notFrozenIn } from '../../containment/made';
import { isLaterRow } from '../../incident/questions';
import type { Block, Line, Severity, Tone } from '../message';
import { join, line, outside } from '../message';
import type { Outcome } from '../texts/situations';
import { hoursAfter, showSpan, showTime } from '../time';
import {
  type AlertContext,
  inWords,
  isReleased,
  outcomeOf,
  type PartBuilder,
  POLICY_NAMES,
  situationOf,
  wasContained,
} from './alert';

/** Outcomes by which the key may have power still, or had it after the deny. */
const BAD: ReadonlySet<Outcome> = new Set([
  'would',
  'failed',
  'power-left',
  'late',
  'gives-power',
  'unverified',
  'residual',
]);

/** How bad it is now: what colour the alert has, and what its title begins with. */
export function toneOf({ incident }: Pick<AlertContext, 'incident'>): Tone {
  if (incident.row === 'root-key') return 'danger';
  const outcome = outcomeOf(incident);
  if (outcome !== undefined && BAD.has(outcome)) return 'danger';
  // A thief was in: what he left behind is not contained by a deny on this user.
  const thief = incident.thief.seen === 'yes' || isLaterRow(incident.row);
  if (outcome !== undefined) return thief ? 'danger' : 'contained';
  if (incident.verdict === 'hold') return 'decide';
  if (incident.verdict === 'contain' && isLaterRow(incident.row)) return 'danger';
  if (isWorkOfThief(incident)) return 'danger';
  // Whoever released the key may not have known of the thief: the look came later.
  return isReleased(incident) && incident.thief.seen === 'yes' ? 'decide' : 'info';
}

/** The key was off or deleted before anybody acted: whoever had it may have done that himself, once he had another way in. */
const isWorkOfThief = ({ row, record, made, thief }: AlertContext['incident']): boolean =>
  (row === 'deleted' || row === 'already-inactive') &&
  record === undefined &&
  (thief.seen === 'yes' || (made?.length ?? 0) > 0);

export function severityOf(context: Pick<AlertContext, 'incident'>): Severity {
  const tone = toneOf(context);
  if (tone === 'danger' || tone === 'decide') return 'critical';
  const { owner } = context.incident;
  const administrator = owner.type === 'ram-user' && 'value' in owner.administrator && owner.administrator.value;
  if (tone === 'contained') return administrator ? 'critical' : 'high';
  return 'info';
}

/** The headline, and under it what a reader needs who reads no further. */
export function verdictPart(context: AlertContext, lead?: { headline?: Line; happened?: string }): readonly Block[] {
  const { texts, incident, subject } = context;
  const situation = situationOf(context);
  const { labels } = texts;
  const { rows, record } = texts.situations;
  const { happened: inText } = incident.record === undefined ? rows[incident.row] : record[incident.record];
  const happened = inText(subject);
  return [
    { part: 'verdict', kind: 'verdict', tone: toneOf(context), line: lead?.headline ?? situation.headline(subject) },
    {
      part: 'verdict',
      kind: 'facts',
      rows: [
        { label: labels.thief, value: thiefLine(context) },
        { label: labels.happened, value: lead?.happened ? [lead.happened, ...happened] : happened },
        { label: labels.done, value: doneLine(context) },
        { label: labels.todo, value: strong(todoLine(context, situation.todo(subject))) },
        { label: labels.who, value: [whoDecides(context)] },
      ],
    },
  ];
}

/** What the key made is the way back in: it goes first, before the key itself. */
function todoLine({ texts, incident, subject }: AlertContext, todo: Line): Line {
  if (!subject.made || incident.mode === 'observe') return todo;
  return line`${texts.made.first((incident.made?.length ?? 0) + (incident.madeLeftOut ?? 0), subject.made)} ${todo}`;
}

function strong(words: Line): Line {
  return words.map((span) => (typeof span === 'string' ? { strong: span } : span));
}

function thiefLine({ texts, incident, language }: AlertContext): Line {
  const { seen, dataUpTo } = incident.thief;
  const upTo = dataUpTo ? texts.window.dataUpTo(showTime(dataUpTo, language)) : texts.window.dataUnknown;
  return line`${{ strong: texts.window.thief[seen] }} · ${upTo}`;
}

function doneLine({ texts, incident, subject, language }: AlertContext): Line {
  if (incident.mode === 'observe') return [texts.done.observed];
  const parts: Line[] = [];
  if (incident.attached) {
    const at = incident.window.denyAt && showTime(incident.window.denyAt, language);
    const means = incident.attached === 'freeze' ? texts.done.freezeMeans : texts.done.quarantineMeans;
    parts.push(line`${texts.done.attached(POLICY_NAMES[incident.attached], subject.user, at)}${means}`);
  }
  if (outcomeOf(incident) === 'gives-power') parts.push(strong(texts.situations.oursOnHim(subject)));
  if (incident.keyDisabled) parts.push(texts.done.keyDisabled(subject.key));
  const named = (all: readonly { readonly name: string }[]): Line =>
    join(
      [...new Set(all.map(({ name }) => name))].map((name) => [outside(name, 64)]),
      texts.comma,
    );
  const frozen = frozenIn(incident.steps);
  if (frozen.length > 0) parts.push(texts.done.alsoFrozen(named(frozen)));
  const notFrozen = notFrozenIn(incident.steps);
  if (notFrozen.length > 0) parts.push(texts.done.notFrozen(named(notFrozen)));
  const failed = incident.steps.filter((step) => !step.ok).length;
  if (failed > 0) parts.push([{ strong: texts.done.failedSteps(failed) }]);
  if (parts.length === 0 && incident.releasedBefore) {
    const { by, at, reason } = incident.releasedBefore;
    return texts.decide.releasedBefore(inWords(by, texts), showTime(at, language), inWords(reason, texts));
  }
  if (parts.length === 0) return [incident.row === 'root-key' ? texts.done.root : texts.done.nothing];
  return parts.flatMap((part, at) => (at === 0 ? [...part] : [' ', ...part]));
}

function whoDecides({ texts, incident, at, language }: AlertContext): string {
  const { decide } = texts;
  if (incident.row === 'root-key') return decide.byRoot;
  if (incident.mode === 'observe' && incident.verdict !== 'none') return decide.byObserve;
  if (incident.verdict === 'hold' || toneOf({ incident }) === 'decide')
    return decide.byHold(showTime(hoursAfter(at, 1), language));
  const isDanger = toneOf({ incident }) === 'danger';
  if (isReleased(incident) || (!isDanger && incident.verdict === 'none' && !wasContained(incident)))
    return decide.byNobody;
  if (isDanger) return decide.byFailed;
  return decide.byContained(showTime(hoursAfter(incident.window.denyAt ?? at, 24), language));
}

/** From publication to deny, each step with the time since the one before. */
export const windowPart: PartBuilder = ({ texts, incident, language, at }) => {
  const { publishedAt, foundAt, signalAt, denyAt } = incident.window;
  const { labels, window } = texts;
  const told = (iso: string | undefined): Line => (iso ? [showTime(iso, language)] : [texts.unknownTime]);
  const rows = [
    { label: labels.publishedAt, value: told(publishedAt) },
    { label: labels.foundAt, value: told(foundAt) },
    { label: labels.signalAt, value: told(signalAt) },
    {
      label: labels.denyAt,
      value: denyAt
        ? line`${told(denyAt)}${later(signalAt, denyAt)}`
        : [incident.attached ? texts.unknownTime : window.noDeny],
    },
  ];
  const since = publishedAt ?? foundAt;
  const span = since && spanOf(since, denyAt ?? at);
  const exposed =
    span && (denyAt ? window.exposed(span, publishedAt ? 'published' : 'found') : window.stillExposed(span));
  // A deny only ends the exposure of what it denies; a key that never worked here was not exposed, and one that is gone
  // is so no more, nobody knows since when.
  const isOver = incident.keyDeleted !== undefined && denyAt === undefined;
  if (exposed && !isOver && (incident.verdict !== 'none' || incident.row === 'root-key'))
    rows.push({ label: labels.exposed, value: [exposed] });
  return [
    { part: 'window', kind: 'heading', line: [texts.headings.window] },
    { part: 'window', kind: 'facts', rows },
  ];

  function spanOf(from: string, to: string): string | undefined {
    return showSpan(from, to, language);
  }
  function later(from: string, to: string): string {
    const passed = spanOf(from, to);
    return passed === undefined ? '' : ` · ${window.after(passed)}`;
  }
};
