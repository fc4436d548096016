import { RunIncomplete } from '../../shared/errors';
import { type Collected, collect } from '../../shared/hygiene/collect';
import { judge } from '../../shared/hygiene/judge';
import type { NightPlan } from '../../shared/hygiene/ladder/model';
import { Looks } from '../../shared/hygiene/looks';
import type { HygieneReport, Judged } from '../../shared/hygiene/model';
import { quarantineDocument } from '../../shared/ram-policy/documents';
import { compile } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import { protectedScope, type Run } from '../platform';
import { lookAtContainments } from './containments';
import { parseAsked } from './event';
import { goOn } from './go-on';
import { carryOut, planIdleKeys } from './idle-keys';
import { readMemory, writeMemory } from './memory';
import { responderHealth } from './responder-health';
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
  /** `goes on`: the night ran out of time, and another invocation has the rest. */
  /** What becomes of keys that nobody uses; absent where that is not turned on. */
  readonly idleKeys?: HygieneReport['idleKeys'];
  readonly alert: 'sent' | 'sent before' | 'goes on';
}

/** What writing and telling may need before the platform's time limit: the looks end before. */
const RESERVE_MS = 30_000;

/**
 * The nightly look at every AccessKey of the account. Reads the account and changes nothing in it; writes the report,
 * the index of keys and one alert a date. A look that fails stands in the report as "could not check"; RunIncomplete is
 * for what could not be written or told, after all of it was tried. Throws UnparseableEvent.
 */
export async function hygiene(event: Buffer, run: Run): Promise<HygieneResult> {
  const invoked = parseAsked(event);
  const now = run.clock.now();
  const looks = new Looks(run.clock, run.deadlineMs - RESERVE_MS);
  const [responder, remembered] = await Promise.all([responderHealth(run, looks), readMemory(run)]);
  // Whoever asked for the night is answered by its last part.
  const asked = remembered.memory.part?.asked ?? invoked;
  const collected = await collect(run.cloud, looks, now, remembered.memory, refused(run));
  const containments = await lookAtContainments(run, looks, collected.carriers);
  const facts = { ...collected.facts, responder, containments };
  const looked = reportOf(run, collected, judge(facts, now), remembered.notes, now);
  if (await goOn(run, collected.memory, remembered, asked)) return resultOf(looked, null, 'goes on');
  const idle = await planIdleKeys(run, collected, asked);
  const report = withIdleKeys(looked, idle?.plan);

  const { part: _over, ...memory } = collected.memory;
  const written = await writeReport(run, report);
  const indexed = await writeOwners(run, collected);
  const handedOn = await handOnRoot(run, collected);
  const kept = await writeMemory(run, memory, remembered);
  const climbed = await carryOut(run, idle);
  const failures = [...written.failures, ...indexed, ...handedOn, ...kept, ...climbed];
  const told = await tell(run, report, written.html, failures, asked);
  const place = written.html ? run.paths.hygieneHtml(report.date) : null;
  const result = resultOf(report, place, told.sent ? 'sent' : 'sent before');
  run.log.info({ asked, ...result }, 'every key was looked at');
  const all = [...failures, ...told.failures];
  if (all.length > 0) throw new RunIncomplete(all);
  return result;
}

/** What the quarantine refuses, whatever the resource. */
function refused(run: Run): (action: string) => boolean {
  const decide = compile([parsePolicy(quarantineDocument(protectedScope(run)).document)]);
  return (action) => decide({ action, resource: '*', context: {} }).decision === 'Deny';
}

function resultOf(report: HygieneReport, place: string | null, alert: HygieneResult['alert']): HygieneResult {
  const { keyCounts, userCount, findings, notChecked, date, complete, idleKeys } = report;
  return {
    date,
    keys: keyCounts,
    users: userCount,
    findings: findings.length,
    couldNotCheck: notChecked.length,
    complete,
    report: place,
    ...(idleKeys ? { idleKeys } : {}),
    alert,
  };
}

function withIdleKeys(report: HygieneReport, plan: NightPlan | undefined): HygieneReport {
  if (plan === undefined) return report;
  const { at, refused, steps, waits } = plan;
  const notes = refused === null ? [] : [`nothing is done about unused keys tonight: ${refused}`];
  return { ...report, notes: [...report.notes, ...notes], idleKeys: { at, refused, steps, waits } };
}

function reportOf(
  run: Run,
  { reportedAt, complete, notes }: Collected,
  judged: Judged,
  more: readonly string[],
  now: Date,
): HygieneReport {
  return {
    schema: 1,
    date: now.toISOString().slice(0, 10),
    createdAt: now.toISOString(),
    accountId: run.accountId,
    language: run.config.language,
    reportedAt: reportedAt?.toISOString() ?? null,
    complete,
    notes: [...notes, ...more],
    ...judged,
  };
}
