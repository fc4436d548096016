import { type Html, html, outside, own } from '../html';
import type { ReportFinding } from '../model';
import type { Page } from '../page';

const SEVERITY: Readonly<Record<string, string>> = { critical: 'bad', high: 'bad', medium: 'warn', low: '' };

const WORDS = {
  en: {
    events: (shown: number, all: number) =>
      shown < all ? `${shown} of ${all} events` : shown === 1 ? 'the event' : `the ${all} events`,
    rest: 'the ids of the others stand in findings.json',
  },
  zh: {
    events: (shown: number, all: number) => (shown < all ? `事件（${all} 个中的 ${shown} 个）` : `事件（${all} 个）`),
    rest: '其余事件的编号见 findings.json',
  },
} as const;

/** What is worth acting on, each with the events behind it folded away; then what a reader has to know of it. */
export function findings(page: Page): Html {
  const { model, texts, words } = page;
  const told = model.notes.map((note) => html`<p class="note">${outside(words(note), 400)}</p>`);
  if (model.findings.length === 0) return html`<p>${texts.did.noFindings}</p>${told}`;
  return html`<ul class="rows">${model.findings.map((finding) => findingRow(page, finding))}</ul>${told}`;
}

function findingRow(page: Page, finding: ReportFinding): Html {
  const { model, texts, short } = page;
  const { severity, text, advice, targets, count, firstAt, lastAt, technique } = finding;
  const parts = [
    targets
      .slice(0, 4)
      .map((target) => outside(target, 90))
      .join(texts.comma),
    // A bill names no event.
    count > 0 ? texts.did.times(count) : '',
    firstAt && lastAt ? texts.did.seen(short(firstAt), short(lastAt)) : '',
    technique === '' ? '' : `ATT&CK ${technique}`,
  ];
  return html`<li><span class="mark ${SEVERITY[severity] ?? ''}">${texts.did.severity[severity]}</span>${outside(text[model.language], 300)}${advice ? html`<span class="advice">${advice[model.language]}</span>` : undefined}<span class="sub">${parts.filter((part) => part !== '').join(' · ')}</span>${folded(page, finding)}</li>`;
}

function folded({ model, texts, short }: Page, { events, count }: ReportFinding): Html | undefined {
  if (events.length === 0) return undefined;
  const words = WORDS[model.language];
  const rows = events.map(
    ({ id, at, call, ip, outcome, target }) =>
      html`<li><span class="mark ${outcome === 'refused' ? 'good' : ''}">${texts.did.outcome[outcome]}</span><b>${outside(call, 80)}</b>${target ? ` ${outside(target, 100)}` : ''}<span class="sub">${at === '' ? texts.did.unknownTime : short(at)} · ${outside(ip, 60)} · <code>${own(id)}</code></span></li>`,
  );
  return html`<details><summary>${words.events(events.length, count)}</summary><ul class="rows">${rows}</ul>${events.length < count ? html`<p class="lead">${words.rest}</p>` : undefined}</details>`;
}
