import { didBiteLate } from '../../notify/parts/alert';
import { type Html, html, outside, own } from '../html';
import { type Page, problemsOf } from '../page';

/** Every containing step as it went, what the read-back showed, and which power is left. */
export function done(page: Page): Html {
  const { model, texts, time, words } = page;
  const { incident } = model;
  const isObserved = incident.mode === 'observe';
  const steps = incident.steps.map(
    ({ step, ok, detail, at }) =>
      html`<li><span class="mark ${ok ? 'good' : 'bad'}">${ok ? texts.done.ok : texts.done.failed}</span>${texts.done.step(own(step))}<span class="sub">${time(at)}${ok ? undefined : html` · ${outside(words(detail))}`}</span></li>`,
  );
  const plan = incident.plan.map(
    (step) => html`<li><span class="mark">${texts.done.plan}</span>${texts.done.step(own(step))}</li>`,
  );
  const rows = isObserved ? plan : steps;
  return html`<section><h2>${texts.done.heading}</h2>
<p class="lead">${isObserved ? texts.done.leadObserve : texts.done.leadAct}${texts.gap}${texts.done.reason}${model.language === 'zh' ? '：' : ': '}${texts.rows[incident.row]}${model.language === 'zh' ? '。' : '.'}</p>
${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p>${texts.done.nothing}</p>`}
${verification(page)}</section>`;
}

function verification(page: Page): Html | undefined {
  const { model, texts, time } = page;
  const { incident } = model;
  const { verification } = incident;
  if (incident.verdict !== 'contain' || incident.mode === 'observe') return undefined;
  if (verification === undefined) return html`<p class="note warn">${texts.done.notVerifiedYet}</p>`;
  const late = didBiteLate(incident);
  const isGood = !late && (verification.state === 'deny attached' || verification.state === 'contained, quiet');
  const state = late
    ? texts.done.biteLate
    : verification.state === 'contained, quiet' && verification.since
      ? texts.done.quietSince(time(verification.since))
      : (texts.done.verification[verification.state] ?? texts.done.verification['not verified']);
  const { residual } = verification;
  const left =
    'value' in residual
      ? residual.value.length === 0
        ? texts.done.residualNone
        : texts.done.residual(residual.value.length)
      : undefined;
  return html`<p class="note ${isGood ? '' : 'warn'}">${state}${texts.gap}${left}${texts.gap}${texts.done.lookedAt(time(verification.at))}${problemsOf(page).map((problem) => html`<br>${problem}`)}</p>
${'value' in residual && residual.value.length > 0 ? html`<p class="lead"><code>${residual.value.slice(0, 40).map(own).join(' ')}</code></p>` : undefined}`;
}
