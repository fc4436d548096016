import { type Content, Html, html, own } from '../../report/html';
import { SEVERITIES } from '../book';
import type { HygieneSeverity } from '../checks/check';
import type { KeyRow, ResultWord } from '../model';
import { keyOf, left, type Page, who } from './names';
import { ages } from './trend';

/** So many rows a phone still scrolls, and a mail still carries. */
const MOST_KEYS = 2_000;
const TONES: Readonly<Record<ResultWord, string>> = {
  ok: 'good',
  finding: 'bad',
  'could-not-check': 'warn',
  excepted: '',
};
const RESULTS: readonly ResultWord[] = ['finding', 'could-not-check', 'excepted', 'ok'];

/** Each key with what is wrong with it, the worst first, to be searched, filtered and sorted. */
export function keys(page: Page): Html {
  const { report, texts } = page;
  const severities = new Map(report.checks.map(({ id, severity }) => [id, severity]));
  const ranked = report.keys
    .map((key) => {
      const fired = firedOf(key, page);
      return { key, fired, rank: rankOf(key, fired, severities) };
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_KEYS);
  const rows = ranked.map(({ key, fired, rank }) => row(page, key, fired, rank, severities));
  const heads = texts.keysHead.map(
    (name, i) =>
      html`<th scope="col"${i === texts.keysHead.length - 1 && new Html(' aria-sort="ascending"')}>${name}</th>`,
  );
  return html`<section class="long keys" id="keys"><h2>${texts.keys} · ${report.keys.length}</h2>${ages(page)}<h3>${texts.keysTable}</h3><p class="lead">${texts.keysLead(rows.length, report.keys.length)}</p>${controls(page)}<table class="stacked"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>${left(report.keys.length, texts, 'report.json', MOST_KEYS)}</section>`;
}

const NONE: readonly string[] = [];

/** Root's keys are as bad as root is. */
function firedOf({ result, results, subject }: KeyRow, { report }: Page): readonly string[] {
  const own = result === 'finding' ? Object.keys(results).filter((id) => results[id] === 'finding') : NONE;
  if (subject.user !== '<root>') return own;
  return [...report.checks.filter(({ about, finding }) => about === 'root' && finding > 0).map(({ id }) => id), ...own];
}

function rankOf(key: KeyRow, fired: readonly string[], severities: ReadonlyMap<string, HygieneSeverity>): number {
  const places = fired.map((id) => SEVERITIES.indexOf(severities.get(id) ?? 'low'));
  // Within a severity the more the worse.
  if (key.result === 'finding') return Math.min(3, ...places) * 100 + 99 - Math.min(99, fired.length);
  return 400 + RESULTS.indexOf(key.result);
}

function row(
  { texts }: Page,
  key: KeyRow,
  fired: readonly string[],
  rank: number,
  severities: ReadonlyMap<string, HygieneSeverity>,
): Html {
  const { subject, status, createdAt, lastUsedAt, result, ifLeaked } = key;
  const [, , statusHead, createdHead, usedHead, leakHead, resultHead] = texts.keysHead;
  const words = [...new Set([...fired, ...fired.flatMap((id) => severities.get(id) ?? [])])].join(' ');
  const day = (iso: string | null) =>
    iso === null ? texts.unknown : iso === 'never' ? texts.never : own(iso.slice(0, 10));
  // Sorted as text: never is before every date, what is not known behind all.
  const order = (iso: string | null) => (iso === null ? '9' : iso === 'never' ? '0' : own(iso.slice(0, 19)));
  const shown = status === null ? texts.unknown : status === 'Active' ? texts.active : texts.inactive;
  const fails = ifLeaked && 'fails' in ifLeaked ? ifLeaked.fails.length : undefined;
  const leak: Content = fails === undefined ? (ifLeaked ? texts.unknown : '') : fails > 0 ? texts.calls(fails) : '–';
  return html`<tr data-r="${result}" data-c="${words}"><td>${who(subject, texts)}</td><td><code>${keyOf(subject, texts)}</code></td><td data-head="${statusHead}">${shown}</td><td data-head="${createdHead}" data-v="${order(createdAt)}">${day(createdAt)}</td><td data-head="${usedHead}" data-v="${order(lastUsedAt)}">${day(lastUsedAt)}</td><td data-head="${leakHead}" data-v="${fails ?? -1}">${leak}</td><td data-head="${resultHead}" data-v="${rank}"><span class="mark ${TONES[result]}">${texts.results[result]}</span>${fired.length > 0 && html`<span class="sub">${fired.join(', ')}</span>`}</td></tr>`;
}

/** Without a script they would do nothing, and are not shown. */
function controls({ report, texts, language }: Page): Html {
  const { search, result, finding, any, severities, checks, clear, shown } = texts.filters;
  const fired = report.checks.filter((check) => (check.about === 'key' || check.about === 'root') && check.finding > 0);
  const option = (value: string, label: string) => html`<option value="${value}">${label}</option>`;
  const levels = SEVERITIES.filter((one) => fired.some(({ severity }) => severity === one));
  return html`<div class="controls" role="search" hidden><div><label for="by-text">${search}</label><input id="by-text" type="search" autocomplete="off" spellcheck="false"></div><div><label for="by-result">${result}</label><select id="by-result">${option('', any)}${RESULTS.map((one) => option(one, texts.results[one]))}</select></div><div><label for="by-finding">${finding}</label><select id="by-finding">${option('', any)}<optgroup label="${severities}">${levels.map((one) => option(one, texts.severities[one]))}</optgroup><optgroup label="${checks}">${fired.map(({ id, title }) => option(id, title[language]))}</optgroup></select></div><button type="button">${clear}</button><p role="status" data-words="${shown}"></p></div>`;
}
