import { sum } from '../../evidence/overview';
import { didBiteLate, isReleased } from '../../notify/parts/alert';
import { type Html, html, outside, own } from '../html';
import { madeLoose, type ReportModel } from '../model';
import { type Page, problemsOf, span } from '../page';

type Tone = 'bad' | 'good' | 'warn';

/** The verdict in one sentence, and how grave it is. */
export function verdictOf(page: Page): { readonly text: string; readonly tone: Tone } {
  const { model, texts, user, time } = page;
  const { incident } = model;
  const { verdict } = texts;
  if (incident.owner.type === 'root') return { text: verdict.root, tone: 'bad' };
  const holds = incident.attached !== undefined || incident.keyDisabled;
  if (incident.verdict === 'hold')
    return { text: holds ? verdict.heldBesides(user()) : verdict.held(user()), tone: 'warn' };
  if (isReleased(incident) && incident.releasedBefore) {
    const { by, at } = incident.releasedBefore;
    return { text: verdict.released(user(), outside(by, 64), time(at)), tone: 'warn' };
  }
  if (incident.verdict === 'contain') {
    if (incident.mode === 'observe') return { text: verdict.observed(user()), tone: 'warn' };
    if (incident.verification?.state === 'contained, still active')
      return { text: verdict.stillActive(user()), tone: 'bad' };
    if (!holds) return { text: verdict.notContained(user()), tone: 'bad' };
    const made = madeLoose(model).length;
    const late = didBiteLate(incident) ? `${texts.gap}${verdict.biteLate(problemsOf(page).join('; '))}` : '';
    return made > 0
      ? { text: `${verdict.containedButMade(user(), made)}${late}`, tone: 'warn' }
      : { text: `${verdict.contained(user())}${late}`, tone: late ? 'warn' : 'good' };
  }
  if (incident.row === 'already-inactive') return { text: verdict.inactive(user()), tone: 'good' };
  return { text: verdict.none, tone: 'warn' };
}

export function head(page: Page): Html {
  const { model, texts, time } = page;
  const { text, tone } = verdictOf(page);
  const { thief, audit, incident } = model;
  const refused = audit.newSource.refused + audit.newSource.failed;
  const words = {
    yes: texts.thief.yes(audit.newSource.allowed, refused),
    no: texts.thief.no,
    'not visible yet': texts.thief.notYet,
  };
  return html`<header class="top ${tone}"><p class="kind">${texts.kind}</p>
<h1>${text}</h1>
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
  const hot = model.cost.days.at(-1)?.isAbove === true;
  return [
    toDeny === undefined || Number.isNaN(toDeny)
      ? tile('bad', ...texts.tiles.noDeny)
      : tile('good', span(Math.max(0, toDeny), model.language), texts.tiles.toDeny),
    tile(audit.newSource.allowed > 0 ? 'bad' : '', number(audit.newSource.allowed), texts.tiles.answered),
    window.denyAt
      ? tile(audit.afterDeny.refused > 0 ? 'good' : '', number(audit.afterDeny.refused), texts.tiles.refused)
      : tile(audit.identitiesMade.length > 0 ? 'bad' : '', number(audit.identitiesMade.length), texts.tiles.made),
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
