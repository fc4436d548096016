import { RunIncomplete, UnparseableEvent } from '../../shared/errors';
import { CountedHere, HourlyCap } from '../../shared/incident/cap';
import { parseEvent } from '../../shared/signal/parse';
import type { LeakSignal, Request, Skipped } from '../../shared/signal/types';
import type { Undoing } from '../../shared/signal/undoing';
import type { Run } from '../platform';
import { type Handled, handleAll } from './handle';
import { ownIdentity } from './own';
import type { Polled } from './poll';

/** As long as the instance lives: it counts where OSS cannot tell what all of them did. */
const countedHere = new CountedHere();

/** What an invocation answers: short JSON that a person can read. */
export interface RespondResult {
  readonly handled: readonly Handled[];
  readonly skipped: readonly Skipped[];
}

/**
 * The respond function: whatever the event is, from notice to hand-over. An unparseable event is kept and alerted.
 * Throws RunIncomplete when part of it failed, so that the platform delivers again, and the parser's named errors.
 */
export async function respond(event: Buffer, run: Run): Promise<unknown> {
  let request: Request;
  try {
    request = parseEvent(event, run.runId, ownIdentity(run));
  } catch (error) {
    if (error instanceof UnparseableEvent) {
      const { keepUnparsed } = await import('./unparsed');
      await keepUnparsed(run, event, error);
    }
    throw error;
  }
  const { malformed, undone } = { malformed: undefined, undone: undefined, ...request };
  const answer = async (): Promise<unknown> => {
    const result = await act(run, request);
    // Behind the containment: who is contained already loses nothing by a second.
    if (undone !== undefined) await lookWhere(run, undone);
    return result;
  };
  if (malformed === undefined) return answer();
  try {
    return await answer();
  } finally {
    // Behind the containment, whatever became of it: what nobody could read of the event is kept and told.
    const { keepUnparsed } = await import('./unparsed');
    await keepUnparsed(run, event, new UnparseableEvent(malformed, { how: 'notice' }));
  }
}

async function act(run: Run, request: Request): Promise<unknown> {
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, run.clock, run.config, countedHere);
  switch (request.kind) {
    case 'signals': {
      const handled = await handleAll(
        run,
        request.signals.map((one) => believable(one, run.receivedAt)),
        cap,
      );
      logSkipped(run, request.skipped);
      handled.push(...(await backOn(run, request.undone, cap)));
      if (!request.pollWhy) return settled(run, handled, request.skipped, await overdue(run, cap));
      const { poll } = await import('./poll');
      return settled(run, handled, request.skipped, await poll(run, cap));
    }
    case 'poll-now': {
      const { poll } = await import('./poll');
      run.log.info({ why: request.why }, 'polling now');
      return settled(run, await backOn(run, request.undone, cap), [], await poll(run, cap));
    }
    case 'timer': {
      const { timer } = await import('./timer');
      return timer(run, cap);
    }
    case 'command': {
      const { command } = await import('./command');
      return command(run, request);
    }
    case 'nothing':
      logSkipped(run, request.skipped);
      // What is not meant for us costs no call.
      if (request.undone === undefined) return settled(run, [], request.skipped);
      return settled(run, await backOn(run, request.undone, cap), request.skipped, await overdue(run, cap));
  }
}

/** Leaked keys that were off when they were told of, and are on by now. */
async function backOn(run: Run, undone: readonly Undoing[] | undefined, cap: HourlyCap): Promise<readonly Handled[]> {
  if (undone === undefined) return [];
  const { handleBackOn } = await import('./back-on');
  return handleBackOn(run, undone, cap);
}

/** What the timer's poll would have found, where it does not come. */
async function overdue(run: Run, cap: HourlyCap): Promise<Polled | undefined> {
  const { pollIfOverdue } = await import('./overdue');
  return pollIfOverdue(run, cap);
}

/** Looks where events say that something of ours was undone. Throws RunIncomplete with what could not be checked. */
async function lookWhere(run: Run, undone: readonly Undoing[]): Promise<void> {
  const { lookAfter } = await import('./watch/look');
  const { Markers } = await import('../../shared/incident/markers');
  const markers = await new Markers(run.cloud.evidence, run.paths).list();
  const { failures, tampered } = await lookAfter(run, markers, undone);
  const { alarm, sendHourly } = await import('../alerting');
  const at = run.clock.now().toISOString();
  if (tampered.length > 0) await sendHourly(run, 'tampered', { kind: 'state-tampered', at, objects: tampered });
  if (failures.length > 0) throw new RunIncomplete(await alarm(run, 'respond', failures, []));
}

/** EventBridge tries for a day to hand an event over (EventBridge, "Retry policies"). */
const OLDEST_EVENT_MS = 24 * 3_600_000;

/**
 * Since when a key is suspected decides over what was made or used since. An event's own word reaches no further back than
 * it can have been on its way, or a forged date would make last year's business a thief's; and nothing was found that is
 * still to come.
 */
function believable(signal: LeakSignal, receivedAt: Date): LeakSignal {
  if (signal.foundAt === undefined) return signal;
  const agoMs = receivedAt.getTime() - signal.foundAt.getTime();
  if (agoMs < 0) return { ...signal, foundAt: receivedAt };
  return agoMs > OLDEST_EVENT_MS ? { ...signal, foundAt: undefined } : signal;
}

function logSkipped(run: Run, skipped: readonly Skipped[]): void {
  for (const { what, why } of skipped) run.log.info({ what, why }, 'nothing to do');
}

/**
 * The result, with what was found by polling behind it; or an alarm and RunIncomplete with all that failed: a failure must
 * never look like a normal answer.
 */
async function settled(
  run: Run,
  given: readonly Handled[],
  skipped: readonly Skipped[],
  polled?: Pick<Polled, 'handled' | 'failures'>,
): Promise<RespondResult> {
  const handled = [...given, ...(polled?.handled ?? [])];
  const unread = polled?.failures ?? [];
  const failed = handled.filter(({ failures }) => failures.length > 0);
  if (failed.length + unread.length === 0) return { handled, skipped };
  const { alarm } = await import('../alerting');
  const failures = failed.flatMap(({ key, failures: why }) => why.map((failure) => `${key}: ${failure}`));
  failures.push(...unread);
  throw new RunIncomplete(
    await alarm(
      run,
      'respond',
      failures,
      // By the key: anybody may send one notice of it after the other.
      failed.map(({ key }) => key),
    ),
  );
}
