import { isOddMinute } from '../../shared/either-end';
import { RunIncomplete } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import { openApproval } from '../../shared/incident/approval';
import type { HourlyCap } from '../../shared/incident/cap';
import { isLaterRow } from '../../shared/incident/questions';
import type { Task } from '../../shared/incident/schedule';
import { unreadLines } from '../../shared/incident/stored';
import { inThisHour, sendOnce } from '../alerting';
import type { Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';
import { tellOnce } from '../told';
import { mayInvestigate, startArchive, startInvestigation } from './hand-over';
import { finishLater } from './handle';
import type { Unended } from './unended';

/** An investigation that was started is due again after this, unless it took its entry off. */
const AGAIN_MS = 15 * 60_000;

const AT_ONCE = 4;

/**
 * Starts what is overdue, each on its own, some at a time, as long as this run has time: what it does not come to is due in
 * the next. Resolves with the tasks that failed (they stay in the schedule), with what could not be read of it, and with the
 * objects that do not bear our seal.
 */
export async function startDue(
  run: Run,
  cap: HourlyCap,
): Promise<{ readonly failures: readonly string[]; readonly tampered: readonly string[] }> {
  const { tasks, tampered, unread } = await run.schedule.due();
  const failures = unreadLines(unread).map((line) => `schedule: ${line}`);
  const unendedLooks: Unended[] = [];
  const { wanted, overtaken } = withoutOvertaken(tasks);
  const left = await eachInTime(
    run,
    inTurn(wanted, run.clock.now()),
    AT_ONCE,
    beginUntilMs(run, 'due'),
    async (ofKey) => {
      for (const task of ofKey)
        try {
          await start(run, task, cap, unendedLooks);
        } catch (error) {
          failures.push(`${task.task} of ${maskKey(task.incident.accessKeyId)}: ${messageOf(error)}`);
        }
    },
  );
  if (left.length > 0)
    run.log.warn({ left: left.length }, 'the time of this run is over: what is due waits for the next');
  if (unendedLooks.length > 0)
    await import('./unended')
      .then(({ tellUnended }) => tellUnended(run, unendedLooks))
      .catch((error: unknown) => failures.push(`investigations that do not end: ${messageOf(error)}`));
  await Promise.all(overtaken.map(({ key }) => run.schedule.done(key)));
  return { failures, tampered };
}

/** Those of one key follow each other; every other minute begins at the other end, for the run before may be at work still. */
function inTurn(tasks: readonly Task[], now: Date): readonly (readonly Task[])[] {
  const byKey = new Map<string, Task[]>();
  for (const task of tasks)
    byKey.set(task.incident.accessKeyId, [...(byKey.get(task.incident.accessKeyId) ?? []), task]);
  return isOddMinute(now) ? [...byKey.values()].reverse() : [...byKey.values()];
}

/** What is begun again and again goes into `unendedLooks`, to be told. */
async function start(run: Run, task: Task, cap: HourlyCap, unendedLooks: Unended[]): Promise<void> {
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
      return isWaiting ? undefined : run.schedule.doneAsRead(task);
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
      return isWaiting ? undefined : run.schedule.doneAsRead(task);
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
    case 'investigate':
    case 'investigate-12m':
    case 'investigate-30m':
    case 'investigate-2h':
    case 'investigate-24h':
    case 'investigate-48h':
      unendedLooks.push(...(await look(run, task)));
      return;
    default:
      task.task satisfies never;
      return leave(run, task);
  }
}

/** A rollout takes minutes: what lies longer than this is nobody's any more. */
const LEAVE_MS = 3_600_000;

/** A later version, beside which this one still runs, has put it down: it waits for that one, and is told if none comes. */
function leave(run: Run, { task, due }: Task): void {
  run.log.warn({ task }, 'a task of a later version waits for it');
  if (run.clock.now().getTime() - due.getTime() > LEAVE_MS)
    throw new Error('no version that is deployed knows this task: deploy the later one again');
}

/**
 * Starts an investigation. The next try is written before this one is handed over, and the old entry goes last: a crash
 * repeats, and never loses. Resolves with the look where it was begun again and again and has not come to its end.
 */
async function look(run: Run, task: Task): Promise<readonly Unended[]> {
  if (!mayInvestigate(run)) return [];
  const { nextTry, unended } = await import('./unended');
  const round = Number(task.data['round'] ?? 1);
  const now = run.clock.now();
  const incident = await run.journal.read(task.incident);
  const tries = nextTry(task, incident, now);
  const again = await run.schedule.add(task.incident, task.task, new Date(now.getTime() + AGAIN_MS), {
    ...task.data,
    ...tries,
  });
  const asked = task.data['asked'] === true ? ({ asked: true } as const) : {};
  await startInvestigation(run, task.incident, { round, schedule: again, ...asked });
  await run.schedule.done(task.key);
  const one = unended(incident, round, tries, now);
  return one === undefined ? [] : [one];
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

/** What a person is asked is told again while nobody has decided, or where nothing has come of the decision. */
async function remind(run: Run, task: Task): Promise<void> {
  const incident = await run.journal.read(task.incident);
  const hours = Number(task.task.slice('remind-'.length));
  const now = run.clock.now();
  // Two that were asked in one second have one task. One that was asked later has its own.
  const asked = incident.state.questions.filter(({ row, since }) => !isLaterRow(row) || isDue(since, hours, now));
  const approval = openApproval(incident);
  const { heldAlert, holdOf } = await import('./facts');
  for (const question of [...asked, ...(approval === null ? [] : [undefined])]) {
    const since = question?.since ?? approval?.at;
    const of = question !== undefined && isLaterRow(question.row) ? `:${question.leakId}` : '';
    const send = async (): Promise<unknown> => {
      const facts = await heldAlert(run, incident, hours, question);
      return facts && sendOnce(run, task.incident, `${task.task}:${since}${of}`, () => facts);
    };
    // As they were asked about once, whoever held them is reminded of once: `approve --all` answers for all.
    if (holdOf(incident, question)?.decision.row !== 'over-cap') await send();
    else if ((await tellOnce(run, inThisHour(run, `${task.task}-over-cap`), send)).outcome === 'claimed-elsewhere')
      return;
  }
  await run.schedule.done(task.key);
}

/** A task's time has whole seconds. */
const isDue = (since: string, hours: number, now: Date): boolean =>
  Date.parse(since) + hours * 3_600_000 <= now.getTime() + 1_000;
