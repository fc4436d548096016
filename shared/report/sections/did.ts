import type { CallRow } from '../../evidence/calls';
import { sum } from '../../evidence/overview';
import { barChart, stripe, timeTicks } from '../charts';
import { type Html, html, outside } from '../html';
import { clockLabel, type Page, zoneMs } from '../page';
import { findings } from './findings';
import { hasCalls } from './head';
import { originOf, originSources } from './origins';

const MOST_ROWS = 12;
/** Rows of the table of calls; the list at the end of the page has every call that the model holds. */
const MOST_CALLS = 200;

/** What the key did: what stands out, by service, by address, call by call. */
export function did(page: Page): Html {
  const { model, texts, number, time } = page;
  const { audit } = model;
  if (!hasCalls(model)) {
    return html`<section><h2>${texts.did.heading}</h2><p>${texts.did.nothing}</p><p class="note">${texts.course.lag}</p></section>`;
  }
  const lead =
    audit.firstAt && audit.lastAt
      ? texts.did.lead(number(audit.total), time(audit.firstAt), time(audit.lastAt))
      : texts.did.lead(number(audit.total), texts.did.unknownTime, texts.did.unknownTime);
  return html`<section class="long"><h2>${texts.did.heading}</h2><p class="lead">${lead}</p>
<h3>${texts.did.findings}</h3>${findings(page)}
<div class="two"><div><h3>${texts.did.byService}</h3>${services(page)}</div><div><h3>${texts.did.byAddress}</h3>${addresses(page)}</div></div>
${history(page)}
<h3>${texts.did.calls}</h3>${calls(page)}</section>`;
}

function services({ model, texts, number }: Page): Html {
  const { byService } = model.audit;
  const longest = Math.max(1, ...byService.map(sum));
  const rows = byService.slice(0, MOST_ROWS).map(
    (count) =>
      html`<div class="measure"><span>${outside(count.service, 60)}</span><span class="n">${number(sum(count))}</span>${stripe(
        [
          { value: count.allowed, className: 'c-cost' },
          { value: count.failed, className: 'c-failed' },
          { value: count.refused, className: 'c-refused' },
        ],
        longest,
      )}</div>`,
  );
  return html`${rows}${more(texts.did.more, byService.length)}`;
}

function addresses(page: Page): Html {
  const { model, texts, number, short } = page;
  const ordered = [...model.audit.byAddress].sort((a, b) => Number(b.isNewSource) - Number(a.isNewSource));
  const longest = Math.max(1, ...ordered.map(sum));
  const rows = ordered.slice(0, MOST_ROWS).map(
    (count) =>
      html`<div class="measure"><span><span class="mark ${count.isNewSource ? 'bad' : ''}">${count.isNewSource ? texts.did.newAddress : texts.did.knownAddress}</span>${outside(count.ip, 60)}</span><span class="n">${number(sum(count))}</span>${stripe(
        [
          { value: count.allowed, className: count.isNewSource ? 'c-allowed' : 'c-usual' },
          { value: count.failed, className: 'c-failed' },
          { value: count.refused, className: 'c-refused' },
        ],
        longest,
      )}<span class="sub">${originOf(page, count.ip)}${texts.did.seen(short(count.firstAt), short(count.lastAt))}${count.userAgents[0] ? html`<br>${outside(count.userAgents[0], 90)}` : undefined}</span></div>`,
  );
  return html`${rows}${more(texts.did.more, ordered.length)}${originSources(page)}`;
}

function more(words: (count: number) => string, count: number): Html | undefined {
  return count > MOST_ROWS ? html`<p class="lead">${words(count - MOST_ROWS)}</p>` : undefined;
}

function history(page: Page): Html | undefined {
  const { model, texts, short, number } = page;
  const { from, columns } = model.audit.days;
  const highest = Math.max(...columns.map(sum));
  if (columns.length < 2 || highest <= 0) return undefined;
  const dayOf = (i: number) => short(new Date(Date.parse(from) + i * 86_400_000).toISOString()).slice(0, 5);
  const drawn = columns.map((column, i) => ({
    title: `${dayOf(i)}: ${sum(column)}`,
    parts: [
      { value: column.allowed, className: 'c-cost' },
      { value: column.failed, className: 'c-failed' },
      { value: column.refused, className: 'c-refused' },
    ],
  }));
  return html`<h3>${texts.did.history}</h3>${barChart(drawn, [], {
    label: texts.did.history,
    value: number,
    ticks: timeTicks(Date.parse(from), Date.parse(from) + columns.length * 86_400_000, {
      most: 5,
      zoneMs: zoneMs(model.language),
      label: clockLabel(page),
    }),
    heightPx: 84,
  })}`;
}

function calls({ model, texts, short, number }: Page): Html {
  const { calls: all, callsLeftOut } = model.audit;
  const rows = mostTelling(all, MOST_CALLS);
  const left = all.length - rows.length + callsLeftOut;
  if (rows.length === 0) return html`<p>${texts.did.nothing}</p>`;
  const files = model.items.filter(({ path }) => path.includes('/audit/')).map(({ path }) => path);
  return html`<table class="calls"><thead><tr>${texts.did.callsHead.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${runs(
    rows,
  ).map(
    ({ row, count, lastAt }) =>
      html`<tr class="${toneOf(row)}"><td class="when">${short(row.at)}${count > 1 ? ` - ${short(lastAt).slice(6)}` : undefined}</td><td><span class="mark ${toneOf(row)}">${texts.did.outcome[row.outcome]}</span></td><td class="call"><b>${outside(`${row.service} ${row.name}`, 80)}</b>${count > 1 ? html` × ${number(count)}` : undefined}${row.target ? html`<span>${outside(row.target, 100)}</span>` : undefined}${row.errorCode ? html`<span>${outside(row.errorCode, 80)}</span>` : undefined}</td><td class="from">${outside(row.ip, 60)}${row.isNewSource ? html` (${texts.did.newAddress})` : undefined} ${outside(row.region, 30)}</td></tr>`,
  )}</tbody></table>
${left > 0 ? html`<p class="note">${texts.did.leftOut(rows.length, left).replace(String(left), number(left))} <code>${files[0] ?? texts.did.leftOutPlace}</code></p>` : undefined}`;
}

/** The most telling calls, in their order. */
function mostTelling(calls: readonly CallRow[], most: number): readonly CallRow[] {
  if (calls.length <= most) return calls;
  const chosen = new Set([...calls].sort((a, b) => b.telling - a.telling).slice(0, most));
  return calls.filter((call) => chosen.has(call));
}

function toneOf(row: CallRow): string {
  if (row.outcome === 'refused') return 'good';
  return row.outcome === 'allowed' && (row.isNewSource || row.rule !== undefined) ? 'bad' : '';
}

interface CallRun {
  readonly row: CallRow;
  readonly count: number;
  readonly lastAt: string;
}

/** The same call again and again is one line with its number. */
function runs(rows: readonly CallRow[]): CallRun[] {
  const found: CallRun[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last && sameCall(last.row, row)) found[found.length - 1] = { ...last, count: last.count + 1, lastAt: row.at };
    else found.push({ row, count: 1, lastAt: row.at });
  }
  return found;
}

function sameCall(a: CallRow, b: CallRow): boolean {
  const fields = ['service', 'name', 'ip', 'region', 'outcome', 'errorCode', 'target', 'isAfterDeny'] as const;
  return fields.every((field) => a[field] === b[field]);
}
