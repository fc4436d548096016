import { isLaterRow } from '../../shared/containment/decide-later';
import { RunIncomplete } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import { openApproval } from '../../shared/incident/approval';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { Markers } from '../../shared/incident/markers';
import type { Task } from '../../shared/incident/schedule';
import { type Sending, sendOnce } from '../alerting';
import type { Run } from '../platform';
import { escalate } from './escalate';
import { type Handled, handleAll } from './handle';
import { isUndone, recordedSignal } from './recorded-signal';

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

/**
 * What an investigation asked for is done as it was asked; everything else goes the way of its leak signal. Where nothing
 * came of it, the incident is listed as not contained: it is held no more, and waits for the next try.
 */
export async function containApproved(
  run: Run,
  incident: Incident,
  heldLeakId: string | undefined,
  cap: HourlyCap,
): Promise<ApprovedEnd | undefined> {
  const end = await contained(run, incident, heldLeakId, cap);
  if (failuresOf(end).length > 0) {
    const after = await looked(run.journal.read(incident.id));
    // What cannot be marked now is no other failure: the journal tells it, and whoever approves all asks that.
    if ('value' in after && openApproval(after.value) !== null)
      await looked(new Markers(run.cloud.evidence, run.paths).set(incident.id, 'not-contained'));
  }
  return end;
}

const failuresOf = (end: ApprovedEnd | undefined): readonly string[] =>
  (end?.as === 'asked' ? end.failures : end?.handled?.failures) ?? [];

async function contained(
  run: Run,
  incident: Incident,
  heldLeakId: string | undefined,
  cap: HourlyCap,
): Promise<ApprovedEnd | undefined> {
  const { id, state } = incident;
  const held = lastHeld(incident, heldLeakId);
  if (held !== undefined && isLaterRow(held.decision.row)) {
    const { row, reason } = held.decision;
    const { failures } = await escalate(run, id, { row, why: reason, made: held.made ?? [], ways: held.ways });
    return { as: 'asked', reason, failures };
  }
  const leakId = state.signals.some((one) => one.leakId === heldLeakId) ? heldLeakId : state.signals.at(-1)?.leakId;
  const signal = leakId === undefined ? undefined : recordedSignal(incident, leakId);
  if (signal === undefined) return undefined;
  const [handled] = await handleAll(run, [signal], cap);
  return { as: 'signal', handled };
}

type DecisionEntry = Extract<Entry, { type: 'decision' }>;

const lastHeld = ({ entries }: Incident, leakId: string | undefined): DecisionEntry | undefined =>
  entries.findLast(
    (entry): entry is DecisionEntry =>
      entry.type === 'decision' && entry.signal.leakId === leakId && entry.decision.verdict === 'hold',
  );

/** What an investigation asks for, where that is what the incident is held by: an approval does this, and no more. Pure. */
export function askedFor(incident: Incident): DecisionEntry | undefined {
  const held = lastHeld(incident, incident.state.held?.leakId);
  return held !== undefined && isLaterRow(held.decision.row) ? held : undefined;
}

/**
 * The leak has been contained behind this entry, and that holds whole: by another approval, or by the command that died
 * later. To try it again could only fail where a person has what the function has not: the right to touch an excluded user.
 */
function isContainedSince(incident: Incident, seq: number, leakId: string | undefined): boolean {
  const held = lastHeld(incident, leakId);
  if (leakId === undefined || held === undefined || isLaterRow(held.decision.row)) return false;
  const last = incident.entries.findLast((entry) => entry.type === 'decision' && entry.signal.leakId === leakId);
  const isContained = last?.type === 'decision' && last.seq > seq && last.decision.verdict === 'contain';
  return isContained && incident.state.denyAt !== null && !isUndone(incident, leakId);
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
    const leakId = typeof data['leakId'] === 'string' ? data['leakId'] : undefined;
    const isLeft = incident.state.approval !== null && !isContainedSince(incident, approval.seq, leakId);
    const end = isLeft ? await containApproved(run, incident, leakId, cap) : undefined;
    const failures = failuresOf(end);
    if (failures.length > 0) throw new RunIncomplete(failures);
    if (outcome === 'claimed-elsewhere') return;
  }
  await run.schedule.done(key);
}
