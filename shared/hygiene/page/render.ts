import type { Language } from '../../config/types';
import { textsOf } from '../../notify/build';
import { translated } from '../../notify/parts/alert';
import { showTime } from '../../notify/time';
import { type Content, Html, html, outside, own } from '../../report/html';
import { STYLE } from '../../report/style';
import type { HygieneReport } from '../model';
import { changes, excepted, leaked } from './changes';
import { idle } from './idle';
import { keys } from './keys';
import { findingName, folded, keyCell, keyOf, left, MOST_LISTED, type Page, severityMark, who } from './names';
import { SCRIPT, SCRIPT_SOURCE } from './script';
import { PAGE_STYLE } from './style';
import { pageTexts } from './texts';
import { trend } from './trend';

/** One script may run, by its hash, and nothing may be fetched, whatever got into the page. */
const POLICY = new Html(
  `default-src 'none'; script-src ${SCRIPT_SOURCE}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`,
);

/**
 * The nightly page: one file that loads nothing and runs nothing but its own script, which sorts and filters the table of
 * keys; readable without it, on a phone and on paper. Pure. Every text from outside is escaped and can become neither
 * markup nor a link.
 */
export function renderHygiene(report: HygieneReport, language: Language = report.language): string {
  const texts = pageTexts(language);
  const page: Page = { report, texts, language };
  const style = new Html(`<style>${STYLE}${PAGE_STYLE}</style>`);
  const script = new Html(`<script>${SCRIPT}</script>`);
  const sections = [changes, found, idle, trend, leaked, excepted, unknown, keys, checks].map((section) =>
    section(page),
  );
  return html`<!doctype html>
<html lang="${texts.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><meta name="format-detection" content="telephone=no"><title>${texts.title} ${report.date}</title>${style}</head>
<body><main>${head(page)}${sections}</main><footer><main>${texts.footer}</main></footer>${script}</body></html>
`.text;
}

function head({ report, texts, language }: Page): Html {
  const { keyCounts, findings, notChecked, change } = report;
  const isSevere = findings.some(({ severity }) => severity === 'critical' || severity === 'high');
  const tone = isSevere ? 'bad' : findings.length > 0 || notChecked.length > 0 || !report.complete ? 'warn' : 'good';
  const tile = (count: number, label: string, mark: string) =>
    html`<div class="tile ${count > 0 ? mark : ''}"><b>${count}</b><span>${label}</span></div>`;
  const [all, bad, open, good] = texts.tiles;
  return html`<header class="top ${tone}"><p class="kind">${texts.title} · ${report.date}</p><h1>${texts.headline(findings.length, notChecked.length, report.complete)}</h1>${change !== null && html`<p class="since">${texts.change(change.since, change.freshCount, change.goneCount)}</p>`}
<div class="who"><span>${texts.account} <b>${own(report.accountId)}</b></span><span>${texts.made} <b>${showTime(report.createdAt, language)}</b></span><span>${texts.reported} <b>${report.reportedAt === null ? texts.noReport : showTime(report.reportedAt, language)}</b></span></div></header>
<div class="tiles">${tile(keyCounts.total, all, '')}${tile(keyCounts.finding, bad, 'bad')}${tile(keyCounts.couldNotCheck, open, 'warn')}${tile(keyCounts.ok, `${good}${keyCounts.excepted > 0 ? texts.exceptedKeys(keyCounts.excepted) : ''}`, 'good')}</div>`;
}

function found({ report, texts, language }: Page): Html {
  const fired = report.checks.filter(({ finding }) => finding > 0);
  if (fired.length === 0)
    return html`<section><h2>${texts.findings}</h2><p class="lead">${texts.noFindings}</p></section>`;
  const fresh = new Set(report.change?.fresh.map(findingName));
  const group = (check: (typeof fired)[number]) => {
    const own = report.findings.filter((finding) => finding.check === check.id);
    const rows = own.slice(0, MOST_LISTED).map((finding) => {
      const { subject, detail } = finding;
      const isNew = fresh.has(findingName(finding)) && html`<span class="mark new">${texts.isNew}</span>`;
      return html`<tr><td>${isNew}${who(subject, texts)}</td><td>${keyCell(subject, texts)}</td><td>${outside(detail[language], 400)}</td></tr>`;
    });
    return html`<li><h3>${severityMark(check.severity, texts)}${check.title[language]} · ${own.length}</h3><span class="sub">${check.advice[language]}</span>${folded(rows, texts, (some) => html`<table class="found"><tbody>${some}</tbody></table>`)}${left(own.length, texts)}</li>`;
  };
  const urgent = fired.filter(({ severity }) => severity !== 'low');
  const calm = fired.filter(({ severity }) => severity === 'low');
  const calmCount = calm.reduce((sum, { finding }) => sum + finding, 0);
  return html`<section class="long"><h2>${texts.findings}</h2><p class="lead">${texts.findingsLead}</p><ul class="rows">${urgent.map(group)}</ul>${calm.length > 0 && html`<details${urgent.length === 0 && new Html(' open')}><summary>${texts.lowFindings(calmCount)}</summary><ul class="rows">${calm.map(group)}</ul></details>`}</section>`;
}

/** What could not be looked at, by its reason. */
function unknown({ report, texts, language }: Page): Content {
  const words = (text: string) => outside(translated(text, textsOf(language)), 300);
  const reasons = new Map<string, { checks: Set<string>; subjects: Set<string>; count: number }>();
  for (const { why, check, subject } of report.notChecked) {
    const reason = reasons.get(why) ?? { checks: new Set(), subjects: new Set(), count: 0 };
    reasons.set(why, reason);
    reason.count += 1;
    reason.checks.add(check);
    reason.subjects.add([who(subject, texts), keyOf(subject, texts)].filter(Boolean).join(' '));
  }
  if (reasons.size === 0 && report.notes.length === 0 && report.complete) return undefined;
  const titles = new Map(report.checks.map(({ id, title }) => [id, title[language]]));
  const items = [...reasons]
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, MOST_LISTED)
    .map(([why, { checks: ids, subjects, count }]) => {
      const shown = [...subjects].slice(0, 20).join(' · ');
      const asked = [...ids].map((id) => titles.get(id) ?? id).join(' · ');
      return html`<li><b>${words(why)}</b> (${texts.times(count)})<span class="sub">${asked}</span><span class="sub">${shown}${subjects.size > 20 && ` … +${subjects.size - 20}`}</span></li>`;
    });
  const notes = report.notes.map((note) => html`<p class="note warn">${words(note)}</p>`);
  const lower = !report.complete && html`<p class="note warn">${texts.incomplete}</p>`;
  return html`<section class="long"><h2>${texts.notChecked}</h2><p class="lead">${texts.notCheckedLead}</p>${lower}${notes}<ul class="rows">${items}</ul>${left(reasons.size, texts)}</section>`;
}

function checks({ report, texts, language }: Page): Html {
  const [first, ...numbers] = texts.checksHead;
  const rows = report.checks.map(
    ({ title, id, total, finding, couldNotCheck, excepted: covered, ok }) =>
      html`<tr><td>${title[language]} <code>${id}</code></td>${[total, finding, couldNotCheck, covered, ok].map((n) => html`<td class="num">${n}</td>`)}</tr>`,
  );
  return html`<section class="long"><h2>${texts.checks}</h2><p class="lead">${texts.checksLead}</p><div class="wide"><table><thead><tr><th>${first}</th>${numbers.map((name) => html`<th class="num">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
