import { barChart, type Column } from '../../report/charts';
import { type Content, type Html, html } from '../../report/html';
import type { KeyRow, NightCounts } from '../model';
import { dayBefore, TREND_DAYS } from '../nights';
import type { Page } from './names';

const DAY_MS = 86_400_000;
const NUMBER = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** Findings by night. A date without a night is a gap with a ground of its own, so that it cannot be read as none. */
export function trend({ report, texts }: Page): Html {
  const nights = new Map(report.nights.map((night) => [night.date, night]));
  const dates = Array.from({ length: TREND_DAYS }, (_, i) => dayBefore(report.date, TREND_DAYS - 1 - i));
  const columns = dates.map((date): Column => {
    const night = nights.get(date);
    if (night === undefined) return { parts: [], title: texts.noNight(date), band: 'n-none' };
    const { critical, high, medium, low } = night.findings;
    return {
      parts: [
        { value: critical + high, className: 's-severe' },
        { value: medium, className: 's-medium' },
        { value: low, className: 's-low' },
      ],
      title: texts.night(date, total(night), night.complete),
      zero: 's-none',
      ...(night.complete ? {} : { frame: 'n-cut' }),
    };
  });
  const shown = dates.flatMap((date) => nights.get(date) ?? []);
  const label = `${texts.trend}. ${shown.map((night) => texts.night(night.date, total(night), night.complete)).join('; ')}`;
  const ticks = [0, 10, 20, TREND_DAYS - 1].map((i) => ({
    at: (i + 0.5) / TREND_DAYS,
    label: dates[i]?.slice(5) ?? '',
  }));
  const legend: readonly (readonly [string, string, boolean])[] = [
    ['s-severe', texts.legend.severe, true],
    ['s-medium', texts.legend.medium, true],
    ['s-low', texts.legend.low, true],
    ['s-none', texts.legend.none, shown.some((night) => total(night) === 0)],
    ['n-none', texts.missingNight, shown.length < TREND_DAYS],
    ['n-cut', texts.cutNight, shown.some(({ complete }) => !complete)],
  ];
  const chart = barChart(columns, [], { label, value: NUMBER, ticks, heightPx: 140 });
  return html`<section><h2>${texts.trend}</h2><p class="lead">${texts.trendLead(shown.length, TREND_DAYS)}</p>${chart}${legendOf(legend)}${numbers(shown, { texts })}</section>`;
}

function numbers(shown: readonly NightCounts[], { texts }: Pick<Page, 'texts'>): Html {
  const rows = [...shown].reverse().map((night) => {
    const { critical, high } = night.findings;
    const cells = [total(night), critical + high, night.couldNotCheck, night.keys.total];
    return html`<tr><td>${night.date}${!night.complete && html`<span class="sub">${texts.cutNight}</span>`}</td>${cells.map((cell) => html`<td class="num">${NUMBER(cell)}</td>`)}</tr>`;
  });
  return html`<details><summary>${texts.trendTable}</summary><table class="nights"><thead><tr>${texts.trendHead.map((name, i) => html`<th class="${i > 0 ? 'num' : ''}">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></details>`;
}

/** The upper ends in days; the last has none. 75 and 90 are where key-aging and key-old begin. */
const ENDS = [30, 75, 90, 180, 365, 730, Number.POSITIVE_INFINITY] as const;
const UNUSED_MS = 90 * DAY_MS;
const PARTS = ['k-used', 'k-idle', 'k-off', 'k-open'] as const;

/** How old the keys are, and which of them anybody uses. */
export function ages({ report, texts }: Page): Content {
  const now = Date.parse(report.createdAt);
  const counts = ENDS.map(() => PARTS.map(() => 0));
  let unknown = 0;
  for (const key of report.keys) {
    if (key.createdAt === null) unknown += 1;
    else {
      const days = (now - Date.parse(key.createdAt)) / DAY_MS;
      const bucket = counts[ENDS.findIndex((end) => days < end + 1)];
      if (bucket) bucket[PARTS.indexOf(partOf(key, now))] = (bucket[PARTS.indexOf(partOf(key, now))] ?? 0) + 1;
    }
  }
  if (report.keys.length === unknown) return undefined;
  const names = texts.ageBuckets;
  const named = (i: number) => (i < ENDS.length - 1 ? `≤ ${names[i]}` : names[i]);
  const sums = counts.map((bucket) => bucket.reduce((sum, count) => sum + count, 0));
  const columns = counts.map((bucket, i) => ({
    parts: PARTS.map((className, part) => ({ className, value: bucket[part] ?? 0 })),
    title: `${named(i)}: ${sums[i]}`,
  }));
  const chart = barChart(columns, [{ at: 3 / ENDS.length, label: texts.limit90, className: 'm-found' }], {
    label: `${texts.ages}. ${names.map((_, i) => `${named(i)}: ${sums[i]}`).join('; ')}`,
    value: NUMBER,
    // In the middle of its column each, also the first and the last.
    ticks: names.map((label, i) => ({ at: 0.07 + (0.86 * i) / (ENDS.length - 1), label })),
    heightPx: 120,
  });
  const has = (part: number) => counts.some((bucket) => (bucket[part] ?? 0) > 0);
  return html`<h3>${texts.ages}</h3><p class="lead">${texts.ageLead}${unknown > 0 && ` ${texts.ageUnknown(unknown)}.`}</p>${chart}${legendOf(PARTS.map((name, i) => [name, texts.ageParts[i] ?? '', has(i)]))}`;
}

function partOf({ status, lastUsedAt, createdAt }: KeyRow, now: number): (typeof PARTS)[number] {
  if (status === 'Inactive') return 'k-off';
  if (status === null || lastUsedAt === null) return 'k-open';
  const since = Date.parse(lastUsedAt === 'never' ? (createdAt ?? '') : lastUsedAt);
  return now - since >= UNUSED_MS ? 'k-idle' : 'k-used';
}

function legendOf(entries: readonly (readonly [string, string, boolean])[]): Html {
  return html`<ul class="legend">${entries.map(([className, label, isThere]) => isThere && html`<li><i class="${className}"></i>${label}</li>`)}</ul>`;
}

function total({ findings }: NightCounts): number {
  return Object.values(findings).reduce((sum, count) => sum + count, 0);
}
