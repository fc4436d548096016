import type { HygieneReport } from '../../shared/hygiene/model';
import type { Inbox } from '../inbox';
import type { Scenario, ScenarioNight } from '../scenario';
import type { Check } from './print';

export type NightReport = HygieneReport;

/** What a scenario's nights came to. */
export interface NightsResult {
  readonly type: 'result';
  readonly scenario: string;
  readonly ok: boolean;
  readonly nights: readonly {
    readonly date: string;
    readonly findings: number;
    readonly couldNotCheck: number;
    readonly fresh: number | null;
    readonly gone: number | null;
  }[];
  /** By check: in how many nights it fired, in how many it passed at something. */
  readonly checkResults: Readonly<Record<string, { readonly fired: number; readonly passed: number }>>;
  readonly checks: readonly Check[];
  readonly out: string;
  /** The last night's page. */
  readonly report: string;
}

/** What must hold after nights, seen in the reports that were written and in what was received. */
export function judgeNights(
  { name, users = [] }: Scenario,
  nights: readonly ScenarioNight[],
  reports: readonly NightReport[],
  { mail }: Inbox,
  out: string,
): NightsResult {
  const last = reports.at(-1);
  const checkResults = resultsOf(reports);
  const silent = Object.entries(checkResults).filter(([, { fired }]) => fired === 0);
  const never = Object.entries(checkResults).filter(([, { passed }]) => passed === 0);
  const checks: Check[] = [
    { what: `every night has its report: ${reports.length} of ${nights.length}`, ok: reports.length === nights.length },
    {
      what: `every check fired in some night: ${said(silent)}`,
      ok: silent.length === 0 && Object.keys(checkResults).length > 0,
    },
    { what: `every check passed in some night: ${said(never)}`, ok: never.length === 0 },
    {
      what: `every user was looked at: ${last?.userCount ?? 0}`,
      ok: last?.userCount !== undefined && last.userCount >= users.length,
    },
    { what: 'what could not be looked at is told as that', ok: reports.some(({ failedLooks }) => failedLooks > 0) },
    {
      what: `the last night is compared with the one before: ${last?.change?.freshCount ?? 0} new, ${last?.change?.goneCount ?? 0} gone`,
      ok: (last?.change?.freshCount ?? 0) > 0 && (last?.change?.goneCount ?? 0) > 0,
    },
    { what: 'the last night was told, with its page', ok: mail.at(-1)?.attachments.length === 1 },
  ];
  return {
    type: 'result',
    scenario: name,
    ok: checks.every(({ ok }) => ok),
    nights: reports.map(({ date, findings, notChecked, change }) => ({
      date,
      findings: findings.length,
      couldNotCheck: notChecked.length,
      fresh: change?.freshCount ?? null,
      gone: change?.goneCount ?? null,
    })),
    checkResults,
    checks,
    out,
    report: `${out}/${last?.date ?? ''}/report.html`,
  };
}

function resultsOf(reports: readonly NightReport[]): NightsResult['checkResults'] {
  const results: Record<string, { fired: number; passed: number }> = {};
  for (const { checks } of reports)
    for (const { id, finding, ok } of checks) {
      const one = results[id] ?? { fired: 0, passed: 0 };
      results[id] = one;
      if (finding > 0) one.fired += 1;
      if (ok > 0) one.passed += 1;
    }
  return results;
}

function said(missing: readonly (readonly [string, unknown])[]): string {
  return missing.length === 0 ? 'none is left out' : `not ${missing.map(([id]) => id).join(', ')}`;
}
