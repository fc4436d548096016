import { CloudAnswerMalformed, CloudForbidden } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import type { HourlyCap } from '../../shared/incident/cap';
import { isUnread, openStored } from '../../shared/incident/stored';
import type { Run } from '../platform';
import type { Polled } from './poll';

/** The timer writes its heartbeat each minute, after at most two of work. */
const OVERDUE_MS = 4 * 60_000;
/** An instance polls in the timer's place no more often than the timer would. */
const AGAIN_MS = 60_000;
let polledAtMs = Number.NEGATIVE_INFINITY;

/**
 * The poll, where the timer has not come for minutes. Its invocations stand in the same queue as everybody's notices, and
 * who floods the bus would keep Security Center's list from being read for as long as he likes; or he has taken the
 * timer away, and its heartbeat with it. So each event that is meant for us brings the poll along. It writes no heartbeat:
 * that is the timer's, and its silence must be seen. Undefined: the timer comes, as far as can be told, or this instance has just polled. Throws
 * what polling throws.
 */
export async function pollIfOverdue(run: Run, cap: HourlyCap): Promise<Polled | undefined> {
  const nowMs = run.clock.now().getTime();
  const agoMs = nowMs - polledAtMs;
  if ((agoMs >= 0 && agoMs < AGAIN_MS) || (await hasJustCome(run))) return undefined;
  polledAtMs = nowMs;
  run.log.warn('the timer has not come for minutes: polling in its place');
  const { poll } = await import('./poll');
  return poll(run, cap);
}

/**
 * What somebody else has written is no heartbeat. Where none is there, or none that this function may read, nobody knows that
 * the timer comes, and a poll too many costs a call. A store that does not answer tells nothing of the timer.
 */
async function hasJustCome(run: Run): Promise<boolean> {
  try {
    return (await silentMs(run)) < OVERDUE_MS;
  } catch (error) {
    run.log.warn({ err: error }, 'the heartbeat could not be read');
    return !(error instanceof CloudForbidden || error instanceof CloudAnswerMalformed);
  }
}

/** How long ago the timer's last run came to its end; NaN: what stands there is not ours. Throws what reading it throws. */
async function silentMs({ cloud, clock, paths, seal }: Run): Promise<number> {
  const read = await openStored<{ readonly at?: unknown }>(cloud.evidence, seal, paths.heartbeat);
  if (typeof read === 'string') return Number.NaN;
  if (isUnread(read)) throw read.unread.error;
  return clock.now().getTime() - Date.parse(String(read.content.at));
}

/**
 * The timer's runs begin, as this one does, and none has come to its end for minutes: something ends them in their midst.
 * What cannot be read tells nothing.
 */
export async function endEarly(run: Run): Promise<boolean> {
  const silent = await looked(silentMs(run));
  return 'value' in silent && silent.value >= OVERDUE_MS;
}
