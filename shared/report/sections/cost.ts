import { type Amount, parseAmount, showAmount } from '../../evidence/decimal';
import { barChart } from '../charts';
import { type Html, html, outside } from '../html';
import type { Page } from '../page';
import { COST_TEXTS } from '../texts/cost';
import { costSigns, costTables, protections } from './cost-signs';

const MOST_PRODUCTS = 10;
const MOST_BILLABLE = 50;

/** The bill by day beside what is usual, and by product. A day that could not be read is told apart from a day of nothing. */
export function cost(page: Page): Html {
  const { model, texts, money } = page;
  const words = COST_TEXTS[model.language];
  const { bills, cost: judged, incident } = model;
  const usual = judged.usual?.amount;
  const priced = new Set(judged.resources.map(({ id }) => id));
  const billable = incident.billable && 'value' in incident.billable ? incident.billable.value : [];
  const unpriced = billable.filter(({ what }) => !priced.has(what));
  const more = Math.max(0, unpriced.length - MOST_BILLABLE) + (incident.billableLeftOut ?? 0);
  return html`<section class="long"><h2>${texts.cost.heading}</h2><p class="lead">${texts.cost.lead}${usual === undefined ? undefined : html` ${texts.cost.usual(money(usual, judged.currency))}`}${bills.balance ? html` · ${texts.cost.balance(money(bills.balance.amount, bills.balance.currency))}` : undefined}</p>
${bills.days.length > 0 ? html`${days(page)}${costSigns(page)}${products(page)}` : html`<p class="note warn">${texts.cost.nothing}</p>${costSigns(page)}`}
${costTables(page)}
${unpriced.length > 0 ? html`<h3>${texts.cost.billable}</h3><ul class="rows">${unpriced.slice(0, MOST_BILLABLE).map((one) => html`<li>${outside(one.what, 100)}<span class="sub">${outside(one.how, 60)} · ${outside(one.region, 30)} · ${page.time(one.at)}</span></li>`)}${more > 0 ? html`<li>${texts.did.more(more)}</li>` : undefined}</ul>` : undefined}
${protections(page)}
${bills.failures.length > 0 ? html`<p class="note warn">${texts.cost.failed(bills.failures.length)}</p>` : undefined}
<p class="note">${texts.cost.lag}${judged.upTo === undefined ? undefined : html`${texts.gap}${words.upTo(judged.upTo)}`}</p></section>`;
}

/** For drawing alone: money is never reckoned in these. */
const drawn = (amount: string | undefined): number => Number(amount ?? '0');

function days({ model, texts, money, number }: Page): Html {
  const words = COST_TEXTS[model.language];
  const { days: judged, currency } = model.cost;
  const columns = judged.map(({ day, total, usual, isAbove }) => ({
    title: `${day}: ${money(total, currency)}${usual === undefined ? '' : ` (${texts.cost.usual(money(usual, currency))})`}`,
    parts: [{ value: Math.max(0, drawn(total)), className: isAbove ? 'c-hot' : 'c-cost' }],
  }));
  const every = Math.max(1, Math.ceil(judged.length / 5));
  const hot = judged.some(({ isAbove }) => isAbove);
  return html`${barChart(columns, [], {
    label: texts.cost.chart,
    value: (value) => (value >= 1 ? number(value) : String(value)),
    ticks: judged.flatMap(({ day }, i) =>
      i % every === 0 ? [{ at: (i + 0.5) / judged.length, label: day.slice(5) }] : [],
    ),
    usual: judged.map(({ usual }) => (usual === undefined ? undefined : drawn(usual))),
    heightPx: 130,
  })}<ul class="legend"><li><i class="c-cost"></i>${texts.cost.chart} (${currency})</li>${hot ? html`<li><i class="c-hot"></i>${texts.cost.jump}</li>` : undefined}${judged.some(({ usual }) => usual !== undefined) ? html`<li><i class="dash"></i>${words.usualLine}</li>` : undefined}</ul>`;
}

function products({ model, texts, money }: Page): Html {
  const currency = model.cost.currency;
  // Days in another currency have no sum with these.
  const billed = model.bills.days.filter((day) => day.currency === currency);
  const all = new Map<string, Amount>();
  for (const { byProduct } of billed)
    for (const { product, amount } of byProduct)
      all.set(product, (all.get(product) ?? 0n) + (parseAmount(amount) ?? 0n));
  const lastOf = new Map(billed.at(-1)?.byProduct.map(({ product, amount }) => [product, amount]));
  const ordered = [...all].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0));
  if (ordered.length === 0) return html``;
  return html`<h3>${texts.cost.byProduct}</h3><table><thead><tr><th>${texts.cost.product}</th><th class="num">${texts.cost.lastDay}</th><th class="num">${texts.cost.allDays}</th></tr></thead><tbody>${ordered
    .slice(0, MOST_PRODUCTS)
    .map(
      ([product, amount]) =>
        html`<tr><td>${outside(product, 80)}</td><td class="num">${money(lastOf.get(product) ?? '0', currency)}</td><td class="num">${money(showAmount(amount), currency)}</td></tr>`,
    )}</tbody></table>${ordered.length > MOST_PRODUCTS ? html`<p class="lead">${texts.did.more(ordered.length - MOST_PRODUCTS)}</p>` : undefined}`;
}
