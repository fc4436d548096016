import { type Html, html, outside } from '../html';
import { notChecked } from '../model';
import { type Page, reasons } from '../page';

/** What could not be looked at, each with its reason. */
export function unknown(page: Page): Html {
  const { model, texts } = page;
  const missing = notChecked(model);
  return html`<section><h2>${texts.unknown.heading}</h2>${
    missing.length === 0
      ? html`<p>${texts.unknown.nothing}</p>`
      : html`<p class="lead">${texts.unknown.lead}</p><ul class="rows">${missing.map(({ what, why }) => html`<li>${outside(texts.unknown.what(what), 120)}<span class="sub">${outside(reasons(page, why), 300)}</span></li>`)}</ul>`
  }</section>`;
}
