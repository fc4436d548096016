import { RunIncomplete } from '../../shared/errors';
import { type Collected, collect } from '../../shared/hygiene/collect';
import { type Exclusions, pinExclusions } from '../../shared/hygiene/exclusions';
import { judge } from '../../shared/hygiene/judge';
import type { NightPlan } from '../../shared/hygiene/ladder/model';
import { Looks } from '../../shared/hygiene/looks';
import type { Memory } from '../../shared/hygiene/memory';
import type { HygieneReport, Judged } from '../../shared/hygiene/model';
import { quarantineDocument } from '../../shared/ram-policy/documents';
import { compile } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import { readExceptions } from '../exceptions';
import { protectedScope, type Run } from '../platform';
import { lookAtContainments } from './containments';
import { type Asked, parseAsked } from './event';
import { goOn } from './go-on';
import { carryOut, planIdleKeys, sparedKeys } from './idle-keys';
import { type Remembered, readMemory, writeMemory } from './memory';
import { againstEarlier, rememberedNight } from './nights';
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
  /** The first reasons of that and of what is not complete, each once; absent where all was checked. The report has all of them. */
  readonly why?: readonly string[];
  /** Every user was known and every look at keys went through, root's among them. */
  readonly complete: boolean;
  readonly report: string | null;
  /** What becomes of keys that nobody uses; absent where that is not turned on. */
  readonly idleKeys?: HygieneReport['idleKeys'];
  /**
   * `goes on`: the night ran out of time, and another invocation has the rest. `nothing new`: nothing failed, nothing is
   * new, and a message of the last seven days has said so.
   */
  readonly alert: 'sent' | 'sent before' | 'goes on' | 'nothing new';
}

/** The answer stays short. */
const MOST_WHY = 3;

/** What writing and telling may need before the platform's time limit: the looks end before. */
const RESERVE_MS = 30_000;

/**
 * The nightly look at every AccessKey of the account. Reads the account and changes nothing in it; writes the report,
 * the index of keys and one alert a date. A look that fails stands in the report as "could not check"; RunIncomplete is
 * for what could not be written or told, after all of it was tried. Throws UnparseableEvent.
 */
export async function hygiene(event: Buffer, run: Run): Promise<HygieneResult> {
  const { looked, collected, earlier, replaceable, asked, excepted, excluded } = await lookAround(
    run,
    parseAsked(event),
  );
  const { part: _over, ...memory } = collected.memory;
  if (await goOn(run, { ...collected.memory, ...earlier }, { replaceable }, asked))
    return resultOf(looked, null, 'goes on');

  const faults = excepted.failures;
  const spared = sparedKeys(collected.facts.keys, excepted, run.clock.now());
  const idle = await planIdleKeys(run, collected, { spared, excluded }, asked);
  const report = withIdleKeys(looked, idle?.plan);
  const written = await writeReport(run, report);
  const indexed = await writeOwners(run, collected);
  const handedOn = await handOnRoot(run, collected);
  const climbed = await carryOut(run, idle);
  const before = [...faults, ...written.failures, ...indexed, ...handedOn, ...climbed];
  const { told: planned, ...night } = rememberedNight(report, before, earlier, asked);
  const failures = [...before, ...(await writeMemory(run, { ...memory, ...night }, { replaceable }))];
  const told = await tell(run, report, { html: written.html, failures, asked, planned });
  const place = written.html ? run.paths.hygieneHtml(report.date) : null;
  const result = resultOf(report, place, told.alert);
  run.log.info({ asked, ...result }, 'every key was looked at');
  const all = [...failures, ...told.failures];
  if (all.length > 0) throw new RunIncomplete(all);
  return result;
}

/** All that is looked at, and judged. What earlier nights knew is let go with it: of a large account it is many megabytes. */
async function lookAround(run: Run, invoked: Asked) {
  const now = run.clock.now();
  const looks = new Looks(run.clock, run.deadlineMs - RESERVE_MS);
  const [responder, remembered, excepted] = await Promise.all([
    responderHealth(run, looks),
    readMemory(run),
    readExceptions(run, now),
  ]);
  const { nights, found, part } = remembered.memory;
  const collected = await collect(run.cloud, looks, now, remembered.memory, {
    accountId: run.accountId,
    isDenied: refused(run),
  });
  const containments = await lookAtContainments(run, looks, collected.carriers, {
    ofKeys: collected.owners,
    ...collected.listed,
  });
  const exclusions = exclusionsOf(run, collected, remembered);
  // Whoever asked for the night is answered by its last part.
  const asked = part?.asked ?? invoked;
  // He may go by another list than the functions do, and takes nobody off theirs.
  const pinned = asked === 'command' ? { ...remembered.memory.pinned, ...exclusions.pins } : exclusions.pins;
  const facts = {
    ...collected.facts,
    responder,
    containments,
    exclusions: exclusions.facts,
    exceptions: excepted.exceptions,
    complete: collected.complete,
  };
  const counted = {
    // The heartbeat is read besides, because what is no object of ours is no failure.
    failedLooks: looks.failures + ('couldNotCheck' in responder.heartbeat ? 1 : 0),
    notes: [...collected.notes, ...remembered.notes, ...excepted.failures],
  };
  const earlier = { ...(nights ? { nights } : {}), ...(found ? { found } : {}) };
  return {
    looked: reportOf(run, collected, judge(facts, now), counted, earlier, now),
    collected: { ...collected, memory: { ...collected.memory, pinned } },
    excluded: exclusions.users,
    earlier,
    replaceable: remembered.replaceable,
    asked,
    excepted,
  };
}

/** Whom the exclusion list means tonight, by whom earlier nights saw under its names. */
function exclusionsOf({ config }: Run, collected: Collected, { memory, replaceable }: Remembered): Exclusions {
  return pinExclusions({
    names: config.exclude.users,
    keys: config.exclude.keys,
    pins: replaceable
      ? { value: memory.pinned ?? {} }
      : { couldNotCheck: 'whom earlier nights saw under the excluded names could not be read' },
    users: collected.listed.ids,
    failure: collected.listed.failure,
    keysSeen: new Set(collected.owners.keys()),
    allKeys: collected.ownersComplete,
  });
}

/** What the quarantine refuses, whatever the resource. */
function refused(run: Run): (action: string) => boolean {
  const decide = compile([parsePolicy(quarantineDocument(protectedScope(run)).document)]);
  return (action) => decide({ action, resource: '*', context: {} }).decision === 'Deny';
}

function resultOf(report: HygieneReport, place: string | null, alert: HygieneResult['alert']): HygieneResult {
  const { keyCounts, userCount, findings, notChecked, notes, date, complete, idleKeys } = report;
  const whole = [...(complete ? [] : notes), ...notChecked.map((one) => one.why)];
  const why = [...new Set(whole)].slice(0, MOST_WHY);
  return {
    date,
    keys: keyCounts,
    users: userCount,
    findings: findings.length,
    couldNotCheck: notChecked.length,
    ...(why.length > 0 ? { why } : {}),
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
  { reportedAt, complete }: Collected,
  judged: Judged,
  counted: Pick<HygieneReport, 'failedLooks' | 'notes'>,
  earlier: Pick<Memory, 'nights' | 'found'>,
  now: Date,
): HygieneReport {
  const report = {
    schema: 1 as const,
    date: now.toISOString().slice(0, 10),
    createdAt: now.toISOString(),
    accountId: run.accountId,
    language: run.config.language,
    exempt: { users: [...run.config.exclude.users], keys: [...run.config.exclude.keys] },
    reportedAt: reportedAt?.toISOString() ?? null,
    complete,
    ...counted,
    ...judged,
  };
  return { ...report, ...againstEarlier(report, earlier) };
}
