import { existsSync } from 'node:fs';
import { analyseAudit } from '../shared/evidence/analyse';
import { parseAuditEvent } from '../shared/evidence/event';
import type { ReportModel } from '../shared/report/model';
import { renderReport } from '../shared/report/render';
import { DENY, FOUND, incidentLines } from './incident/events';
import { reportModel } from './incident/model';
import { makeReports } from './report/child';
import { type Benchmark, median, ms, type Rows, ratio, spread } from './result';

const EVENTS = 10_000;
const ROUNDS = 9;
const SIZES = [10_000, 100_000];
const TIMES = 9;
const COLUMNS = [
  ...['Events', 'Identities followed', 'Calls in the timeline', 'Median, s', 'Spread, s', 'Aim', 'An event, µs'],
  ...['Beside the first row', 'Memory at its most, MiB', 'Aim', 'Page, MB'],
];
const COLUMNS_ZH = [
  ...['事件', '跟踪的身份', '时间线中的调用', '中位数（s）', '范围（s）', '目标', '每个事件（µs）'],
  ...['与第一行之比', '内存峰值（MiB）', '目标', '页面（MB）'],
];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', process.env['CHROMIUM']];

/** The report over 10,000 calls since the leak, beside the time that it takes to write the same as JSON; then scrolled. */
async function run(argument?: string) {
  const count = argument === undefined ? EVENTS : Number(argument);
  if (!Number.isInteger(count) || count < 1_000) throw new Error('report=<events> takes a whole number from 1000.');
  const model = await modelOf(count);
  const made: number[] = [];
  const json: number[] = [];
  let page = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    page = renderReport(model);
    const done = performance.now();
    JSON.stringify(model, null, 2);
    json.push(performance.now() - done);
    made.push(done - started);
  }
  const figures: Record<string, string | number> = {
    'calls in the timeline': model.audit.calls.length,
    'report.json alone (median)': ms(median(json)),
    'report.html (median)': ms(median(made)),
    'report.html (first, cold)': ms(made[0] ?? Number.NaN),
    'report.html beside report.json': ratio(median(made), median(json)),
    'size of report.html': `${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB`,
  };
  const table = linearRows(argument === undefined ? SIZES : [count, 2 * count], argument === undefined ? TIMES : 1);
  return {
    question: 'how soon is the report made, how large is it, and does it scroll?',
    figures: { ...figures, ...(await scrolled(page)), ...Object.fromEntries(table.map(asFigure)) },
    table: {
      en: { columns: COLUMNS, rows: table.map((row) => row.en) },
      zh: { columns: COLUMNS_ZH, rows: table.map((row) => row.zh) },
    },
  };
}

/** Findings and page of incidents of more and more events; the last row bears the aims. */
function linearRows(sizes: readonly number[], times: number): Rows[] {
  let first: number | undefined;
  return sizes.map((events, at) => {
    const made = makeReports(events, times);
    const seconds = made.map(({ ms: took }) => took / 1000);
    const each = (median(seconds) / events) * 1e6;
    first ??= each;
    const isLast = at === sizes.length - 1;
    const cells = [
      ...[String(events), String(made[0]?.identities), String(made[0]?.calls), median(seconds).toFixed(2)],
      ...[spread(seconds, 2), isLast ? '10' : '', each.toFixed(0), `${(each / first).toFixed(2)} ×`],
      ...[
        Math.max(...made.map(({ peakMib }) => peakMib)).toFixed(0),
        isLast ? '256' : '',
        made[0]?.pageMb.toFixed(2) ?? '',
      ],
    ];
    return { en: cells, zh: cells };
  });
}

function asFigure({ en: [events, identities, calls, seconds, range, , each, beside, peak, , page] }: Rows) {
  return [
    `findings and page of ${events} events (median)`,
    `${seconds} s (${range}), ${each} µs an event (${beside}), ${peak} MiB; ${identities} identities, ${calls} calls, ${page} MB`,
  ] as const;
}

/** Of the thief's calls there are `count`, since a tenth of the events are his. */
async function modelOf(count: number): Promise<ReportModel> {
  const events = incidentLines(count * 10 + 2_000).map((line) => parseAuditEvent(JSON.parse(line)));
  const own = events.filter(({ accessKeyId }) => accessKeyId?.startsWith('LTAI5tLeaked'));
  const to = new Date(FOUND + 4 * 3_600_000).toISOString();
  const from = new Date(FOUND - 90 * 86_400_000).toISOString();
  const part = {
    path: 'evidence/x.jsonl',
    bytes: 1,
    sha256: '0'.repeat(64),
    events: own.length,
    oldest: from,
    newest: to,
  };
  const began = new Date(FOUND).toISOString();
  const denyAt = new Date(DENY).toISOString();
  const audit = await analyseAudit([part], { from, to }, { began, denyAt, denies: null }, async () => own);
  return reportModel(audit, { from, to, began, denyAt });
}

/** How long the frames of a scroll through the whole page take, every list unfolded. Nothing where there is no browser. */
async function scrolled(page: string): Promise<Record<string, string>> {
  const executablePath = BROWSERS.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) return { 'scroll in Chromium': 'no browser: not measured' };
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const started = performance.now();
    await tab.setContent(page);
    const shown = performance.now() - started;
    const frames = (await tab.evaluate(`new Promise((done) => {
      for (const one of document.querySelectorAll('details')) one.open = true;
      const took = [];
      let last;
      const step = (now) => {
        if (last !== undefined) took.push(now - last);
        last = now;
        const before = scrollY;
        scrollBy(0, 600);
        if (scrollY === before && took.length > 5) done(took); else requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    })`)) as number[];
    const sorted = [...frames].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      'shown in Chromium after': ms(shown),
      'frames of a scroll from top to end': String(frames.length),
      'frame (median)': ms(median(frames)),
      'frame (95 of 100)': ms(at(0.95)),
      'frame (longest)': ms(at(1)),
    };
  } finally {
    await browser.close();
  }
}

export const report: Benchmark = { name: 'report', run };
