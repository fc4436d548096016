import type { Language, Site } from '../../config/types';
import type { StepResult } from '../../containment/types';
import { maskKey } from '../../ids';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../../ram-policy/documents';
import { consoleLink } from '../consoles';
import type { IncidentFacts, Known } from '../facts';
import { type Block, cut, type Line, line, outside, type Span } from '../message';
import type { Outcome, Situation, StepFacts, Subject, Texts } from '../texts/keys';
import { showTime } from '../time';

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

export function subjectOf(incident: IncidentFacts, texts: Texts, site: Site): Subject {
  return {
    key: { key: incident.accessKeyId },
    user: userOf(incident, texts),
    account: outside(incident.accountId),
    page: (page) => consoleLink(site, page),
  };
}

function userOf({ owner }: IncidentFacts, texts: Texts): Span {
  if (owner.type === 'root') return texts.root;
  if (owner.type === 'ram-user') return outside(owner.userName, 128);
  return owner.claimed ? outside(owner.claimed, 128) : texts.unknownOwner;
}

/** The user as plain text, for a title, which has no markup; without a user, the key's mask. */
export function nameOf(incident: IncidentFacts): string {
  const { owner } = incident;
  if (owner.type === 'ram-user') return cut(owner.userName, 64);
  if (owner.type === 'unknown' && owner.claimed) return cut(owner.claimed, 64);
  return maskKey(incident.accessKeyId);
}

/** A key that we switched off is found inactive by the next notice of the same leak: that is a containment still. */
export function wasContained({ verdict, row, attached, keyDisabled }: IncidentFacts): boolean {
  return verdict === 'contain' || (row === 'already-inactive' && (attached !== undefined || keyDisabled));
}

/** How the containment went; undefined for what was held or needed nothing. */
export function outcomeOf(incident: IncidentFacts): Outcome | undefined {
  if (!wasContained(incident) || incident.owner.type === 'root') return undefined;
  if (incident.mode === 'observe') return 'would';
  if (incident.verification?.state === 'contained, still active') return 'power-left';
  if (!incident.attached) return incident.keyDisabled ? 'disabled' : 'failed';
  const frozen = incident.attached === 'freeze';
  if (incident.keyDisabled) return frozen ? 'frozen-disabled' : 'denied-disabled';
  return frozen ? 'frozen' : 'denied';
}

export function situationOf(incident: IncidentFacts, texts: Texts): Situation {
  const { rows, outcomes, hold, none } = texts.situations;
  const outcome = outcomeOf(incident);
  if (outcome !== undefined) {
    const { todo } = rows[incident.row];
    const open = outcome === 'failed' || outcome === 'would' || outcome === 'power-left';
    return todo && !open ? { ...outcomes[outcome], todo } : outcomes[outcome];
  }
  return rows[incident.row].still ?? (incident.verdict === 'hold' ? hold : none);
}

export function stepFactsOf({ incident, subject }: AlertContext): StepFacts {
  const { lastUse } = incident;
  return {
    ...subject,
    keyDisabled: incident.keyDisabled || incident.row === 'already-inactive',
    denied: incident.attached !== undefined,
    use:
      'couldNotCheck' in lastUse ? 'unknown' : incident.row === 'unused' || lastUse.value === null ? 'unused' : 'used',
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
  for (const [pattern, words] of texts.phrases) {
    if (pattern.test(text)) return outside(text.replace(pattern, words), limit);
  }
  return outside(text, limit);
}

/** At most {@link LIST_LIMIT} lines, and how many there are besides. */
export function limited<T>(items: readonly T[], texts: Texts, show: (item: T) => Line): Line[] {
  const lines = items.slice(0, LIST_LIMIT).map(show);
  if (items.length > LIST_LIMIT) lines.push([texts.more(items.length - LIST_LIMIT)]);
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
  const detail = wordsFor(texts.details, step.detail) ?? outside(step.detail);
  return (step.ok ? texts.done.ok : texts.done.failed)(stepName(step.step, texts), detail, showTime(step.at, language));
}
