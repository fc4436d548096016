import type { KeyUsage } from '../../aliyun/action-trail';
import { isoOf } from '../../moment';
import { type Html, html, outside } from '../html';
import type { Page } from '../page';
import { USAGE_TEXTS } from '../texts/usage';

const MOST_PRODUCTS = 40;
const MOST_NAMES = 6;

/** What ActionTrail remembers of the key's last uses, product by product: calls, addresses, resources. */
export function usage({ model, short }: Page): Html {
  const texts = USAGE_TEXTS[model.language];
  const { products, events, ips, resources, failures } = model.usage;
  const head = html`<h2>${texts.heading}</h2><p class="lead">${texts.lead}</p>`;
  const failed = failures.length > 0 ? html`<p class="note warn">${texts.failed}</p>` : undefined;
  if (products.length === 0) return html`<section>${head}<p>${texts.none}</p>${failed}</section>`;
  const of = (all: readonly KeyUsage[], product: string): Html => {
    const names = [...new Set(all.filter(({ serviceName }) => serviceName === product).map(({ name }) => name))];
    return html`${names
      .slice(0, MOST_NAMES)
      .map((name) => outside(name, 60))
      .join(', ')}${names.length > MOST_NAMES ? ` +${names.length - MOST_NAMES}` : undefined}`;
  };
  const rows = products.slice(0, MOST_PRODUCTS).map(({ serviceName, usedAt }) => {
    const at = usedAt === undefined ? '' : short(isoOf(new Date(usedAt).getTime()) ?? '');
    const cells = [at, of(events, serviceName), of(ips, serviceName), of(resources, serviceName)];
    return html`<tr><td>${outside(serviceName, 60)}</td>${cells.map((cell, i) => html`<td data-head="${texts.head[i + 1] ?? ''}">${cell}</td>`)}</tr>`;
  });
  return html`<section class="long">${head}<details><summary>${texts.open(products.length)}${products.length > MOST_PRODUCTS ? ` (${MOST_PRODUCTS})` : undefined}</summary><table class="stacked"><thead><tr>${texts.head.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></details>${failed}</section>`;
}
