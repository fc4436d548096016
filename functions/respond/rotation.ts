import type { Incident } from '../../shared/incident/journal';
import type { Task } from '../../shared/incident/schedule';
import { nextStep, ROOT, stageOf } from '../../shared/rotation/stage';
import { undoLine } from '../../shared/rotation/start-line';
import { sendOnce } from '../alerting';
import type { Run } from '../platform';

const DAY_MS = 86_400_000;

/**
 * Tells once a day that a rotation waits for its next step. A reminder that a later step has overtaken says nothing: that
 * step has put down its own. The next one is written before this one goes: a crash repeats, and never loses.
 */
export async function remindOfRotation(run: Run, task: Task): Promise<void> {
  const incident = await run.journal.read(task.incident);
  const { rotation } = incident.state;
  const stage = stageOf(rotation);
  const last = lastStep(incident);
  const isOvertaken = last === undefined || Date.parse(last) > Date.parse(String(task.data['after']));
  if (rotation === null || stage === 'none' || stage === 'deleted' || isOvertaken) return run.schedule.done(task.key);
  const { id } = incident;
  const due = task.due.toISOString();
  const sending = await sendOnce(run, id, `rotation:${due}`, () => ({
    kind: 'rotation',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: rotation.userName,
    newKey: rotation.newKey,
    by: rotation.by,
    stage,
    since: last,
    next: nextStep(rotation, id.accessKeyId),
    undo: undoLine(id.accessKeyId, rotation.userName === ROOT),
  }));
  if (sending.outcome === 'claimed-elsewhere') return;
  await run.schedule.add(id, 'rotation', new Date(run.clock.now().getTime() + DAY_MS), task.data);
  await run.schedule.done(task.key);
}

function lastStep({ entries }: Incident): string | undefined {
  return entries.findLast(({ type }) => type === 'rotation' || type === 'rotation-intent')?.at;
}
