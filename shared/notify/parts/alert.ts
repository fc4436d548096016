import type { Language, Site } from '../../config/types';
import { frozenIn } from '../../containment/made';
import type { StepResult } from '../../containment/types';
import { maskKey } from '../../ids';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../../ram-policy/documents';
import { consoleLink } from '../consoles';
import type { IncidentFacts, Known } from '../facts';
import { groupsOf, type MadeGroup } from '../made';
import { type Block, cut, join, type Line, line, outside, type Span } from '../message';
import type { StepFacts, Texts } from '../texts/keys';
import type { Outcome, Situation, Subject } from '../texts/situations';
import { showClock, showTime } from '../time';

/** What every part of one alert is made from. */
export interface AlertContext {
  readonly texts: Texts;
  readonly language: Language;
  readonly site: Site;
  readonly at: string;
  readonly incident: IncidentFacts;
  readonly subject: Subject;
}

export type PartBuilder = (context: AlertContext) => readonly Block[];

export const POLICY_NAMES = { quarantine: QUARANTINE_POLICY, freeze: FREEZE_POLICY } as const;

/** More of these than fit on a phone's screen are counted instead of listed; the report has them all. */
export const LIST_LIMIT = 8;

export function subjectOf(incident: IncidentFacts, texts: Texts, site: Site, language: Language): Subject {
  const { releasedBefore, verification } = incident;
  return {
    key: { key: incident.accessKeyId },
    user: userOf(incident, texts),
    account: outside(incident.accountId),
    page: (page) => consoleLink(site, page),
    ...(releasedBefore
      ? { released: { by: inWords(releasedBefore.by, texts), at: showTime(releasedBefore.at, language) } }
      : {}),
    ...(incident.keyDeleted ? { formerUser: incident.keyDeleted.user } : {}),
    ...(verification?.problems[0] ? { problem: inWords(verification.problems[0], texts, 300) } : {}),
    ...(incident.alsoWaiting ? { waiting: waitingFor(incident.alsoWaiting, texts) } : {}),
    ...(givesPower(incident) ? { ours: outside((verification?.givesPower ?? []).join(texts.comma), 200) } : {}),
    ...(incident.made && incident.made.length > 0 ? { made: madeLine(incident, texts) } : {}),
  };
}

const waitingFor = (keys: readonly string[], texts: Texts): NonNullable<Subject['waiting']> => ({
  keys: join(
    limited(keys, texts, (key): Line => [{ key }]),
    texts.comma,
  ),
  count: keys.length,
});

/** What the key made, whom it belongs to first: `RAM user svc-backup (AdministratorAccess, console login)`. */
function madeLine({ made = [], madeLeftOut = 0 }: IncidentFacts, texts: Texts): Line {
  const groups = groupsOf(made);
  const shown = groups.slice(0, LIST_LIMIT);
  // Counted as they are counted before the list: users, keys and grants, not whom they belong to.
  const more = made.length - shown.reduce((all, { count }) => all + count, 0) + madeLeftOut;
  const lineOf = ({ name, kind, things }: MadeGroup): Line => {
    const words = limited(things, texts, (one): Line => {
      if (one.kind === 'access-key') return line`AccessKey ${{ key: one.name }}`;
      return [one.kind === 'console' ? texts.made.console : outside(one.name, 80)];
    });
    const whose = texts.made[kind](outside(name, 80));
    return words.length === 0 ? whose : texts.made.with(whose, join(words, texts.comma));
  };
  return join(limited(shown, texts, lineOf, more), texts.comma);
}

function userOf({ owner }: IncidentFacts, texts: Texts): Span {
  if (owner.type === 'root') return texts.root;
  if (owner.type === 'ram-user') return outside(owner.userName, 128);
  return owner.claimed ? outside(owner.claimed, 128) : texts.unknownOwner;
}

/** The user as plain text, for a title, which has no markup; without a user, the key's mask. */
export function nameOf(incident: IncidentFacts, texts: Texts): string {
  const { owner } = incident;
  if (owner.type === 'root') return texts.rootName;
  if (owner.type === 'ram-user') return cut(owner.userName, 64);
  if (owner.type === 'unknown' && owner.claimed) return cut(owner.claimed, 64);
  return maskKey(incident.accessKeyId);
}

/** A key that we switched off is found inactive by the next notice of the same leak: that is a containment still. */
export function wasContained({ verdict, row, attached, keyDisabled }: IncidentFacts): boolean {
  return verdict === 'contain' || (row === 'already-inactive' && (attached !== undefined || keyDisabled));
}

/** A person gave the power back, and nothing of ours is left on the user: his decision is what holds now. */
export function isReleased({ releasedBefore, attached, keyDisabled }: IncidentFacts): boolean {
  return releasedBefore !== undefined && attached === undefined && !keyDisabled;
}

/** The deny was read back and holds, but calls that it covers were still answered after it: what they did stays done. */
export function didBiteLate({ verification }: Pick<IncidentFacts, 'verification'>): boolean {
  return verification?.state === 'deny attached' && verification.problems.length > 0;
}

/** The deny was attached, and it could not be read back that it holds. */
export function isUnverified({ attached, verification }: Pick<IncidentFacts, 'attached' | 'verification'>): boolean {
  return attached !== undefined && (verification === undefined || verification.state === 'not verified');
}

/** What was attached as a deny was rewritten by somebody, and gives power. */
export function givesPower({ verification }: Pick<IncidentFacts, 'verification'>): boolean {
  return (verification?.givesPower?.length ?? 0) > 0;
}

/** By evaluation of all policies, high-risk actions are allowed beside the deny. */
export function hasResidual({ verification }: Pick<IncidentFacts, 'verification'>): boolean {
  const residual = verification?.residual;
  return residual !== undefined && 'value' in residual && residual.value.length > 0;
}

/** How the containment went; undefined for what was held or needed nothing. */
export function outcomeOf(incident: IncidentFacts): Outcome | undefined {
  if (!wasContained(incident) || incident.owner.type === 'root' || isReleased(incident)) return undefined;
  if (incident.mode === 'observe') return 'would';
  if (givesPower(incident)) return 'gives-power';
  if (incident.verification?.state === 'contained, still active') return 'power-left';
  // Of a key that is gone there is nothing to switch off, and its user may have nothing to do with what it made.
  if (!incident.attached && incident.keyDeleted) return hasFrozen(incident) ? 'made-frozen' : undefined;
  if (!incident.attached) return incident.keyDisabled ? 'disabled' : 'failed';
  if (isUnverified(incident)) return 'unverified';
  if (didBiteLate(incident)) return 'late';
  if (hasResidual(incident)) return 'residual';
  const frozen = incident.attached === 'freeze';
  if (incident.keyDisabled) return frozen ? 'frozen-disabled' : 'denied-disabled';
  return frozen ? 'frozen' : 'denied';
}

const hasFrozen = ({ steps }: IncidentFacts): boolean => frozenIn(steps).length > 0;

/** What these leave to the reader goes before what the row asks for besides. */
const OPEN: ReadonlySet<Outcome> = new Set([
  'made-frozen',
  'failed',
  'would',
  'power-left',
  'gives-power',
  'unverified',
  'residual',
]);

export function situationOf({ incident, texts }: Pick<AlertContext, 'incident' | 'texts'>): Situation {
  const { rows, outcomes, record, hold, held, none, released, closed } = texts.situations;
  if (incident.record !== undefined) return record[incident.record];
  const outcome = outcomeOf(incident);
  if (outcome !== undefined) {
    const { todo } = rows[incident.row];
    const open = OPEN.has(outcome);
    return todo && !open ? { ...outcomes[outcome], todo } : outcomes[outcome];
  }
  const { still } = rows[incident.row];
  const holds = incident.attached !== undefined || incident.keyDisabled;
  // What is held besides a deny that stands: no text may sound as if nothing had been done.
  if (incident.verdict === 'hold' && holds) return still?.besides ? { ...still, headline: still.besides } : held;
  if (isReleased(incident) && !RELEASED_ROWS.has(incident.row)) {
    if (incident.owner.type === 'root') return closed;
    const seen = incident.thief.seen === 'yes';
    return seen ? { ...released, todo: released.seen ?? released.todo } : released;
  }
  return still ?? (incident.verdict === 'hold' ? hold : none);
}

/** Rows whose own words tell of the release, or of what nobody restricts. */
const RELEASED_ROWS: ReadonlySet<string> = new Set([
  'released-same-leak',
  'released-new-leak',
  'released-since-confirmed',
  'root-key',
  'not-ours',
  'deleted',
  'already-inactive',
]);

export function stepFactsOf({ incident, subject }: AlertContext): StepFacts {
  const { lastUse } = incident;
  return {
    ...subject,
    keyDisabled: incident.keyDisabled || incident.row === 'already-inactive',
    denied: incident.attached !== undefined,
    use:
      lastUse === undefined || 'couldNotCheck' in lastUse
        ? 'unknown'
        : incident.row === 'unused' || lastUse.value === null
          ? 'unused'
          : 'used',
  };
}

/** What is known, or why it is not: never nothing. */
export function knownLine<T>(known: Known<T>, texts: Texts, show: (value: T) => Line): Line {
  return 'value' in known ? show(known.value) : texts.couldNotCheck(inWords(known.couldNotCheck, texts));
}

/** The words for a name; undefined for a name that has none, `toString` and its like among them. */
export function wordsFor(names: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** A sentence that another room wrote in English, in the reader's language where it is known. */
export function inWords(text: string, texts: Texts, limit?: number): Span {
  return outside(translated(text, texts), limit);
}

const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Our own sentences hold others two or three deep; a text from outside may look like a thousand of them. */
const DEEPEST_PHRASE = 8;

/** The same as plain text; defanging and escaping are the caller's. */
export function translated(text: string, texts: Pick<Texts, 'phrases' | 'language'>, depth = 0): string {
  const found = texts.phrases.find(([pattern]) => pattern.test(text));
  const inner = (part: string): string => (depth < DEEPEST_PHRASE ? translated(part, texts, depth + 1) : part);
  const words =
    found === undefined ? text : text.replace(found[0], (...groups) => replacement(found[1], groups, inner));
  return showClock(words, texts.language).replace(ISO_TIME, (time) => showTime(time, texts.language));
}

/** `$1` is what the pattern's group held, as it came; `{1}` the same, translated in its turn. */
function replacement(words: string, groups: readonly unknown[], inner: (part: string) => string): string {
  return words
    .replace(/\{(\d)\}/g, (_, at: string) => inner(String(groups[Number(at)] ?? '')))
    .replace(/\$(\d)/g, (_, at: string) => String(groups[Number(at)] ?? ''));
}

/** At most {@link LIST_LIMIT} lines, and how many there are besides. `unlisted`: how many are not among `items`. */
export function limited<T>(items: readonly T[], texts: Texts, show: (item: T) => Line, unlisted = 0): Line[] {
  const lines = items.slice(0, LIST_LIMIT).map(show);
  const more = items.length - lines.length + unlisted;
  if (more > 0) lines.push([texts.more(more)]);
  return lines;
}

/** `attach-quarantine` and `disable-key:LTAI…` in words. */
export function stepName(step: string, texts: Texts): Line {
  const [, name = step, target] = /^([^:]+)(?::(.+))?$/s.exec(step) ?? [];
  const words = wordsFor(texts.stepNames, name);
  if (words === undefined) return [outside(step)];
  return target === undefined ? [words] : line`${words} ${{ key: cut(target, 80) }}`;
}

export function stepLine(step: StepResult, texts: Texts, language: Language): Line {
  const detail = wordsFor(texts.details, step.detail) ?? inWords(step.detail, texts);
  return (step.ok ? texts.done.ok : texts.done.failed)(stepName(step.step, texts), detail, showTime(step.at, language));
}
