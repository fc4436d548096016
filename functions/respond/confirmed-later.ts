import { looked } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';
import { leaksOfTurn } from './leak-turn';

const AT_ONCE = 4;
const PATIENCE = { timeoutMs: 2_000, retries: 1 };

/**
 * Of leaks whose secret was not known to be valid, those that Security Center calls valid by now: a record keeps its number
 * then, and only its detail tells [U]. Never throws: of what could not be asked nothing is done, and its turn comes again.
 */
export async function validByNow(run: Run, unsure: readonly LeakSignal[]): Promise<LeakSignal[]> {
  const valid: LeakSignal[] = [];
  await eachInTime(run, leaksOfTurn(unsure, run.clock.now()), AT_ONCE, beginUntilMs(run, 'contain'), async (signal) => {
    const { securityCenterId, accessKeyId } = signal;
    if (securityCenterId === undefined) return;
    const detail = await looked(run.cloud.securityCenter.describeAccessKeyLeakDetail(securityCenterId, PATIENCE));
    if ('couldNotCheck' in detail)
      run.log.warn(
        { key: maskKey(accessKeyId), why: detail.couldNotCheck },
        'whether its secret is valid is not known',
      );
    else if (detail.value.tokenValid === 1) valid.push(signal);
  });
  return valid;
}
