import { sum } from '../../evidence/overview';
import { type Html, html, own } from '../html';
import type { ReportModel } from '../model';
import { type Page, span } from '../page';
import { type Tone, verdictOf } from './verdict';

export function head(page: Page): Html {
  const { model, texts, time } = page;
  const { text, open, tone } = verdictOf(page);
  const { thief, audit, incident } = model;
  const refused = audit.newSource.refused + audit.newSource.failed;
  const words = {
    yes: texts.thief.yes(audit.newSource.allowed, refused),
    no: texts.thief.no,
    'not visible yet': texts.thief.notYet,
  };
  return html`<header class="top ${tone}"><p class="kind">${texts.kind}</p>
<h1>${text}</h1>
${open.length > 0 ? html`<p class="open">${open.join(texts.gap)}</p>` : undefined}
<p>${words[thief.seen]}${texts.gap}${model.auditComplete ? texts.thief.upTo(time(thief.dataUpTo)) : texts.thief.cutUpTo(time(thief.dataUpTo))}</p>
<div class="who"><span>${texts.who.user} <b>${page.user()}</b></span><span>${texts.who.key} <b>${own(incident.accessKeyId)}</b></span><span>${texts.who.account} <b>${own(incident.accountId)}</b></span><span>${texts.who.created} <b>${time(model.createdAt)}</b></span></div>
</header>
<div class="tiles">${tiles(page)}</div>`;
}

function tiles({ model, texts, number, money }: Page): Html[] {
  const { window } = model.incident;
  const { audit, bills } = model;
  const toDeny = window.denyAt ? Date.parse(window.denyAt) - Date.parse(window.signalAt) : undefined;
  const last = bills.days.findLast(({ currency }) => currency === model.cost.currency);
  const made = audit.identitiesMade.length + audit.madeLeftOut;
  const hot = model.cost.days.at(-1)?.isAbove === true;
  return [
    toDeny === undefined || Number.isNaN(toDeny)
      ? tile('bad', ...texts.tiles.noDeny)
      : tile('good', span(Math.max(0, toDeny), model.language), texts.tiles.toDeny),
    tile(audit.newSource.allowed > 0 ? 'bad' : '', number(audit.newSource.allowed), texts.tiles.answered),
    window.denyAt
      ? tile(audit.afterDeny.refused > 0 ? 'good' : '', number(audit.afterDeny.refused), texts.tiles.refused)
      : tile(made > 0 ? 'bad' : '', number(made), texts.tiles.made),
    last
      ? tile(hot ? 'bad' : '', money(last.total, last.currency), texts.tiles.cost)
      : tile('warn', '?', texts.tiles.costUnknown),
  ];
}

function tile(tone: Tone | '', big: string, small: string): Html {
  return html`<div class="tile ${tone}"><b>${big}</b><span>${small}</span></div>`;
}

/** Whether there is anything to show of what the key did. */
export function hasCalls(model: Pick<ReportModel, 'audit'>): boolean {
  return model.audit.total > 0 || sum(model.audit.since) > 0;
}
