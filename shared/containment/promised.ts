import { openApproval } from '../incident/approval';
import { containedAt } from '../incident/checklist';
import type { Incident } from '../incident/journal';
import { firstRound, laterLooks } from '../incident/later-looks';
import { unfinishedRelease } from '../incident/release-under-way';
import { remindersOf } from '../incident/reminders';
import type { Task } from '../incident/schedule';
import { isLook, type TaskName } from '../incident/schedule-order';
import { stageOf } from '../rotation/stage';
import { nextLook } from './follow-up/decide';
import { expectedOf } from './tampering/expect';

/** A task that the journal says must stand in the schedule. */
export interface Promised {
  readonly task: TaskName;
  readonly due: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** Since when the journal says so, ISO 8601 UTC. */
  readonly since: string;
}

type Facts = Pick<Incident, 'id' | 'entries' | 'state'>;

const DAY_MS = 24 * 3_600_000;
/** Who writes a journal writes the task beside it: a run that died in between is followed by another within this. */
const SETTLED_MS = 30 * 60_000;

/**
 * What the journal says must stand in the schedule, and does not: somebody has deleted it. `standing`: what the schedule held
 * before the journal was read; a task that was done since was there. Pure.
 */
export function missingTasks(incident: Facts, standing: readonly Pick<Task, 'task'>[], now: Date): readonly Promised[] {
  const names = new Set(standing.map(({ task }) => task));
  const isMissing = ({ task }: Promised): boolean => !names.has(task);
  return [
    ...missingLooks(incident, names, now),
    ...[...reminders(incident, now), ...daily(incident, now), ...forPersons(incident, now)].filter(isMissing),
  ];
}

const isSettled = (at: string | undefined, now: Date): boolean =>
  at !== undefined && now.getTime() - Date.parse(at) >= SETTLED_MS;

/**
 * The looks of an investigation. One that is due is overtaken by a later one that is due as well, and whatever starts a first
 * look puts the later ones down.
 */
function missingLooks(incident: Facts, names: ReadonlySet<TaskName>, now: Date): Promised[] {
  const { entries, state } = incident;
  const first = firstRound(state);
  const firstLook = entries.find((entry) => entry.type === 'investigated' && entry.round === first);
  if (names.has('investigate')) return [];
  if (firstLook === undefined) {
    const handedOver = entries.findLast((entry) => entry.type === 'hand-over')?.at;
    const isMissing = state.handedOver.has('investigate') && isSettled(handedOver, now);
    return isMissing && ![...names].some((task) => isLook({ task }))
      ? [{ task: 'investigate', due: now, data: { round: first }, since: handedOver ?? '' }]
      : [];
  }
  if (!isSettled(firstLook.at, now)) return [];
  const missing: Promised[] = [];
  let isOvertaken = false;
  for (const { task, due, round } of [...laterLooks(incident)].reverse()) {
    if (!names.has(task) && !isOvertaken) missing.push({ task, due, data: { round }, since: firstLook.at });
    isOvertaken ||= due <= now;
  }
  return missing.reverse();
}

/** Of one that is due the journal does not tell whether it was sent. */
function reminders({ state: { questions } }: Facts, now: Date): Promised[] {
  return questions
    .filter(({ since }) => isSettled(since, now))
    .flatMap(({ since, leakId }) =>
      remindersOf(since)
        .filter(({ due }) => due > now)
        .map((one) => ({ ...one, data: { leakId }, since })),
    );
}

/** The day's look at what is contained. */
function daily(incident: Facts, now: Date): Promised[] {
  const expected = expectedOf(incident, now);
  const began = containedAt(incident);
  if (typeof expected === 'string' || expected.isOver || expected.userName === null) return [];
  if (began === undefined || !isSettled(began, now)) return [];
  const isContained = expected.policies.length + expected.keysOff.length > 0;
  return isContained ? [{ task: 'follow-up', due: nextLook(began, now), data: {}, since: began }] : [];
}

/** What a person has begun. */
function forPersons(incident: Facts, now: Date): Promised[] {
  const { entries, state } = incident;
  const promised: Promised[] = [];
  const release = entries.findLast((entry) => entry.type === 'release');
  const isUntold = release !== undefined && !state.alerts[`released:${state.releases}`]?.sent;
  const begun = unfinishedRelease(incident);
  if (isUntold && isSettled(release.at, now))
    promised.push({ task: 'released', due: now, data: {}, since: release.at });
  // What was contained is told of by the day's look.
  else if (begun !== undefined && containedAt(incident) === undefined && isSettled(begun.at, now))
    promised.push({ task: 'released', due: now, data: {}, since: begun.at });
  const approval = entries.findLast((entry) => entry.type === 'approval');
  if (approval !== undefined && openApproval(incident) !== null && isSettled(approval.at, now)) {
    const held = entries.findLast(
      (entry) => entry.type === 'decision' && entry.decision.verdict === 'hold' && entry.seq < approval.seq,
    );
    const leakId = held?.type === 'decision' ? held.signal.leakId : null;
    if (state.signals.length > 0)
      promised.push({ task: 'approved', due: now, data: { from: approval.seq, leakId }, since: approval.at });
  }
  const step = entries.findLast(({ type }) => type === 'rotation' || type === 'rotation-intent')?.at;
  if (step !== undefined && !['none', 'deleted'].includes(stageOf(state.rotation)) && isSettled(step, now)) {
    const due = Math.max(Date.parse(step) + DAY_MS, Date.parse(state.rotation?.finished?.observeUntil ?? '') || 0);
    promised.push({
      task: 'rotation',
      due: new Date(Math.max(due, now.getTime())),
      data: { after: step },
      since: step,
    });
  }
  return promised;
}
