import type { ManifestItem } from '../../evidence/types';
import { consoleLink } from '../../notify/consoles';
import { type Html, html, outside, own } from '../html';
import type { Page } from '../page';
import { lineHtml } from '../spans';

/** More than this is a list that nobody reads to its end: it is folded away. */
const MOST_OPEN = 12;

/** Where each file is, with its hash. */
export function evidence(page: Page): Html {
  const { model, texts } = page;
  const { bucket, prefix } = model.evidenceAt;
  const files = table(page, model.items);
  return html`<section class="long"><h2>${texts.evidence.heading}</h2><p class="lead">${texts.evidence.lead}</p>
<p>${texts.evidence.place} <code>oss://${own(bucket)}/${own(prefix)}/</code><br>${texts.evidence.verify}${texts.gap}${lineHtml([consoleLink(model.site, 'oss')])}</p>
${model.items.length > MOST_OPEN ? html`<details><summary>${texts.evidence.files(model.items.length)}</summary>${files}</details>` : files}</section>`;
}

function table({ texts, number }: Page, items: readonly ManifestItem[]): Html {
  return html`<table class="files"><thead><tr><th>${texts.evidence.file}</th><th class="num">${texts.evidence.size}</th></tr></thead><tbody>${items.map(
    ({ path, bytes, sha256, complete, cut }) =>
      html`<tr><td><a href="${linkOf(path)}">${own(path)}</a> ${complete ? undefined : html`<span class="mark warn">${texts.evidence.cut}</span> ${outside(cut ?? '', 160)}`}<code>${own(sha256)}</code></td><td class="num">${number(bytes)} B</td></tr>`,
  )}</tbody></table>`;
}

/** Beside the report, wherever the pack was copied to. It begins with `./`, so that no path is ever a scheme or a host. */
function linkOf(path: string): string {
  return `./${path.toWellFormed().split('/').map(encodeURIComponent).join('/')}`;
}
