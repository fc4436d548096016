import { LEAK_PAGE_SIZE, type LeakRecord } from '../../shared/aliyun/security-center';
import type { HourlyCap } from '../../shared/incident/cap';
import { SeenLeaks } from '../../shared/incident/seen';
import { signalsOf } from '../../shared/signal/security-center';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { type Handled, handleAll } from './handle';

/** More pages than this many are no list that a person could have left lying; the rest waits for the next poll. */
const MOST_PAGES = 100;

/**
 * One look at Security Center's leak list, every page and every status; what is not done yet is handled. The leak ids
 * of what went through whole are remembered, so that they cost no look again.
 */
export async function poll(
  run: Run,
  cap: HourlyCap,
): Promise<{ readonly handled: readonly Handled[]; readonly tampered: readonly string[] }> {
  const records = await leakRecords(run);
  const { signals, skipped } = signalsOf(records);
  for (const { what, why } of skipped) run.log.warn({ what, why }, 'nothing to do');
  if (signals.length === 0) return { handled: [], tampered: [] };

  const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
  // Without the list of what is done everything is taken up again: that costs calls, and loses nothing.
  const done = await seen.read().catch((error: unknown) => {
    run.log.error({ err: error }, 'the list of leaks that are done cannot be read');
    return { leakIds: new Set<string>(), tampered: false };
  });
  // What observe mode has only planned is still to be done when enforce mode begins.
  const mark = (leakId: string) => (run.config.mode === 'observe' ? `observe ${leakId}` : leakId);
  const fresh = signals.filter(({ leakId }) => !done.leakIds.has(mark(leakId)));
  const handled = await handleAll(run, inOrder(fresh), cap);
  const finished = handled.filter(({ failures }) => failures.length === 0).map(({ leakId }) => mark(leakId));
  if (finished.length > 0) {
    const inList = new Set(signals.flatMap(({ leakId }) => [leakId, mark(leakId)]));
    await seen.write([...[...done.leakIds].filter((id) => inList.has(id)), ...finished]);
  }
  return { handled, tampered: done.tampered ? [run.paths.seen] : [] };
}

/** Pending leaks first: those that somebody has dealt with are older, or hidden by a thief who is already in. */
function inOrder(signals: readonly LeakSignal[]): LeakSignal[] {
  return [...signals].sort((a, b) => Number(a.dealt !== undefined) - Number(b.dealt !== undefined));
}

async function leakRecords(run: Run): Promise<LeakRecord[]> {
  const records = new Map<string, LeakRecord>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { records: found, totalCount } = await run.cloud.securityCenter.describeAccesskeyLeakList(page);
    for (const record of found) records.set(record.id, record);
    // The list may grow while it is read; a short page is its end whatever the count says.
    if (found.length < LEAK_PAGE_SIZE || page * LEAK_PAGE_SIZE >= totalCount) return [...records.values()];
  }
  run.log.error({ pages: MOST_PAGES }, 'the leak list is longer than what one poll reads');
  return [...records.values()];
}
