import type { DecisionRow, StepResult } from '../../shared/containment/types';
import { TourniquetError } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Task } from '../../shared/incident/schedule';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';
import type { Aftermath, Followed } from './aftermath';
import { type Contained, contain, type OnActed, scheduleFinish } from './contain';
import { ContainedHere } from './contained-here';
import { toldOf } from './record';
import { isUndone, recordedSignal, scheduledSignal } from './recorded-signal';
import { MOST_ALIKE } from './standing';

/** How one signal went, as the invocation answers it. */
export interface Handled {
  readonly leakId: string;
  readonly key: string;
  readonly row: DecisionRow | 'unknown';
  readonly verdict: 'contain' | 'hold' | 'none' | 'unknown';
  readonly reason: string;
  /** What Security Center says of the published secret: 1 valid, 2 invalid, 0 unconfirmed. Absent where it did not tell. */
  readonly tokenValid?: 0 | 1 | 2;
  readonly denyAt: string | null;
  /** What was done to the account, whether it went well or not: it may be more than the decision says. */
  readonly steps: readonly StepResult[];
  readonly failures: readonly string[];
  /** Why nobody knows whether the deny stands; absent where it was read back, or none was attached. */
  readonly unverified?: readonly string[];
  /** That nothing of this notice was written down or told. */
  readonly note?: string;
}

/** Keys that are contained side by side: well below RAM's 10 attachments a second. */
export const AT_ONCE = 4;
const containedHere = new ContainedHere();

export interface Handling {
  /** Hears what was done to the account as soon as it is done, and all of it again: what follows may wait for OSS. */
  readonly onContained?: OnActed;
  /** Hears of each signal that nobody need deliver again: it is done, or the schedule holds what is left of it. */
  readonly onKept?: (handled: Handled) => void;
  /** `clock.elapsedMs()` from which on none is begun any more: the platform would end the run in its midst. */
  readonly beginUntilMs?: number;
}

/**
 * Every signal, some at a time; one that fails stops no other. Every key is contained before anything else is done about
 * any of them: in a storm the fiftieth deny must not wait for forty-nine alerts. Signals of one key follow each other:
 * one incident. What follows a deny when the time of this run is over follows it in the next: the schedule holds it.
 */
export async function handleAll(
  run: Run,
  signals: readonly LeakSignal[],
  cap: HourlyCap,
  { onContained, onKept, beginUntilMs: containUntilMs = Number.POSITIVE_INFINITY }: Handling = {},
): Promise<Handled[]> {
  const byKey = new Map<string, LeakSignal[]>();
  for (const signal of signals) byKey.set(signal.accessKeyId, [...(byKey.get(signal.accessKeyId) ?? []), signal]);
  const contained = new Map<LeakSignal, Contained | Handled>();
  const results = new Map<LeakSignal, Handled>();
  await eachInTime(run, [...byKey.values()], AT_ONCE, containUntilMs, async (ofKey) => {
    for (const signal of ofKey) {
      const one = containedHere.find(run, signal) ?? (await containSafely(run, signal, cap, onContained));
      contained.set(signal, one);
      onContained?.(one.steps);
      const handled = 'leakId' in one ? one : handledOf(one);
      results.set(signal, handled);
      if ('finishTask' in one && one.finishTask !== undefined && one.failures.length === 0) onKept?.(handled);
    }
  });
  const late = await eachInTime(run, [...byKey.values()], AT_ONCE, beginUntilMs(run, 'follow'), async (ofKey) => {
    for (const signal of ofKey) {
      const one = contained.get(signal);
      if (one === undefined) continue;
      const handled = 'leakId' in one ? one : await follow(run, one);
      results.set(signal, handled);
      containedHere.note(run, signal, handled);
      if (handled.failures.length === 0) onKept?.(handled);
    }
  });
  for (const signal of late.flat()) {
    const one = contained.get(signal);
    if (one === undefined || 'leakId' in one || one.finishTask !== undefined) continue;
    results.set(
      signal,
      handledOf(one, { failures: ['the time of this run was over before anybody was told'], steps: [] }),
    );
  }
  return signals.flatMap((signal) => results.get(signal) ?? []);
}

/** Never throws: what failed is a result, and fails the run. */
async function containSafely(
  run: Run,
  signal: LeakSignal,
  cap: HourlyCap,
  onActed?: OnActed,
): Promise<Contained | Handled> {
  try {
    return await contain(run, signal, cap, onActed);
  } catch (error) {
    run.log.error({ err: error, leakId: signal.leakId }, 'the signal could not be handled');
    const code = error instanceof TourniquetError ? error.code : 'UNEXPECTED';
    const base = { leakId: signal.leakId, key: maskKey(signal.accessKeyId), denyAt: null, steps: [] };
    return { ...base, row: 'unknown', verdict: 'unknown', reason: code, failures: [messageOf(error)] };
  }
}

/** What follows the deny. Never throws. */
async function follow(run: Run, contained: Contained): Promise<Handled> {
  const handled = handledOf(contained, await finish(run, contained));
  const { leakId, key, row, verdict, denyAt, failures } = handled;
  run.log.info({ leakId, key, row, verdict, denyAt, failures }, 'signal handled');
  return handled;
}

const NOT_WRITTEN = `the same was decided for ${MOST_ALIKE} notices since the last release: this one was not written down, and is not told`;

type After = Pick<Followed, 'failures' | 'steps' | 'unverified' | 'movedAt'>;

function handledOf(contained: Contained, after: After = { failures: [], steps: [] }): Handled {
  const { decision, denyAt, signal, trip } = contained;
  const told = toldOf(trip);
  return {
    leakId: signal.leakId,
    key: maskKey(signal.accessKeyId),
    row: decision.row,
    verdict: decision.verdict,
    reason: decision.reason,
    ...(told === undefined ? {} : { tokenValid: told }),
    denyAt: after.movedAt === undefined ? (denyAt?.toISOString() ?? null) : after.movedAt,
    steps: [...contained.steps, ...after.steps],
    failures: [...contained.failures, ...after.failures],
    ...(after.unverified ? { unverified: after.unverified } : {}),
    ...(contained.alike ? { note: NOT_WRITTEN } : {}),
  };
}

/** The aftermath, with a schedule entry around it, so that whoever dies in between is followed by the timer. */
async function finish(run: Run, contained: Contained): Promise<After> {
  // Loaded now, not before: nothing of it stood between the signal and the deny.
  const { aftermath } = await import('./aftermath');
  const { id, signal, incident, trip } = contained;
  if (incident === undefined) {
    const { alertWithoutJournal } = await import('./without-journal');
    return { failures: await alertWithoutJournal(run, contained), steps: [] };
  }
  try {
    const { alike } = contained;
    const entry = contained.finishTask ?? (alike ? undefined : await scheduleFinish(run, id, signal));
    // What belongs to a decision that stands there was done behind it, or is due; what is new is told under its leak id.
    const { isWaiting, ...after } =
      alike?.isNews === false
        ? { failures: [], steps: [], isWaiting: false }
        : await aftermath(run, id, alike?.leakId ?? signal.leakId, trip.caveats, incident, contained.steps.length > 0);
    const { failures } = after;
    // What could not be contained stays due, too: the platform's own retry is a bonus.
    const isDone = failures.length === 0 && !isWaiting && contained.failures.length === 0;
    if (isDone && entry !== undefined) await run.schedule.done(entry);
    return after;
  } catch (error) {
    return { failures: [messageOf(error)], steps: [] };
  }
}

/**
 * What a run left undone, started by the timer: the containment itself where none holds, or where the run died before it
 * wrote down what it had decided (the platform's own retry is a bonus, and some senders tell a leak once); else the second
 * half alone.
 */
export async function finishLater(run: Run, { incident: id, data }: Task, cap: HourlyCap): Promise<Aftermath> {
  const leakId = String(data['leakId']);
  const incident = await run.journal.read(id);
  const recorded = recordedSignal(incident, leakId);
  const undone = recorded === undefined ? scheduledSignal(data) : isUndone(incident, leakId) ? recorded : undefined;
  if (undone) {
    const handled = await handleAll(run, [undone], cap);
    return { failures: handled.flatMap(({ failures }) => failures), isWaiting: false };
  }
  const { aftermath } = await import('./aftermath');
  return aftermath(run, id, leakId, ['an earlier run ended before it was finished'], incident);
}
