import type { DecisionRow } from '../../shared/containment/types';
import { TourniquetError } from '../../shared/errors';
import { messageOf } from '../../shared/identity/owner';
import { maskKey } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { IncidentId } from '../../shared/incident/paths';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import type { Aftermath } from './aftermath';
import { type Contained, contain } from './contain';

/** How one signal went, as the invocation answers it. */
export interface Handled {
  readonly leakId: string;
  readonly key: string;
  readonly row: DecisionRow | 'unknown';
  readonly verdict: 'contain' | 'hold' | 'none' | 'unknown';
  readonly reason: string;
  readonly denyAt: string | null;
  readonly failures: readonly string[];
}

/** Keys that are contained side by side: well below RAM's 10 attachments a second. */
const AT_ONCE = 4;
/** A run that died is finished by the timer after this. */
const FINISH_MS = 120_000;

/** Every signal, some at a time; one that fails stops no other. Signals of one key follow each other: one incident. */
export async function handleAll(run: Run, signals: readonly LeakSignal[], cap: HourlyCap): Promise<Handled[]> {
  const byKey = new Map<string, LeakSignal[]>();
  for (const signal of signals) byKey.set(signal.accessKeyId, [...(byKey.get(signal.accessKeyId) ?? []), signal]);
  const left = [...byKey.values()];
  const results = new Map<LeakSignal, Handled>();
  const worker = async (): Promise<void> => {
    for (let ofKey = left.shift(); ofKey !== undefined; ofKey = left.shift())
      for (const signal of ofKey) results.set(signal, await handle(run, signal, cap));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return signals.flatMap((signal) => results.get(signal) ?? []);
}

/** One signal from notice to hand-over. Never throws: what failed is in the result, and fails the run. */
async function handle(run: Run, signal: LeakSignal, cap: HourlyCap): Promise<Handled> {
  const base = { leakId: signal.leakId, key: maskKey(signal.accessKeyId) };
  let contained: Contained;
  try {
    contained = await contain(run, signal, cap);
  } catch (error) {
    run.log.error({ err: error, leakId: signal.leakId }, 'the signal could not be handled');
    const code = error instanceof TourniquetError ? error.code : 'UNEXPECTED';
    return { ...base, row: 'unknown', verdict: 'unknown', reason: code, denyAt: null, failures: [messageOf(error)] };
  }
  const failures = [...contained.failures, ...(await finish(run, contained))];
  const { decision, denyAt } = contained;
  run.log.info({ ...base, row: decision.row, verdict: decision.verdict, denyAt, failures }, 'signal handled');
  return {
    ...base,
    row: decision.row,
    verdict: decision.verdict,
    reason: decision.reason,
    denyAt: denyAt?.toISOString() ?? null,
    failures,
  };
}

/** The aftermath, with a schedule entry around it, so that whoever dies in between is followed by the timer. */
async function finish(run: Run, contained: Contained): Promise<readonly string[]> {
  // Loaded now, not before: nothing of it stood between the signal and the deny.
  const { aftermath } = await import('./aftermath');
  const { id, signal, incident, trip } = contained;
  if (incident === undefined) {
    const { alertWithoutJournal } = await import('./without-journal');
    return alertWithoutJournal(run, contained);
  }
  try {
    const entry = await run.schedule.add(id, 'finish', finishDue(run), { leakId: signal.leakId });
    const { failures, isWaiting } = await aftermath(run, id, signal.leakId, trip.caveats, incident);
    if (failures.length === 0 && !isWaiting) await run.schedule.done(entry);
    return failures;
  } catch (error) {
    return [messageOf(error)];
  }
}

function finishDue(run: Run): Date {
  return new Date(run.clock.now().getTime() + FINISH_MS);
}

/** A crashed run's second half, started by the timer. */
export async function finishLater(run: Run, id: IncidentId, leakId: string): Promise<Aftermath> {
  const { aftermath } = await import('./aftermath');
  return aftermath(run, id, leakId, ['an earlier run ended before it was finished']);
}
