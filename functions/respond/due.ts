import { RunIncomplete } from '../../shared/errors';
import { messageOf } from '../../shared/identity/owner';
import { maskKey } from '../../shared/ids';
import type { Task } from '../../shared/incident/schedule';
import { sendOnce } from '../alerting';
import type { Run } from '../platform';
import { startInvestigation } from './hand-over';
import { finishLater } from './handle';

/** An investigation that was started is due again after this, unless it took its entry off. */
const AGAIN_MS = 15 * 60_000;

/**
 * Starts what is overdue, each on its own. Resolves with the tasks that failed (they stay in the schedule) and with the
 * objects that do not bear our seal.
 */
export async function startDue(
  run: Run,
): Promise<{ readonly failures: readonly string[]; readonly tampered: readonly string[] }> {
  const { tasks, tampered } = await run.schedule.due();
  const failures: string[] = [];
  for (const task of tasks) {
    try {
      await start(run, task);
    } catch (error) {
      failures.push(`${task.task} of ${maskKey(task.incident.accessKeyId)}: ${messageOf(error)}`);
    }
  }
  return { failures, tampered };
}

async function start(run: Run, task: Task): Promise<void> {
  switch (task.task) {
    case 'finish': {
      const { failures, isWaiting } = await finishLater(run, task.incident, String(task.data['leakId']));
      if (failures.length > 0) throw new RunIncomplete(failures);
      return isWaiting ? undefined : run.schedule.done(task.key);
    }
    case 'investigate':
    case 'investigate-24h':
    case 'investigate-48h': {
      // The next try is written before this one is handed over and the old entry goes last: a crash repeats, never loses.
      const round = Number(task.data['round'] ?? 1);
      const again = await run.schedule.add(
        task.incident,
        task.task,
        new Date(run.clock.now().getTime() + AGAIN_MS),
        task.data,
      );
      await startInvestigation(run, task.incident, round, again);
      return run.schedule.done(task.key);
    }
    case 'remind-1':
    case 'remind-4':
    case 'remind-24':
      return remind(run, task);
  }
}

/** A hold is told again while nobody has decided. */
async function remind(run: Run, task: Task): Promise<void> {
  const incident = await run.journal.read(task.incident);
  if (incident.state.held !== null) {
    const hours = Number(task.task.slice('remind-'.length));
    const { heldAlert } = await import('./facts');
    const facts = await heldAlert(run, incident, hours);
    if (facts) await sendOnce(run, task.incident, `${task.task}:${incident.state.held.since}`, () => facts);
  }
  await run.schedule.done(task.key);
}
