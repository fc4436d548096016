import { textsOf } from '../../notify/build';
import { translated } from '../../notify/parts/alert';
import { type Content, html, outside, own } from '../../report/html';
import type { Rung } from '../ladder/model';
import { folded, left, MOST_LISTED, type Page } from './names';

/** The gravest first: what is switched off tonight is what somebody may miss tomorrow. */
const RUNGS: readonly Rung[] = ['disable', 'announce', 'warn-again', 'warn'];

/** What becomes of keys that nobody uses, where they are switched off: what this night does, what waits, or why neither. */
export function idle({ report, texts, language }: Page): Content {
  const { idleKeys } = report;
  if (idleKeys === undefined) return undefined;
  const { refused, steps, waits } = idleKeys;
  const words = (text: string) => outside(translated(text, textsOf(language)), 300);
  const groups = RUNGS.flatMap((rung) => {
    const some = steps.filter((step) => step.rung === rung);
    if (some.length === 0) return [];
    const rows = some.slice(0, MOST_LISTED).map(({ user, accessKeyId, lastUsedAt }) => {
      const used = lastUsedAt === 'never' ? texts.never : texts.lastAt(own(lastUsedAt.slice(0, 10)));
      return html`<tr><td>${outside(user, 128)}</td><td><code>${own(accessKeyId)}</code></td><td>${used}</td></tr>`;
    });
    const tone = rung === 'disable' ? 'bad' : rung === 'announce' ? 'warn' : '';
    return html`<li><h3><span class="mark ${tone}">${texts.rungs[rung]}</span> · ${some.length}</h3>${folded(rows, texts, (list) => html`<table class="found"><tbody>${list}</tbody></table>`)}${left(some.length, texts, 'report.json')}</li>`;
  });
  const waiting = waits
    .slice(0, MOST_LISTED)
    .map(
      ({ user, accessKeyId, reason }) =>
        html`<li><b>${outside(user, 128)}</b> <code>${own(accessKeyId)}</code><span class="sub">${words(reason)}</span></li>`,
    );
  const why = refused !== null && html`<p class="note warn">${texts.idleRefused(words(refused))}</p>`;
  const none = refused === null && steps.length === 0 && html`<p class="note">${texts.idleNone}</p>`;
  const rest =
    waits.length > 0 &&
    html`<details><summary>${texts.idleWaits(waits.length)}</summary><ul class="rows">${waiting}</ul>${left(waits.length, texts, 'report.json')}</details>`;
  return html`<section class="long"><h2>${texts.idle}</h2><p class="lead">${texts.idleLead}</p>${why}${none}${groups.length > 0 && html`<ul class="rows">${groups}</ul>`}${rest}</section>`;
}
