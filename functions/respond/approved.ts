import { RunIncomplete } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { shownOwner } from '../../shared/incident/known-user';
import { markByJournal } from '../../shared/incident/mark';
import { isLaterRow, isOfFinding, type Question } from '../../shared/incident/questions';
import type { Task } from '../../shared/incident/schedule';
import { type Sending, sendOnce } from '../alerting';
import type { Run } from '../platform';
import { escalate } from './escalate';
import { type Handled, handleAll } from './handle';
import { isUndone, recordedSignal } from './recorded-signal';

/** An approval takes seconds: what is not over after this died in its midst. */
const OVERDUE_MS = 120_000;

/** What came of an approval: as an investigation asked, or as its leak signal is handled. */
export type ApprovedEnd =
  | {
      readonly as: 'asked';
      readonly reason: string;
      readonly failures: readonly string[];
      /** Nothing was left to contain. */
      readonly isMoot?: true;
    }
  | { readonly as: 'signal'; readonly handled: Handled | undefined };

/** A question that a person has said yes to. */
export type Answered = Pick<Question, 'leakId' | 'row' | 'reason' | 'made' | 'ways'>;

/** Puts down that what is about to be approved is to be done, whoever dies in between. Resolves with the entry's key. */
export function scheduleApproved(run: Run, { id, nextSeq, state }: Incident): Promise<string> {
  const due = new Date(run.clock.now().getTime() + OVERDUE_MS);
  return run.schedule.add(id, 'approved', due, { from: nextSeq, leakId: state.held?.leakId ?? null });
}

/**
 * What an investigation asked for is done as it was asked; everything else goes the way of its leak signal, and so does the
 * approval of a key about which nobody was asked. Where nothing came of it, the incident is listed as not contained: it is
 * held no more, and waits for the next try. None: there is no signal.
 */
export async function containApproved(
  run: Run,
  incident: Incident,
  answered: readonly Answered[],
  cap: HourlyCap,
): Promise<readonly ApprovedEnd[]> {
  const ends: ApprovedEnd[] = [];
  const findings = answered.filter(({ row }) => isLaterRow(row));
  const leak = answered.find(({ row }) => !isLaterRow(row));
  if (leak !== undefined || findings.length === 0) ends.push(...(await containLeak(run, incident, leak?.leakId, cap)));
  for (const { row, reason, made = [], ways, leakId } of findings) {
    const { failures, isMoot } = await escalate(run, incident.id, { row, why: reason, made, ways }, leakId);
    ends.push({ as: 'asked', reason, failures, ...(isMoot ? { isMoot } : {}) });
  }
  const hasFailed = ends.some((end) => failuresOf(end).length > 0);
  // What was done has set the marker. What cannot be marked now is no other failure: the journal tells it, and whoever
  // approves all asks that.
  if (hasFailed || ends.some((end) => end.as === 'asked' && end.isMoot)) await looked(markByJournal(run, incident.id));
  return ends;
}

const failuresOf = (end: ApprovedEnd): readonly string[] =>
  (end.as === 'asked' ? end.failures : end.handled?.failures) ?? [];

async function containLeak(
  run: Run,
  incident: Incident,
  heldLeakId: string | undefined,
  cap: HourlyCap,
): Promise<readonly ApprovedEnd[]> {
  const { signals } = incident.state;
  const last = signals.findLast((one) => !isOfFinding(one.leakId)) ?? signals.at(-1);
  const leakId = signals.some((one) => one.leakId === heldLeakId) ? heldLeakId : last?.leakId;
  const signal = leakId === undefined ? undefined : recordedSignal(incident, leakId);
  if (signal === undefined) return [];
  const [handled] = await handleAll(run, [signal], cap);
  return [{ as: 'signal', handled }];
}

type DecisionEntry = Extract<Entry, { type: 'decision' }>;

const isHold = (entry: Entry): entry is DecisionEntry => entry.type === 'decision' && entry.decision.verdict === 'hold';

/** What a person said yes to. An entry of before names nothing: `leakId` is what its command was about to do. */
function answeredBy(
  { entries, state }: Incident,
  { seq, of }: Extract<Entry, { type: 'approval' }>,
  leakId: string | undefined,
): readonly Answered[] {
  const holds = entries.filter(isHold).filter((entry) => entry.seq < seq);
  const last = holds.findLast(({ signal }) => signal.leakId === leakId);
  const named = of === undefined ? (last ? [last] : []) : holds.filter((entry) => of.includes(entry.seq));
  return named.map(({ seq: asked, signal, decision: { row, reason }, made, ways }) => ({
    ...{ leakId: signal.leakId, row, reason },
    ...(made ? { made } : {}),
    ...(ways ? { ways } : {}),
    // All whom it named by then.
    ...state.approval?.findings.find((one) => one.seq === asked),
  }));
}

/**
 * The leak has been contained behind this entry, and that holds whole: by another approval, or by the command that died
 * later. To try it again could only fail where a person has what the function has not: the right to touch an excluded user.
 */
function isContainedSince(incident: Incident, seq: number, { leakId, row }: Answered): boolean {
  if (isLaterRow(row)) return false;
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
    userName: shownOwner(state.owner),
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
    const answered = answeredBy(incident, approval, leakId);
    const left = answered.filter((one) => !isContainedSince(incident, approval.seq, one));
    const isLeft = incident.state.approval !== null && (left.length > 0 || answered.length === 0);
    const ends = isLeft ? await containApproved(run, incident, left, cap) : [];
    const failures = ends.flatMap(failuresOf);
    if (failures.length > 0) throw new RunIncomplete(failures);
    if (outcome === 'claimed-elsewhere') return;
  }
  await run.schedule.done(key);
}
