import type { EvidenceSource } from '../../evidence/types';
import { type Html, html, outside, own } from '../html';
import { type Page, reasons } from '../page';
import { SOURCES_TEXTS } from '../texts/sources';

/** An account has some thirty regions, each a source of its own. */
const MOST_OPEN = 8;

/** Which source answered, from when to when, and what was cut: those that were cut first. */
export function sources(page: Page): Html {
  const { model } = page;
  const texts = SOURCES_TEXTS[model.language];
  const whole = model.sources.filter(({ complete }) => complete);
  const sorted = [...model.sources.filter(({ complete }) => !complete), ...whole];
  const head = html`<h2>${texts.heading}</h2><p class="lead">${texts.lead(whole.length, sorted.length)}</p>`;
  const table = html`<table class="stacked"><thead><tr>${texts.head.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${sorted.map((one) => row(page, one))}</tbody></table>`;
  const isLong = sorted.length > MOST_OPEN;
  return html`<section class="long">${head}${isLong ? html`<details><summary>${texts.all(sorted.length)}</summary>${table}</details>` : table}</section>`;
}

function row(page: Page, { source, from, to, count, complete, cut }: EvidenceSource): Html {
  const { model, time, number } = page;
  const texts = SOURCES_TEXTS[model.language];
  const answer = complete
    ? html`<span class="mark good">${texts.whole}</span>`
    : html`<span class="mark warn">${texts.cut}</span><span class="sub">${outside(reasons(page, cut ?? ''), 200)}</span>`;
  const cells = [from === undefined ? '' : time(from), to === undefined ? '' : time(to), number(count), answer];
  return html`<tr><td>${own(source)}</td>${cells.map((cell, i) => html`<td data-head="${texts.head[i + 1] ?? ''}">${cell}</td>`)}</tr>`;
}
