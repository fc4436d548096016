import { isConsolePage } from '../notify/consoles';
import { shownText } from '../notify/defang';
import type { Line } from '../notify/message';
import { type Html, html } from './html';

/** A line of the message model as markup; only pages of the cloud's own console become links. */
export function lineHtml(line: Line): Html {
  return html`${line.map((span) => {
    if (typeof span !== 'string' && 'link' in span) {
      return isConsolePage(span.link)
        ? html`<a href="${span.link}" rel="noreferrer noopener">${span.label}</a>`
        : html`${span.label}`;
    }
    if (typeof span === 'string') return html`${shownText(span)}`;
    if ('strong' in span) return html`<strong>${shownText(span)}</strong>`;
    if ('key' in span) return html`<code>${shownText(span)}</code>`;
    return html`${shownText(span)}`;
  })}`;
}
