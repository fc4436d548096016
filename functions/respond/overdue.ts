import { CloudNotFound } from '../../shared/errors';
import type { HourlyCap } from '../../shared/incident/cap';
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
 * timer away. So each event that is meant for us brings the poll along. Undefined: the timer comes, or has never come. Throws what polling throws.
 */
export async function pollIfOverdue(run: Run, cap: HourlyCap): Promise<Polled | undefined> {
  const nowMs = run.clock.now().getTime();
  const agoMs = nowMs - polledAtMs;
  if ((agoMs >= 0 && agoMs < AGAIN_MS) || !(await isOverdue(run))) return undefined;
  polledAtMs = nowMs;
  run.log.warn('the timer has not come for minutes: polling in its place');
  const { poll } = await import('./poll');
  return poll(run, cap);
}

/** What somebody else has written is no heartbeat; what could not be read tells nothing. */
async function isOverdue({ cloud, clock, paths, seal, log }: Run): Promise<boolean> {
  try {
    const text = (await cloud.evidence.get(paths.heartbeat)).body.toString();
    const beat = await seal.open<{ readonly at?: unknown }>(paths.heartbeat, text);
    return !(clock.now().getTime() - Date.parse(String(beat?.at)) < OVERDUE_MS);
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    if (!(error instanceof CloudNotFound)) log.warn({ err: error }, 'the heartbeat could not be read');
    return false;
  }
}
