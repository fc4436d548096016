import { isOddMinute } from '../../shared/either-end';
import { RunIncomplete } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import type { HourlyCap } from '../../shared/incident/cap';
import { Markers } from '../../shared/incident/markers';
import { alarm, flush, sendHourly } from '../alerting';
import type { Run } from '../platform';
import { beginUntilMs } from '../time-limits';
import { startDue } from './due';
import type { Handled } from './handle';
import { poll } from './poll';
import type { RespondResult } from './respond';

/** The timer's own period: polls within it fill it, and none begins beyond. */
const PERIOD_MS = 60_000;

/**
 * The timer's minute: poll first (a leak waits for nothing), then what is overdue and whether what is contained is so still,
 * then whether what the journals speak of is there, then the outbox, then the heartbeat, and after a minute without a failure
 * the dead man's switch. Each part is tried whatever became of the others. Throws RunIncomplete with all that failed.
 */
export async function timer(run: Run, cap: HourlyCap): Promise<RespondResult> {
  const failures: string[] = [];
  const handled: Handled[] = [];
  const tampered: string[] = [];
  let watchedAt: Date | undefined;
  let watch: { readonly heldAgainstAt: string | undefined } | undefined;
  const startedMs = run.clock.elapsedMs();
  for (;;) {
    const pollFailure = await tryPart('poll', async () => {
      const found = await poll(run, cap);
      handled.push(...found.handled);
      tampered.push(...found.tampered);
      for (const failure of found.failures) if (!failures.includes(failure)) failures.push(failure);
    });
    if (pollFailure) failures.push(pollFailure);
    const nextMs = run.clock.elapsedMs() + run.config.pollSeconds * 1000;
    if (pollFailure || nextMs >= startedMs + PERIOD_MS || nextMs >= beginUntilMs(run, 'contain')) break;
    await run.clock.sleep(run.config.pollSeconds * 1000);
  }
  failures.push(...handled.flatMap(({ key, failures: failed }) => failed.map((failure) => `${key}: ${failure}`)));

  // On its way beside the schedule's list: a quiet minute takes no longer for it.
  const listed = new Markers(run.cloud.evidence, run.paths).list();
  listed.catch(() => undefined);
  type Part = [string, () => Promise<void>];
  const overdue: Part = [
    'schedule',
    async () => {
      const due = await startDue(run, cap);
      tampered.push(...due.tampered);
      failures.push(...due.failures);
    },
  ];
  const lookAfterAll: Part = [
    'watch',
    async () => {
      const markers = await listed;
      const { lookAfter } = await import('./watch/look');
      const beganAt = run.clock.now();
      const looked = await lookAfter(run, markers);
      watch = looked;
      if (looked.failures.length === 0) watchedAt = beganAt;
      tampered.push(...looked.tampered);
      failures.push(...looked.failures);
    },
  ];
  const parts: Part[] = [
    // What ends the process each time, whatever part does it, keeps the other waiting every second minute alone.
    ...(isOddMinute(run.clock.now()) ? [lookAfterAll, overdue] : [overdue, lookAfterAll]),
    [
      'records',
      async () => {
        if (watch === undefined) return;
        const { holdAgainstJournals } = await import('./watch/records');
        failures.push(...(await holdAgainstJournals(run, await listed, watch.heldAgainstAt)));
      },
    ],
    ['outbox', () => flush(run)],
    [
      'tampered objects',
      async () => {
        const at = run.clock.now().toISOString();
        if (tampered.length > 0) await sendHourly(run, 'tampered', { kind: 'state-tampered', at, objects: tampered });
      },
    ],
    ['heartbeat', () => heartbeat(run, failures, watchedAt)],
  ];
  for (const [what, act] of parts) {
    const failure = await tryPart(what, act);
    if (failure) failures.push(failure);
  }
  if (failures.length === 0) {
    const { callSwitch } = await import('./dead-mans-switch');
    await callSwitch(run);
    return { handled, skipped: [] };
  }
  const keys = handled.filter(({ failures: failed }) => failed.length > 0).map(({ leakId }) => leakId);
  throw new RunIncomplete(await alarm(run, 'timer', failures, keys));
}

async function tryPart(what: string, act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return `${what}: ${messageOf(error)}`;
  }
}

/**
 * When the timer last ran and how: what the nightly run and `status` look at. `watchedAt`: when its look at the denies
 * began, where that went through: who undid one that was there is looked for behind it.
 */
async function heartbeat(run: Run, failures: readonly string[], watchedAt: Date | undefined): Promise<void> {
  const at = run.clock.now().toISOString();
  const beat = {
    schema: 1,
    at,
    run: run.runId,
    failures,
    ...(watchedAt ? { watchedAt: watchedAt.toISOString() } : {}),
  };
  await run.cloud.evidence.put(run.paths.heartbeat, await run.seal.close(run.paths.heartbeat, beat));
}
