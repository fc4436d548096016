import { isLaterRow } from '../../shared/containment/decide-later';
import { RunIncomplete } from '../../shared/errors';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { Task } from '../../shared/incident/schedule';
import { type Sending, sendOnce } from '../alerting';
import type { Run } from '../platform';
import { escalate } from './escalate';
import { type Handled, handleAll } from './handle';
import { recordedSignal } from './recorded-signal';

/** An approval takes seconds: what is not over after this died in its midst. */
const OVERDUE_MS = 120_000;

/** What came of an approval: as an investigation asked, or as its leak signal is handled; undefined: there is no signal. */
export type ApprovedEnd =
  | { readonly as: 'asked'; readonly reason: string; readonly failures: readonly string[] }
  | { readonly as: 'signal'; readonly handled: Handled | undefined };

/** Puts down that what is about to be approved is to be done, whoever dies in between. Resolves with the entry's key. */
export function scheduleApproved(run: Run, { id, nextSeq, state }: Incident): Promise<string> {
  const due = new Date(run.clock.now().getTime() + OVERDUE_MS);
  return run.schedule.add(id, 'approved', due, { from: nextSeq, leakId: state.held?.leakId ?? null });
}

/** What an investigation asked for is done as it was asked; everything else goes the way of its leak signal. */
export async function containApproved(
  run: Run,
  incident: Incident,
  heldLeakId: string | undefined,
  cap: HourlyCap,
): Promise<ApprovedEnd | undefined> {
  const { id, entries, state } = incident;
  const held = entries.findLast(
    (entry) => entry.type === 'decision' && entry.signal.leakId === heldLeakId && entry.decision.verdict === 'hold',
  );
  if (held?.type === 'decision' && isLaterRow(held.decision.row)) {
    const { row, reason } = held.decision;
    const { failures } = await escalate(run, id, { row, why: reason, made: held.made ?? [] });
    return { as: 'asked', reason, failures };
  }
  const leakId = state.signals.some((one) => one.leakId === heldLeakId) ? heldLeakId : state.signals.at(-1)?.leakId;
  const signal = leakId === undefined ? undefined : recordedSignal(incident, leakId);
  if (signal === undefined) return undefined;
  const [handled] = await handleAll(run, [signal], cap);
  return { as: 'signal', handled };
}

/** Tells of one approval, once. */
export function tellOfApproval(
  run: Run,
  { id, state }: Incident,
  { seq, by, reason }: Extract<Entry, { type: 'approval' }>,
): Promise<Sending> {
  return sendOnce(run, id, `approved:${seq + 1}`, () => ({
    kind: 'approved',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: state.owner?.type === 'ram-user' ? state.owner.userName : '',
    by,
    reason,
    steps: [],
  }));
}

/**
 * What an approval left undone whose command died: nobody waits for a person any more, so that nobody else would contain
 * the key. An approval that was never written, or that a release has overtaken, asks for nothing.
 */
export async function finishApproval(run: Run, { key, incident: id, data }: Task, cap: HourlyCap): Promise<void> {
  const incident = await run.journal.read(id);
  const approval = incident.entries.find(({ type, seq }) => type === 'approval' && seq >= Number(data['from']));
  if (approval?.type === 'approval') {
    const { outcome } = await tellOfApproval(run, incident, approval);
    const end = incident.state.approval
      ? await containApproved(run, incident, typeof data['leakId'] === 'string' ? data['leakId'] : undefined, cap)
      : undefined;
    const failures = end?.as === 'asked' ? end.failures : (end?.handled?.failures ?? []);
    if (failures.length > 0) throw new RunIncomplete(failures);
    if (outcome === 'claimed-elsewhere') return;
  }
  await run.schedule.done(key);
}
