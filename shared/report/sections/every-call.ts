import type { CallRow } from '../../evidence/calls';
import { Html, html, outside } from '../html';
import type { ReportModel } from '../model';

/** So many rows stand in a block that a browser lays out when it comes near the screen, and not before. */
const CHUNK = 100;
/** What a row of one line needs, so that the scroll bar is right before the block is laid out. */
const ROW_PX = 44;

const WORDS = {
  heading: 'Every call since the leak · 泄露以来的每次调用',
  note: 'UTC · red: went through from a new address · green: refused　　红：来自新地址且成功　绿：被拒绝',
  open: (count: number) => `${count} calls · ${count} 次调用`,
} as const;

/**
 * Every call that the model holds, folded away: once for both languages, for the rows hold none and thousands of them
 * would make the page twice as long. Nothing where the table above has them all.
 */
export function everyCall({ audit }: Pick<ReportModel, 'audit'>): Html | undefined {
  const { calls } = audit;
  if (calls.length <= 200) return undefined;
  const chunks: Html[] = [];
  for (let from = 0; from < calls.length; from += CHUNK) chunks.push(chunk(calls.slice(from, from + CHUNK)));
  return html`<div class="every"><main><section><h2>${WORDS.heading}</h2><p class="lead">${WORDS.note}</p><details><summary>${WORDS.open(calls.length)}</summary>${chunks}</details></section></main></div>`;
}

function chunk(rows: readonly CallRow[]): Html {
  const height = new Html(`contain-intrinsic-size:auto ${rows.length * ROW_PX}px`);
  return html`<div class="chunk" style="${height}">${rows.map(row)}</div>`;
}

function row(call: CallRow): Html {
  const { at, service, name, ip, region, errorCode, target } = call;
  const tone = call.outcome === 'refused' ? 'r' : call.isNewSource && call.outcome === 'allowed' ? 'n' : '';
  const more = [outside(ip, 60), outside(region, 30), outside(target ?? '', 60), outside(errorCode ?? '', 60)];
  return html`<p${tone === '' ? undefined : new Html(` class=${tone}`)}><span>${at.slice(5, 19).replace('T', ' ')}</span><b>${outside(`${service} ${name}`, 80)}</b><i>${more.filter((part) => part !== '').join(' · ')}</i>`;
}
