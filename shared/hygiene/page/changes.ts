import { isAccessKeyId } from '../../ids';
import { textsOf } from '../../notify/build';
import { translated } from '../../notify/parts/alert';
import { type Content, type Html, html, outside, own } from '../../report/html';
import type { GoneFinding, KeyRow } from '../model';
import { folded, keyCell, keyOf, left, MOST_LISTED, type Page, severityMark, who } from './names';

const DAY_MS = 86_400_000;
/** More than these no person reads in the morning; the section of findings marks the others. */
const MOST_CHANGES = 50;
const MOST_LEAKED = 100;
const MOST_CALLS = 20;

/** What is new since the night before, and what is gone. */
export function changes({ report, texts, language }: Page): Html {
  const { change, checks, date } = report;
  if (change === null) return html`<section><h2>${texts.changes}</h2><p class="lead">${texts.noEarlier}</p></section>`;
  const titles = new Map(checks.map(({ id, title }) => [id, title[language]]));
  const item = ({ check, severity, subject }: GoneFinding, detail: string): Html =>
    html`<li>${severityMark(severity, texts)}<b>${who(subject, texts)}</b> ${keyCell(subject, texts)}<span class="sub">${titles.get(check) ?? check}${detail !== '' && `${texts.colon}${outside(detail, 400)}`}</span></li>`;
  const list = (heading: string, items: readonly Html[], count: number): Content =>
    items.length > 0 &&
    html`<h3>${heading}</h3>${folded(items, texts, (some) => html`<ul class="rows">${some}</ul>`)}${left(count, texts, 'report.json', items.length)}`;
  const fresh = change.fresh.slice(0, MOST_CHANGES).map((one) => item(one, one.detail[language]));
  const gone = change.gone.slice(0, MOST_CHANGES).map((one) => item(one, ''));
  const nightsApart = Math.round((Date.parse(date) - Date.parse(change.since)) / DAY_MS);
  return html`<section class="long"><h2>${texts.changes}</h2><p class="lead">${texts.changesSince(change.since, nightsApart)}${change.freshCount === 0 && ` ${texts.nothingNew}`}</p>${list(texts.fresh(change.freshCount), fresh, change.freshCount)}${list(texts.gone(change.goneCount), gone, change.goneCount)}${change.unknownCount > 0 && html`<p class="note warn">${texts.unknownNow(change.unknownCount)}</p>`}${change.notCompared.length > 0 && html`<p class="note warn">${texts.notCompared(change.notCompared.join(', '))}</p>`}</section>`;
}

/** Findings that somebody has decided to live with, each with his reason and its last day. */
export function excepted({ report, texts, language }: Page): Content {
  if (report.excepted.length === 0) return undefined;
  const titles = new Map(report.checks.map(({ id, title }) => [id, title[language]]));
  const items = report.excepted
    .slice(0, MOST_LISTED)
    .map(
      ({ check, severity, subject, until, reason }) =>
        html`<li>${severityMark(severity, texts)}<b>${who(subject, texts)}</b> ${keyCell(subject, texts)}<span class="sub">${titles.get(check) ?? check}</span><span class="sub">${texts.until(until, outside(reason, 300))}</span></li>`,
    );
  return html`<section class="long"><h2>${texts.excepted} · ${report.excepted.length}</h2><p class="lead">${texts.exceptedLead}</p>${folded(items, texts, (some) => html`<ul class="rows">${some}</ul>`)}${left(report.excepted.length, texts)}</section>`;
}

type Fails = Extract<NonNullable<KeyRow['ifLeaked']>, { fails: unknown }>;

/** What the business would feel, key by key, the most first, with the command that exempts the key. */
export function leaked(page: Page): Content {
  const { report, texts, language } = page;
  let known = 0;
  const hit: { readonly key: KeyRow; readonly use: Fails }[] = [];
  for (const key of report.keys) {
    if (!key.ifLeaked || !('fails' in key.ifLeaked)) continue;
    known += 1;
    if (key.ifLeaked.fails.length > 0) hit.push({ key, use: key.ifLeaked });
  }
  hit.sort((a, b) => b.use.fails.length - a.use.fails.length);
  const unknown = report.keys.filter(({ ifLeaked }) => ifLeaked && 'couldNotCheck' in ifLeaked).length;
  if (known === 0 && unknown === 0) return undefined;
  const words = (text: string) => outside(translated(text, textsOf(language)), 120);
  const items = hit.slice(0, MOST_LEAKED).map(({ key, use }) => leakedKey(page, key, use, words));
  return html`<section class="long"><h2>${texts.leaked}</h2><p class="lead">${hit.length > 0 ? texts.leakedLead : texts.leakedNone}${unknown > 0 && ` ${texts.leakedUnknown(unknown)}`}</p>${folded(items, texts, (some) => html`<ul class="rows">${some}</ul>`)}${hit.length > MOST_LEAKED && html`<p class="lead">${texts.leakedRest(hit.length - MOST_LEAKED)}</p>`}</section>`;
}

/**
 * Adds a key to what deploy.env excludes by then, for bash and zsh: the file is read from above to below, so that the new
 * line takes up the one before it, and a second key of the same page does not undo the first. It begins on a line of its
 * own, because a file that a person writes need not end with one. In a shell of its own, so that the next loading does
 * not begin with the keys of this one.
 */
const exemptCommand = (id: string): string =>
  `(printf '\\n%s\\n' 'TOURNIQUET_EXCLUDE_KEYS="\${TOURNIQUET_EXCLUDE_KEYS:+$TOURNIQUET_EXCLUDE_KEYS,}${id}"' >> deploy.env && unset TOURNIQUET_EXCLUDE_KEYS && set -a && . ./deploy.env && set +a && s deploy)`;

function leakedKey(
  { report, texts }: Page,
  { subject }: KeyRow,
  { fails, lookedAt, complete }: Fails,
  words: (text: string) => string,
): Html {
  const calls = fails
    .slice(0, MOST_CALLS)
    .map(
      ({ action, lastAt }) =>
        html`<li><code>${words(action)}</code>${lastAt !== null && html` <span class="sub">${texts.lastAt(own(lastAt.slice(0, 10)))}</span>`}</li>`,
    );
  const id = subject.accessKeyId ?? '';
  const { users, keys } = report.exempt;
  const isExempt = keys.includes(id) || (subject.user !== undefined && users.includes(subject.user));
  const exemption = isExempt
    ? html`<p class="note">${texts.isExempt}</p>`
    : // A command that is pasted into a shell holds nothing that was not looked at.
      isAccessKeyId(id) && html`<p class="note">${texts.exempt}</p><pre>${exemptCommand(id)}</pre>`;
  return html`<li><b>${who(subject, texts)}</b> <code>${keyOf(subject, texts)}</code><details><summary>${texts.leakedKey(fails.length, own(lookedAt.slice(0, 10)))}</summary><ul class="rows">${calls}</ul>${left(fails.length, texts, 'report.json', MOST_CALLS)}${!complete && html`<p class="note">${texts.leakedCut}</p>`}${exemption}</details></li>`;
}
