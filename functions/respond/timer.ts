import { isOddMinute } from '../../shared/either-end';
import { RunIncomplete } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import type { HourlyCap } from '../../shared/incident/cap';
import { type Marker, Markers } from '../../shared/incident/markers';
import { alarm, flush, sendHourly } from '../alerting';
import type { Run } from '../platform';
import { beginUntilMs } from '../time-limits';
import { startDue } from './due';
import type { Handled } from './handle';
import { endEarly } from './overdue';
import { type Polled, poll } from './poll';
import type { RespondResult } from './respond';
import type { WatchedKeys } from './watch/list';

/** The timer's own period: polls within it fill it, and none begins beyond. */
const PERIOD_MS = 60_000;

/** A timer's run of this instance has come to its end. */
let hasEnded = false;

type Part = [what: string, act: () => Promise<void>];

/**
 * The timer's minute: poll first (a leak waits for nothing, unless polls are what ended the runs before), then what is overdue, what observe mode has only told of, whether
 * what is contained is so still and what the journals speak of is there, and the outbox, or all these from the other end;
 * then the heartbeat, and after a minute without a failure the dead man's switch. Each part is tried whatever became of the
 * others. Throws RunIncomplete with all that failed.
 */
export async function timer(run: Run, cap: HourlyCap): Promise<RespondResult> {
  const failures: string[] = [];
  const handled: Handled[] = [];
  const tampered: string[] = [];
  let watchedAt: Date | undefined;
  const note = (some: readonly Handled[]): void => {
    handled.push(...some);
    failures.push(...some.flatMap(({ key, failures: failed }) => failed.map((failure) => `${key}: ${failure}`)));
  };
  // What several looks meet is one failure.
  const failed = (some: readonly string[]): void =>
    void failures.push(...[...new Set(some)].filter((failure) => !failures.includes(failure)));
  const polling: Part = [
    'poll',
    () =>
      polls(run, cap, (found) => {
        note(found.handled);
        tampered.push(...found.tampered);
        failed(found.failures);
      }),
  ];
  let listed: Promise<Marker[]> | undefined;
  const markers = (): Promise<Marker[]> => {
    listed ??= new Markers(run.cloud.evidence, run.paths).list();
    return listed;
  };
  let watching: Promise<WatchedKeys> | undefined;
  const watched = async (): Promise<WatchedKeys> => {
    const { watchedKeys } = await import('./watch/list');
    const all = await markers();
    watching ??= watchedKeys(run, all);
    return watching;
  };
  const parts: Part[] = [
    [
      'schedule',
      async () => {
        // On its way beside the schedule's list: a quiet minute takes no longer for it.
        markers().catch(() => undefined);
        const due = await startDue(run, cap);
        tampered.push(...due.tampered);
        failures.push(...due.failures);
      },
    ],
    [
      'observed leaks',
      async () => {
        const { handleObserved } = await import('./observed');
        const observed = await handleObserved(run, await markers(), watched, cap);
        note(observed.handled);
        failed(observed.failures);
      },
    ],
    [
      'watch',
      async () => {
        const { lookAfterAll } = await import('./watch/look');
        const beganAt = run.clock.now();
        const watch = await lookAfterAll(run, await watched());
        if (watch.failures.length === 0) watchedAt = beganAt;
        tampered.push(...watch.tampered);
        failed(watch.failures);
        const records = await tryPart('records', async () => {
          const { holdAgainstJournals } = await import('./watch/records');
          failures.push(...(await holdAgainstJournals(run, await markers(), watch.heldAgainstAt)));
        });
        if (records) failures.push(records);
      },
    ],
    ['outbox', () => flush(run)],
  ];
  // What ends the process each time, whatever part does it, keeps the others waiting every second minute alone. Where the
  // poll may be it, that comes last. A new instance alone can follow a run that was ended so.
  if (isOddMinute(run.clock.now())) parts.reverse();
  if (!hasEnded && (await endEarly(run))) parts.push(polling);
  else parts.unshift(polling);
  // Told once an hour, and so with all that the other parts have met.
  const tellTampered = async (): Promise<void> => {
    const at = run.clock.now().toISOString();
    if (tampered.length > 0) await sendHourly(run, 'tampered', { kind: 'state-tampered', at, objects: tampered });
  };
  parts.push(['tampered objects', tellTampered], ['heartbeat', () => heartbeat(run, failures, watchedAt)]);
  for (const [what, act] of parts) {
    const failure = await tryPart(what, act);
    if (failure) failures.push(failure);
  }
  hasEnded = true;
  if (failures.length === 0) {
    const { callSwitch } = await import('./dead-mans-switch');
    await callSwitch(run);
    return { handled, skipped: [] };
  }
  const keys = handled.filter(({ failures: failed }) => failed.length > 0).map(({ leakId }) => leakId);
  throw new RunIncomplete(await alarm(run, 'timer', failures, keys));
}

/** As many polls as begin within the period. Throws what a poll throws, and polls no more then. */
async function polls(run: Run, cap: HourlyCap, onPolled: (found: Polled) => void): Promise<void> {
  const startedMs = run.clock.elapsedMs();
  const everyMs = run.config.pollSeconds * 1000;
  for (;;) {
    onPolled(await poll(run, cap));
    const nextMs = run.clock.elapsedMs() + everyMs;
    if (nextMs >= startedMs + PERIOD_MS || nextMs >= beginUntilMs(run, 'contain')) return;
    await run.clock.sleep(everyMs);
  }
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
