import type { Language } from '../config/types';
import { textsOf } from '../notify/build';
import { translated } from '../notify/parts/alert';
import { showTime } from '../notify/time';
import { type Content, Html, html, outside, own } from '../report/html';
import { STYLE } from '../report/style';
import type { HygieneReport, KeyRow, ResultWord, SubjectName } from './model';
import { type PageTexts, pageTexts } from './page-texts';

/** Nothing may run and nothing may be fetched, whatever got into the page. */
const POLICY = new Html("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
const MARKS: Readonly<Record<ResultWord, string>> = { ok: 'good', finding: 'bad', 'could-not-check': 'warn' };
/** How many subjects one heading lists, and one reason: the CSV beside it has them all. */
const MOST_LISTED = 200;
/** So many rows a phone still scrolls, and a mail still carries. */
const MOST_KEYS = 2_000;
const MORE_STYLE =
  '.wide{overflow-x:auto}.wide table{min-width:560px}td.nobr{white-space:nowrap}.rows h3{margin:0 0 4px}.found{margin-top:4px}.found tr{display:grid;grid-template-columns:1fr;padding:6px 0;border-bottom:1px solid var(--line)}.found tr:last-child{border:0}.found td{padding:0 10px 0 0;border:0}.found td:empty{display:none}@media(min-width:700px){.found tr{grid-template-columns:2fr 3fr 3fr;padding:4px 0}.found td:empty{display:block}}';

/**
 * The nightly page: one file without scripts that loads nothing, readable on a phone and on paper. Pure. Every text from
 * outside is escaped and can become neither markup nor a link.
 */
export function renderHygiene(report: HygieneReport, language: Language = report.language): string {
  const texts = pageTexts(language);
  const style = new Html(`<style>${STYLE}${MORE_STYLE}</style>`);
  return html`<!doctype html>
<html lang="${texts.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><meta name="format-detection" content="telephone=no"><title>${texts.title} ${report.date}</title>${style}</head>
<body><main>${head(report, texts, language)}${found(report, texts, language)}${unknown(report, texts, language)}${checks(report, texts, language)}${keys(report, texts)}</main><footer><main>${texts.footer}</main></footer></body></html>
`.text;
}

function head(report: HygieneReport, texts: PageTexts, language: Language): Html {
  const { keyCounts, findings, notChecked } = report;
  const isSevere = findings.some(({ severity }) => severity === 'critical' || severity === 'high');
  const tone = isSevere ? 'bad' : findings.length > 0 || notChecked.length > 0 || !report.complete ? 'warn' : 'good';
  const tile = (count: number, label: string, mark: string) =>
    html`<div class="tile ${count > 0 ? mark : ''}"><b>${count}</b><span>${label}</span></div>`;
  const [all, bad, open, good] = texts.tiles;
  return html`<header class="top ${tone}"><p class="kind">${texts.title} · ${report.date}</p><h1>${texts.headline(findings.length, notChecked.length, report.complete)}</h1>
<div class="who"><span>${texts.account} <b>${own(report.accountId)}</b></span><span>${texts.made} <b>${showTime(report.createdAt, language)}</b></span><span>${texts.reported} <b>${report.reportedAt === null ? texts.noReport : showTime(report.reportedAt, language)}</b></span></div></header>
<div class="tiles">${tile(keyCounts.total, all, '')}${tile(keyCounts.finding, bad, 'bad')}${tile(keyCounts.couldNotCheck, open, 'warn')}${tile(keyCounts.ok, good, 'good')}</div>`;
}

function found(report: HygieneReport, texts: PageTexts, language: Language): Html {
  const fired = report.checks.filter(({ finding }) => finding > 0);
  if (fired.length === 0)
    return html`<section><h2>${texts.findings}</h2><p class="lead">${texts.noFindings}</p></section>`;
  const group = (check: (typeof fired)[number]) => {
    const own = report.findings.filter((finding) => finding.check === check.id);
    const rows = own
      .slice(0, MOST_LISTED)
      .map(
        ({ subject, detail }) =>
          html`<tr><td>${who(subject, texts)}</td><td>${keyCell(subject, texts)}</td><td>${detail[language]}</td></tr>`,
      );
    const mark = check.severity === 'critical' || check.severity === 'high' ? 'bad' : 'warn';
    return html`<li><h3><span class="mark ${mark}">${texts.severities[check.severity]}</span>${check.title[language]} · ${own.length}</h3><span class="sub">${check.advice[language]}</span><table class="found"><tbody>${rows}</tbody></table>${rest(own.length)}</li>`;
  };
  return html`<section class="long"><h2>${texts.findings}</h2><p class="lead">${texts.findingsLead}</p><ul class="rows">${fired.map(group)}</ul></section>`;
}

function rest(count: number): Content {
  return count > MOST_LISTED && html`<p class="lead">+ ${count - MOST_LISTED} (findings.csv)</p>`;
}

/** What could not be looked at, by its reason. */
function unknown(report: HygieneReport, texts: PageTexts, language: Language): Content {
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
  return html`<section class="long"><h2>${texts.notChecked}</h2><p class="lead">${texts.notCheckedLead}</p>${lower}${notes}<ul class="rows">${items}</ul>${rest(reasons.size)}</section>`;
}

function checks(report: HygieneReport, texts: PageTexts, language: Language): Html {
  const [first, ...numbers] = texts.checksHead;
  const rows = report.checks.map(
    ({ title, id, total, finding, couldNotCheck, ok }) =>
      html`<tr><td>${title[language]} <code>${id}</code></td>${[total, finding, couldNotCheck, ok].map((n) => html`<td class="num">${n}</td>`)}</tr>`,
  );
  return html`<section class="long"><h2>${texts.checks}</h2><p class="lead">${texts.checksLead}</p><div class="wide"><table><thead><tr><th>${first}</th>${numbers.map((name) => html`<th class="num">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function keys(report: HygieneReport, texts: PageTexts): Html {
  const status = (key: KeyRow) =>
    key.status === null ? texts.unknown : key.status === 'Active' ? texts.active : texts.inactive;
  const day = (iso: string | null) =>
    iso === null ? texts.unknown : iso === 'never' ? texts.never : own(iso.slice(0, 10));
  // The worst first where not all fit: the file beside the page has every key.
  const order = { finding: 0, 'could-not-check': 1, ok: 2 } as const;
  const shown =
    report.keys.length <= MOST_KEYS
      ? report.keys
      : [...report.keys].sort((a, b) => order[a.result] - order[b.result]).slice(0, MOST_KEYS);
  const rows = shown.map(
    (key) =>
      html`<tr><td>${who(key.subject, texts)}</td><td><code>${keyOf(key.subject, texts)}</code></td><td class="nobr">${status(key)}</td><td class="nobr">${day(key.createdAt)}</td><td class="nobr">${day(key.lastUsedAt)}</td><td class="nobr"><span class="mark ${MARKS[key.result]}">${texts.results[key.result]}</span></td></tr>`,
  );
  return html`<section class="long"><h2>${texts.keys} · ${report.keys.length}</h2><div class="wide"><table><thead><tr>${texts.keysHead.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>${report.keys.length > MOST_KEYS && html`<p class="lead">+ ${report.keys.length - MOST_KEYS} (report.json)</p>`}</section>`;
}

function who({ kind, user, name }: SubjectName, texts: PageTexts): string {
  if (kind === 'responder') return texts.responder;
  if (kind === 'settings' || kind === 'trail') return texts.settings;
  if (name !== undefined) return outside(name, 128);
  return user === '<root>' ? texts.root : outside(user ?? '', 128);
}

function keyCell(subject: SubjectName, texts: PageTexts): Content {
  const key = keyOf(subject, texts);
  return key !== '' && html`<code>${key}</code>`;
}

function keyOf({ kind, accessKeyId, slot }: SubjectName, texts: PageTexts): string {
  if (kind !== 'key' && kind !== 'containment') return '';
  if (accessKeyId !== undefined) return own(accessKeyId);
  return slot === undefined ? texts.keysUnknown : texts.slot(slot);
}
