import { type Amount, parseAmount, showAmount } from '../../evidence/decimal';
import { barChart } from '../charts';
import { type Html, html, outside } from '../html';
import type { Page } from '../page';
import { isJump, usualDay } from './head';

const MOST_PRODUCTS = 10;

/** The bill by day and by product. A day that could not be read is told apart from a day of nothing. */
export function cost(page: Page): Html {
  const { model, texts, money } = page;
  const { bills, incident } = model;
  const currency = bills.days[0]?.currency ?? bills.balance?.currency ?? '';
  const usual = usualDay(model);
  const billable = incident.billable && 'value' in incident.billable ? incident.billable.value : [];
  return html`<section><h2>${texts.cost.heading}</h2><p class="lead">${texts.cost.lead}${usual === undefined ? undefined : html` ${texts.cost.usual(money(showAmount(usual), currency))}`}${bills.balance ? html` · ${texts.cost.balance(money(bills.balance.amount, bills.balance.currency))}` : undefined}</p>
${bills.days.length > 0 ? html`${days(page, currency)}${products(page, currency)}` : html`<p class="note warn">${texts.cost.nothing}</p>`}
${billable.length > 0 ? html`<h3>${texts.cost.billable}</h3><ul class="rows">${billable.map((one) => html`<li>${outside(one.what, 100)}<span class="sub">${outside(one.how, 60)} · ${outside(one.region, 30)} · ${page.time(one.at)}</span></li>`)}</ul>` : undefined}
${bills.failures.length > 0 ? html`<p class="note warn">${texts.cost.failed(bills.failures.length)}</p>` : undefined}
<p class="note">${texts.cost.lag}</p></section>`;
}

function days({ model, texts, money }: Page, currency: string): Html {
  const { days: billed } = model.bills;
  const jump = isJump(model);
  const totals = billed.map(({ total }) => parseAmount(total) ?? 0n);
  const highest = [0n, ...totals].sort((a, b) => (a < b ? 1 : -1))[0] ?? 0n;
  // For drawing alone: shares of the highest day, as numbers.
  const share = (amount: Amount) => (highest > 0n ? Number((amount * 10_000n) / highest) / 10_000 : 0);
  const drawn = billed.map(({ day, total }, i) => ({
    title: `${day}: ${money(total, currency)}`,
    parts: [{ value: share(totals[i] ?? 0n), className: jump && i === billed.length - 1 ? 'c-hot' : 'c-cost' }],
  }));
  return barChart(drawn, [], {
    label: texts.cost.chart,
    top: money(showAmount(highest), currency),
    left: billed[0]?.day ?? '',
    right: `${billed.at(-1)?.day ?? ''}${jump ? ` · ${texts.cost.jump}` : ''}`,
    heightPx: 110,
  });
}

function products({ model, texts, money }: Page, currency: string): Html {
  const last = model.bills.days.at(-1);
  const all = new Map<string, Amount>();
  for (const { byProduct } of model.bills.days)
    for (const { product, amount } of byProduct)
      all.set(product, (all.get(product) ?? 0n) + (parseAmount(amount) ?? 0n));
  const lastOf = new Map(last?.byProduct.map(({ product, amount }) => [product, amount]));
  const ordered = [...all].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0));
  if (ordered.length === 0) return html``;
  return html`<table><thead><tr><th>${texts.cost.product}</th><th class="num">${texts.cost.lastDay}</th><th class="num">${texts.cost.allDays}</th></tr></thead><tbody>${ordered
    .slice(0, MOST_PRODUCTS)
    .map(
      ([product, amount]) =>
        html`<tr><td>${outside(product, 80)}</td><td class="num">${money(lastOf.get(product) ?? '0', currency)}</td><td class="num">${money(showAmount(amount), currency)}</td></tr>`,
    )}</tbody></table>${ordered.length > MOST_PRODUCTS ? html`<p class="lead">${texts.did.more(ordered.length - MOST_PRODUCTS)}</p>` : undefined}`;
}
