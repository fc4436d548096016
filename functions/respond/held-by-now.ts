import { holderByIms } from '../../shared/identity/holder';
import { looked } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';
import { leaksOfTurn } from './leak-turn';

const AT_ONCE = 4;

/**
 * Of leaks whose keys were of nobody here, those that somebody here holds by IMS's word of now: one call each.
 * Security Center lists the leaks of the account that asks, so that such a record is strange in itself: the looks may have
 * been wrong, or somebody kept renaming the user between them. Never throws: of what could not be asked nothing is done,
 * and its turn comes again.
 */
export async function heldByNow(run: Run, foreign: readonly LeakSignal[]): Promise<LeakSignal[]> {
  const held: LeakSignal[] = [];
  await eachInTime(
    run,
    leaksOfTurn(foreign, run.clock.now()),
    AT_ONCE,
    beginUntilMs(run, 'contain'),
    async (signal) => {
      const holder = await looked(holderByIms(run.cloud, signal.accessKeyId));
      if ('couldNotCheck' in holder)
        run.log.warn({ key: maskKey(signal.accessKeyId), why: holder.couldNotCheck }, 'whose key it is is not known');
      else if (holder.value !== undefined) held.push(signal);
    },
  );
  return held;
}
