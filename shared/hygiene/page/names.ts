import type { Language } from '../../config/types';
import { type Content, type Html, html, outside, own } from '../../report/html';
import type { HygieneSeverity } from '../checks/check';
import type { HygieneReport, SubjectName } from '../model';
import type { PageTexts } from './texts';

/** What every section is written from. */
export interface Page {
  readonly report: HygieneReport;
  readonly texts: PageTexts;
  readonly language: Language;
}

/** How many subjects one heading lists, and one reason: the files beside the page have them all. */
export const MOST_LISTED = 200;

const FEW = 5;

export function left(count: number, texts: PageTexts, file = 'findings.csv', most = MOST_LISTED): Content {
  return count > most && html`<p class="lead">${texts.left(count - most, file)}</p>`;
}

/** The first few of a list, and the others to be opened: what is read on a phone in the morning is short. */
export function folded(items: readonly Html[], texts: PageTexts, list: (items: readonly Html[]) => Html): Content {
  const rest = items.slice(FEW);
  const first = list(items.slice(0, FEW));
  return rest.length === 0
    ? first
    : html`${first}<details><summary>${texts.others(rest.length)}</summary>${list(rest)}</details>`;
}

export function severityMark(severity: HygieneSeverity, texts: PageTexts): Content {
  const tone = severity === 'critical' || severity === 'high' ? 'bad' : severity === 'medium' ? 'warn' : '';
  return html`<span class="mark ${tone}">${texts.severities[severity]}</span>`;
}

/** Whose it is, as a person calls it. */
export function who({ kind, user, name }: SubjectName, texts: PageTexts): string {
  if (kind === 'responder') return texts.responder;
  if (kind === 'settings' || kind === 'trail') return texts.settings;
  const person = user === '<root>' ? texts.root : outside(user ?? '', 128);
  if (kind === 'exception')
    return [texts.exceptionOf(own(name ?? '')), person].filter((part) => part !== '').join(' · ');
  return name !== undefined ? outside(name, 128) : person;
}

export function keyOf({ kind, accessKeyId, slot }: SubjectName, texts: PageTexts): string {
  if (kind === 'exception' || kind === 'exclusion') return accessKeyId === undefined ? '' : own(accessKeyId);
  if (kind !== 'key' && kind !== 'containment') return '';
  if (accessKeyId !== undefined) return own(accessKeyId);
  if (kind === 'containment') return '';
  return slot === undefined ? texts.keysUnknown : texts.slot(slot);
}

export function keyCell(subject: SubjectName, texts: PageTexts): Content {
  const key = keyOf(subject, texts);
  return key !== '' && html`<code>${key}</code>`;
}

/** The same finding of the same subject. */
export const findingName = ({ check, subject }: { readonly check: string; readonly subject: SubjectName }): string =>
  JSON.stringify([check, subject]);
