import { isProtectionPage, type Protection, protectionsOf } from '../../findings/cost/protections';
import { type Html, html, outside, own } from '../html';
import type { Page } from '../page';
import { COST_TEXTS } from '../texts/cost';

const MOST_ROWS = 20;
const TONES: Readonly<Record<string, string>> = { critical: 'bad', high: 'bad', medium: 'warn', low: '' };

/** What stands out in bills, orders and balance, the gravest first; what could not be judged is said, never left out. */
export function costSigns(page: Page): Html {
  const { model, texts } = page;
  const words = COST_TEXTS[model.language];
  const inWords = page.words;
  const { facts, notes } = model.cost;
  const rows = facts
    .slice(0, MOST_ROWS)
    .map(
      ({ severity, text }) =>
        html`<li><span class="mark ${TONES[severity] ?? ''}">${texts.did.severity[severity]}</span>${outside(text[model.language], 300)}</li>`,
    );
  return html`<h3>${words.signs}</h3>${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p>${words.noSigns}</p>`}${facts.length > MOST_ROWS ? html`<p class="lead">${texts.did.more(facts.length - MOST_ROWS)}</p>` : undefined}
${notes.length > 0 ? html`<p class="note warn">${words.unread}${notes.slice(0, MOST_ROWS).map((note) => html`<br>${outside(inWords(note), 300)}`)}</p>` : undefined}
${balance(page)}`;
}

function balance({ model }: Page): Html | undefined {
  const words = COST_TEXTS[model.language];
  const watch = model.cost.balance;
  if (watch === undefined) return undefined;
  if (watch.daysLeft === undefined || watch.usualDay === undefined)
    return html`<p class="note ${watch.state === 'low' ? 'warn' : ''}">${own(`${watch.amount} ${watch.currency}`)}${model.language === 'zh' ? '：' : ': '}${words.balanceUnknown}</p>`;
  const told = words.balance(watch.daysLeft, `${watch.usualDay} ${watch.currency}`);
  return html`<p class="note ${watch.state === 'fine' ? '' : 'warn'}">${own(`${watch.amount} ${watch.currency}`)}${model.language === 'zh' ? '。' : '. '}${own(told)}</p>`;
}

/** What the key made with its price so far, and the orders of the window. */
export function costTables(page: Page): Html {
  const { model, texts, short, money } = page;
  const words = COST_TEXTS[model.language];
  const { resources } = model.cost;
  const orders = model.bills.orders ?? [];
  const head = (names: readonly string[]) =>
    html`<thead><tr>${names.map((name, i) => html`<th class="${i === names.length - 1 ? 'num' : ''}">${name}</th>`)}</tr></thead>`;
  const made = resources
    .slice(0, MOST_ROWS)
    .map(
      ({ id, region, how, at, total, currency, days }) =>
        html`<tr><td>${outside(id, 80)}<span class="sub">${outside(how, 60)} · ${outside(region, 30)}</span></td><td>${short(at)}</td><td class="num">${total === undefined ? words.notBilled : html`${money(total, currency ?? '')}<span class="sub">${words.billed(days)}</span>`}</td></tr>`,
    );
  const ordered = orders
    .slice(-MOST_ROWS)
    .map(
      ({ id, at, product, type, status, amount, currency: of }) =>
        html`<tr><td>${short(at)}</td><td>${outside(product, 40)}</td><td>${outside([type, status].join(' '), 40)}<span class="sub">${outside(id, 40)}</span></td><td class="num">${money(amount, of)}</td></tr>`,
    );
  return html`${made.length > 0 ? html`<h3>${words.resources}</h3><table>${head(words.resourceHead)}<tbody>${made}</tbody></table><p class="lead">${words.resourcesNote}${resources.length > MOST_ROWS ? html` ${texts.did.more(resources.length - MOST_ROWS)}` : undefined}</p>` : undefined}
${ordered.length > 0 ? html`<h3>${words.orders}</h3><table>${head(words.orderHead)}<tbody>${ordered}</tbody></table>` : undefined}`;
}

/** For each product whose cost is abnormal its own protection, as a list to be ticked off. */
export function protections({ model }: Page): Html | undefined {
  const words = COST_TEXTS[model.language];
  const products = [...new Set(model.cost.facts.map(({ product }) => product))].filter((product) => product !== '');
  if (products.length === 0) return undefined;
  const items = products
    .slice(0, MOST_ROWS)
    .map(
      (product) =>
        html`<li><b>${outside(product, 60)}</b><ul class="todo">${protectionsOf(product).map(
          (one) => html`<li>${one.text[model.language]}${linkOf(one, model.language, words.page)}</li>`,
        )}</ul></li>`,
    );
  return html`<h3>${words.protect}</h3><p class="lead">${words.protectLead}</p><ul class="rows">${items}</ul>`;
}

function linkOf({ link }: Protection, language: 'zh' | 'en', label: string): Html | undefined {
  const url = link?.[language];
  return url !== undefined && isProtectionPage(url)
    ? html` <a href="${url}" rel="noreferrer noopener">${label}</a>`
    : undefined;
}
