import { RunIncomplete } from '../../shared/errors';
import { type Collected, collect } from '../../shared/hygiene/collect';
import { judge } from '../../shared/hygiene/judge';
import { Looks } from '../../shared/hygiene/looks';
import type { HygieneReport } from '../../shared/hygiene/model';
import type { Run } from '../platform';
import { parseAsked } from './event';
import { readHeartbeat } from './heartbeat';
import { handOnRoot } from './root-report';
import { tell } from './tell';
import { writeOwners, writeReport } from './write';

/** What an invocation answers: short JSON that a person can read. */
export interface HygieneResult {
  readonly date: string;
  readonly keys: HygieneReport['keyCounts'];
  readonly users: number;
  readonly findings: number;
  readonly couldNotCheck: number;
  /** Every user was known and every look at keys went through. */
  readonly complete: boolean;
  readonly report: string | null;
  readonly alert: 'sent' | 'sent before';
}

/** What writing and telling may need before the platform's time limit: the looks end before. */
const RESERVE_MS = 30_000;

/**
 * The nightly look at every AccessKey of the account. Reads the account and changes nothing in it; writes the report,
 * the index of keys and one alert a date. A look that fails stands in the report as "could not check"; RunIncomplete is
 * for what could not be written or told, after all of it was tried. Throws UnparseableEvent.
 */
export async function hygiene(event: Buffer, run: Run): Promise<HygieneResult> {
  const asked = parseAsked(event);
  const now = run.clock.now();
  const looks = new Looks(run.clock, run.deadlineMs - RESERVE_MS);
  const responder = await readHeartbeat(run);
  const collected = await collect(run.cloud, looks, now, responder);
  const report = reportOf(run, collected, now);

  const written = await writeReport(run, report);
  const indexed = await writeOwners(run, collected);
  const handedOn = await handOnRoot(run, collected);
  const failures = [...written.failures, ...indexed, ...handedOn];
  const told = await tell(run, report, written.html, failures, asked);
  const { keyCounts, userCount, findings, notChecked, date, complete } = report;
  const result: HygieneResult = {
    date,
    keys: keyCounts,
    users: userCount,
    findings: findings.length,
    couldNotCheck: notChecked.length,
    complete,
    report: written.html ? run.paths.hygieneHtml(date) : null,
    alert: told.sent ? 'sent' : 'sent before',
  };
  run.log.info({ asked, ...result }, 'every key was looked at');
  const all = [...failures, ...told.failures];
  if (all.length > 0) throw new RunIncomplete(all);
  return result;
}

function reportOf(run: Run, { facts, reportedAt, complete, notes }: Collected, now: Date): HygieneReport {
  return {
    schema: 1,
    date: now.toISOString().slice(0, 10),
    createdAt: now.toISOString(),
    accountId: run.accountId,
    language: run.config.language,
    reportedAt: reportedAt?.toISOString() ?? null,
    complete,
    notes,
    ...judge(facts, now),
  };
}
