import { RunIncomplete } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Task } from '../../shared/incident/schedule';
import { sendOnce } from '../alerting';
import type { Run } from '../platform';
import { startArchive, startInvestigation } from './hand-over';
import { finishLater } from './handle';

/** An investigation that was started is due again after this, unless it took its entry off. */
const AGAIN_MS = 15 * 60_000;

/**
 * Starts what is overdue, each on its own. Resolves with the tasks that failed (they stay in the schedule) and with the
 * objects that do not bear our seal.
 */
export async function startDue(
  run: Run,
  cap: HourlyCap,
): Promise<{ readonly failures: readonly string[]; readonly tampered: readonly string[] }> {
  const { tasks, tampered } = await run.schedule.due();
  const failures: string[] = [];
  const { wanted, overtaken } = withoutOvertaken(tasks);
  for (const task of wanted) {
    try {
      await start(run, task, cap);
    } catch (error) {
      failures.push(`${task.task} of ${maskKey(task.incident.accessKeyId)}: ${messageOf(error)}`);
    }
  }
  await Promise.all(overtaken.map(({ key }) => run.schedule.done(key)));
  return { failures, tampered };
}

async function start(run: Run, task: Task, cap: HourlyCap): Promise<void> {
  switch (task.task) {
    case 'finish': {
      const { failures, isWaiting } = await finishLater(run, task, cap);
      if (failures.length > 0) throw new RunIncomplete(failures);
      return isWaiting ? undefined : run.schedule.done(task.key);
    }
    case 'escalate': {
      const { escalate } = await import('./escalate');
      const { failures, isWaiting } = await escalate(run, task.incident, task.data);
      if (failures.length > 0) throw new RunIncomplete(failures);
      return isWaiting ? undefined : run.schedule.done(task.key);
    }
    case 'rotation': {
      const { remindOfRotation } = await import('./rotation');
      return remindOfRotation(run, task);
    }
    case 'released': {
      const { finishRelease } = await import('./released');
      return finishRelease(run, task);
    }
    case 'follow-up': {
      const { follow } = await import('./follow-up/follow');
      return follow(run, task);
    }
    case 'tampered': {
      const { finishTampered } = await import('./watch/tell');
      return finishTampered(run, task);
    }
    case 'approved': {
      const { finishApproval } = await import('./approved');
      return finishApproval(run, task, cap);
    }
    case 'root-report': {
      const { endByReport } = await import('./root-report');
      return endByReport(run, task);
    }
    case 'console': {
      const { secureConsoles } = await import('./console');
      return secureConsoles(run, task);
    }
    case 'idle-key': {
      const { switchOffIdle } = await import('./idle-key');
      return switchOffIdle(run, task);
    }
    case 'fence': {
      const { fence } = await import('./fence');
      const { failures, isWaiting } = await fence(run, task.incident, task.data);
      if (failures.length > 0) throw new RunIncomplete(failures);
      return isWaiting ? undefined : run.schedule.done(task.key);
    }
    case 'archive': {
      // Written anew before it is handed over, as a look is.
      const again = await run.schedule.add(task.incident, 'archive', new Date(run.clock.now().getTime() + AGAIN_MS));
      await startArchive(run, task.incident, again);
      return run.schedule.done(task.key);
    }
    case 'remind-1':
    case 'remind-4':
    case 'remind-24':
      return remind(run, task);
    default:
      return look(run, task);
  }
}

/** Starts an investigation. The next try is written before this one is handed over, and the old entry goes last: a
 *  crash repeats, and never loses. */
async function look(run: Run, task: Task): Promise<void> {
  const round = Number(task.data['round'] ?? 1);
  const again = await run.schedule.add(
    task.incident,
    task.task,
    new Date(run.clock.now().getTime() + AGAIN_MS),
    task.data,
  );
  const asked = task.data['asked'] === true ? ({ asked: true } as const) : {};
  await startInvestigation(run, task.incident, { round, schedule: again, ...asked });
  await run.schedule.done(task.key);
}

/**
 * Several looks at one key that are due together are one look, the latest: each reads everything, and two at once would
 * write over each other. So is the first half of one leak, which every run puts down anew that fails at it.
 */
function withoutOvertaken(tasks: readonly Task[]): { readonly wanted: Task[]; readonly overtaken: Task[] } {
  const latest = new Map<string, Task>();
  for (const task of tasks) {
    const what = sameAs(task);
    if (what === undefined) continue;
    const known = latest.get(what);
    if (known === undefined || Number(task.data['round'] ?? 0) >= Number(known.data['round'] ?? 0))
      latest.set(what, task);
  }
  const isOvertaken = (task: Task): boolean => {
    const what = sameAs(task);
    return what !== undefined && latest.get(what) !== task;
  };
  return { wanted: tasks.filter((task) => !isOvertaken(task)), overtaken: tasks.filter(isOvertaken) };
}

/** What tasks have in common that are one; undefined: it stands for itself. */
function sameAs({ task, incident, data }: Task): string | undefined {
  if (task.startsWith('investigate')) return `investigate ${incident.accessKeyId}`;
  return task === 'finish' ? `finish ${incident.accessKeyId} ${data['leakId']}` : undefined;
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
