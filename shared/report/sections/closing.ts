import { describeMade } from '../../evidence/made';
import { consoleLink } from '../../notify/consoles';
import { stepsEn } from '../../notify/texts/steps.en';
import { stepsZh } from '../../notify/texts/steps.zh';
import { type Html, html, outside, own } from '../html';
import { madeLoose, madeNow, notChecked } from '../model';
import { type Page, reasons } from '../page';
import { lineHtml } from '../spans';

/** What could not be looked at, each with its reason. */
export function unknown(page: Page): Html {
  const { model, texts } = page;
  const missing = notChecked(model);
  return html`<section><h2>${texts.unknown.heading}</h2>${
    missing.length === 0
      ? html`<p>${texts.unknown.nothing}</p>`
      : html`<p class="lead">${texts.unknown.lead}</p><ul class="rows">${missing.map(({ what, why }) => html`<li>${outside(texts.unknown.what(what), 120)}<span class="sub">${outside(reasons(page, why), 300)}</span></li>`)}</ul>`
  }</section>`;
}

/** The steps of the reference document that are left to a person, and the command that gives the power back. */
export function next(page: Page): Html {
  const { model, texts, time } = page;
  const { incident, site } = model;
  const sessions = incident.liveSessions && 'value' in incident.liveSessions ? incident.liveSessions.value : [];
  const made = madeNow(model);
  const loose = new Set(madeLoose(model));
  const steps = model.language === 'zh' ? stepsZh : stepsEn;
  const { owner } = incident;
  const use =
    incident.lastUse && 'value' in incident.lastUse ? (incident.row === 'unused' ? 'unused' : 'used') : 'unknown';
  const facts = {
    key: { key: incident.accessKeyId },
    user: { strong: page.user() },
    account: { strong: incident.accountId },
    keyDisabled: incident.keyDisabled,
    denied: incident.attached !== undefined,
    use,
    page: (name: Parameters<typeof consoleLink>[1]) => consoleLink(site, name),
  } as const;
  const lines =
    owner.type === 'root' ? steps.root(facts) : owner.type === 'ram-user' ? steps.ramUser(facts) : steps.unknown(facts);
  const canRelease = owner.type === 'ram-user' && incident.attached !== undefined;
  return html`<section><h2>${texts.next.heading}</h2><p class="lead">${texts.next.lead}</p>
<ol class="steps">${made.length > 0 ? html`<li>${texts.next.made}<br>${made.slice(0, 30).map((one) => html`<code>${outside(describeMade(one, model.language), 140)}</code>${loose.has(one) ? undefined : ` ${texts.chain.contained}`}<br>`)}</li>` : undefined}${lines.map((each) => html`<li>${lineHtml(each)}</li>`)}</ol>
${sessions.length > 0 ? html`<p class="note warn">${texts.next.sessions}${sessions.slice(0, 10).map(({ role, endsAt }) => html`<br>${outside(texts.next.session(role, endsAt ? time(endsAt) : texts.did.unknownTime), 200)}`)}</p>` : undefined}
${canRelease ? html`<h3>${texts.next.release}</h3><pre>npx --no ak-tourniquet release ${own(incident.accessKeyId)} --reason "${texts.next.releaseReason}"</pre>` : undefined}</section>`;
}
