import { CLI } from '../../command-line';
import { describeMade } from '../../evidence/made';
import { consoleLink } from '../../notify/consoles';
import type { LiveSession } from '../../notify/facts';
import { notListed } from '../../notify/live-sessions';
import { stepsEn } from '../../notify/texts/steps.en';
import { stepsZh } from '../../notify/texts/steps.zh';
import { FREEZE_POLICY } from '../../ram-policy/documents';
import { type Html, html, outside, own } from '../html';
import { madeLeftOut, madeLoose, madeNow, sessionsLoose } from '../model';
import type { Page } from '../page';
import { lineHtml } from '../spans';

const MOST_SESSIONS = 10;
const MOST_MADE = 30;

/** The steps of the reference document that are left to a person, and the command that gives the power back. */
export function next(page: Page): Html {
  const { model, texts } = page;
  const { incident, site } = model;
  const made = madeNow(model);
  const moreMade = Math.max(0, made.length - MOST_MADE) + madeLeftOut(model);
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
<ol class="steps">${sessionsStep(page)}${made.length > 0 ? html`<li>${texts.next.made}<br>${made.slice(0, MOST_MADE).map((one) => html`<code>${outside(describeMade(one, model.language), 140)}</code>${loose.has(one) ? undefined : ` ${texts.chain.contained}`}<br>`)}${moreMade > 0 ? html`${texts.did.more(moreMade)}` : undefined}</li>` : undefined}${lines.map((each) => html`<li>${lineHtml(each)}</li>`)}</ol>
${businessSessions(page)}
${canRelease ? html`<h3>${texts.next.release}</h3><pre>${CLI} release ${own(incident.accessKeyId)} --reason "${texts.next.releaseReason}"</pre>` : undefined}</section>`;
}

/** First of all: whoever holds a session of the attack's is still inside. */
function sessionsStep(page: Page): Html | undefined {
  const { model, texts } = page;
  const sessions = sessionsLoose(model);
  if (sessions.length === 0) return undefined;
  const where = lineHtml([consoleLink(model.site, 'ram')]);
  return html`<li>${texts.next.attackSessions}${listed(page, sessions)}<span class="sub">${texts.next.endSession} ${where} &gt; ${texts.next.roles} &gt; ${FREEZE_POLICY}${texts.next.endSessionNote}</span></li>`;
}

/** Those that the attack did not open: an application's, which nobody has to end. */
function businessSessions(page: Page): Html | undefined {
  const { liveSessions } = page.model.incident;
  const all = liveSessions !== undefined && 'value' in liveSessions ? liveSessions.value : [];
  const sessions = all.filter(({ ofAttack }) => ofAttack !== true);
  return sessions.length === 0
    ? undefined
    : html`<p class="note">${page.texts.next.sessions}${listed(page, sessions)}</p>`;
}

function listed({ texts, time }: Page, sessions: readonly LiveSession[]): Html {
  const told = ({ role, endsAt }: LiveSession) =>
    outside(texts.next.session(role, endsAt ? time(endsAt) : texts.did.unknownTime), 200);
  const more = Math.max(0, sessions.length - MOST_SESSIONS) + notListed(sessions);
  return html`${sessions.slice(0, MOST_SESSIONS).map((one) => html`<br>${told(one)}`)}${more > 0 ? html`<br>${texts.did.more(more)}` : undefined}`;
}
