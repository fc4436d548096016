import { scheduleTelling, tellOfRelease } from '../../functions/respond/released';
import { isEmpty, type ReleasePlan, THE_GROUP } from '../../shared/containment/release';
import { putNeededBack, release } from '../../shared/containment/take-off';
import type { StepResult } from '../../shared/containment/types';
import { CloudAlreadyThere } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import type { ReleaseIntentEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { isLeft, isLoginLeft } from '../../shared/incident/release-state';
import { nextOfText } from '../next-step';
import { printable } from '../printable';
import type { CliRun } from '../run';
import { mayActUntil, releaseEnd, thisProcess } from '../turns';
import type { ReleaseOptions } from './options';
import { planned } from './planned';

/** What a plan wanted and a look behind it still finds. What it left to another key is looked at once more behind its end. */
function undone(plan: ReleasePlan, left: ReleasePlan): ReleasePlan {
  return {
    ...left,
    detach: left.detach.filter((name) => !plan.kept.includes(name)),
    leaveGroup: left.leaveGroup && !plan.kept.includes(THE_GROUP),
    logins:
      plan.neededBy.length > 0
        ? []
        : left.logins.filter((login) => plan.neededLogins.every(({ userName }) => userName !== login.userName)),
    // What was frozen besides is known by the journal alone, where these steps are not written yet.
    unfreeze: [],
  };
}

const AGAIN = 'Run the same command again: it goes on with what is left.';

/** What came of a plan. */
export interface CarriedOut {
  readonly steps: readonly StepResult[];
  readonly complete: boolean;
  /** Something stays for another contained key. */
  readonly isLeft: boolean;
  /** All that could not be done is the look at what is left. */
  readonly isUnchecked: boolean;
  /** The schedule's entry that has the release told, and looked at once more, if this process dies. */
  readonly task: string | undefined;
}

/**
 * Does what was agreed to. The intent stands in the journal before the first step, and the user's other incidents are
 * looked at once more behind the last: what one of them has come to need meanwhile is put back before this release is
 * called done. A responder that contains another key of his reads back behind its own intent: one of the two sees the
 * other. Undefined: somebody was first, and all is to be planned anew.
 */
export async function carryOut(
  cli: CliRun,
  incident: Incident,
  plan: ReleasePlan,
  about: Omit<ReleaseIntentEntry, 'type'>,
  options: ReleaseOptions,
): Promise<CarriedOut | undefined> {
  const { run, clock } = cli;
  const { id } = incident;
  const mayAct = mayActUntil(releaseEnd(clock.now()), clock);
  // First, or one that dies behind its intent is nobody's to tell. The release must not fail with it.
  const task = await scheduleTelling(run, id).catch(() => undefined);
  try {
    await run.journal.appendTo(incident, { type: 'release-intent', ...about, process: thisProcess() });
  } catch (error) {
    if (!(error instanceof CloudAlreadyThere)) throw error;
    return undefined;
  }
  const deps = { cloud: run.cloud, clock };
  const taken = await release(plan, deps, mayAct);
  const again = { ...options, reactivate: [] };
  const left = await looked(run.journal.read(id).then((now) => planned(cli, now, again, false)));
  const back = 'value' in left ? await putNeededBack(plan, left.value.plan, deps) : [];
  const steps = [...taken, ...back];
  const isDone = steps.every(({ ok }) => ok);
  const complete = isDone && 'value' in left && isEmpty(undone(plan, left.value.plan));
  const key = 'value' in left && left.value.plan.keyNow ? { key: left.value.plan.keyNow } : {};
  const entry = { type: 'release' as const, ...about, steps, complete, ...key };
  const { incident: after } = await run.journal.append(id, () => entry);
  const told = await tellOfRelease(run, after, plan.userName);
  for (const { step: name, ok, detail } of steps)
    process.stderr.write(`${ok ? 'done  ' : 'FAILED'} ${printable(`${name}: ${detail}`)}\n`);
  const failed = steps.flatMap(({ ok, detail }) => (ok ? [] : [detail]));
  if (failed.length > 0) process.stderr.write(`next   ${nextOfText(failed.join('; ')) ?? AGAIN}\n`);
  if ('couldNotCheck' in left)
    process.stderr.write(`could not read back what is left: ${printable(left.couldNotCheck)}\n`);
  return {
    steps,
    complete,
    isLeft: isLeft(steps) || isLoginLeft(steps),
    isUnchecked: isDone && 'couldNotCheck' in left,
    task: told?.outcome === 'claimed-elsewhere' ? undefined : task,
  };
}
