import { existsSync } from 'node:fs';
import { analyseAudit } from '../shared/evidence/analyse';
import { parseAuditEvent } from '../shared/evidence/event';
import type { ReportModel } from '../shared/report/model';
import { renderReport } from '../shared/report/render';
import { DENY, FOUND, incidentLines } from './incident/events';
import { reportModel } from './incident/model';
import { type Benchmark, median, ms, ratio } from './result';

const EVENTS = 10_000;
const ROUNDS = 5;
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
  return {
    question: 'how soon is the report made, how large is it, and does it scroll?',
    figures: { ...figures, ...(await scrolled(page)) },
  };
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
