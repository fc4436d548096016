import { SEVERITIES } from './book';
import type { RememberedNight } from './memory';
import type { HygieneReport, NightCounts } from './model';
import { reportAge } from './report-age';

const DAY_MS = 86_400_000;
export const TREND_DAYS = 30;
/** With nothing new, so many days may pass in silence. */
const QUIET_DAYS = 7;

type Counted = Pick<
  HygieneReport,
  'date' | 'complete' | 'failedLooks' | 'keyCounts' | 'findings' | 'notChecked' | 'excepted'
>;

/** A night in numbers: a row of the trend. */
export function countsOf(report: Counted): NightCounts {
  const of = (severity: string) => report.findings.filter((finding) => finding.severity === severity).length;
  return {
    date: report.date,
    complete: report.complete && report.failedLooks === 0,
    keys: report.keyCounts,
    findings: Object.fromEntries(SEVERITIES.map((severity) => [severity, of(severity)])) as NightCounts['findings'],
    couldNotCheck: report.notChecked.length,
    excepted: report.excepted.length,
  };
}

/** The nights of the 30 days that end with `date`; one that ran twice counts once, as it ended. */
export function withNight<T extends NightCounts>(earlier: readonly T[], night: T): readonly T[] {
  const first = dayBefore(night.date, TREND_DAYS - 1);
  const kept = earlier.filter(({ date }) => date >= first && date < night.date);
  return [...kept, night].sort((a, b) => (a.date < b.date ? -1 : 1));
}

export function dayBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);
}

type Told = Pick<
  HygieneReport,
  'date' | 'createdAt' | 'reportedAt' | 'complete' | 'failedLooks' | 'notChecked' | 'change'
>;

/**
 * What is to be told of a night that the timer began. A night in which anything failed, or of which less is known than
 * of the last one, is never silent, nor one that found something new or that cannot be compared; else one line a week
 * says that the look is taken. `failures`: what could not be written, and what is wrong with the configuration.
 */
export function tellingOf(
  report: Told,
  failures: readonly string[],
  earlier: readonly RememberedNight[],
): RememberedNight['told'] {
  const { date, change, notChecked } = report;
  const nights = earlier.filter((night) => night.date < date);
  const hasFailed = failures.length > 0 || !report.complete || report.failedLooks > 0 || isStale(report);
  if (hasFailed || notChecked.length > (nights.at(-1)?.couldNotCheck ?? 0)) return 'all';
  if (change === null || change.freshCount > 0 || change.notCompared.length > 0) return 'all';
  const since = dayBefore(date, QUIET_DAYS - 1);
  return nights.some((night) => night.date >= since && night.told !== 'nothing') ? 'nothing' : 'line';
}

function isStale({ createdAt, reportedAt }: Told): boolean {
  return reportedAt === null || reportAge(new Date(reportedAt), new Date(createdAt)) !== 'fresh';
}
