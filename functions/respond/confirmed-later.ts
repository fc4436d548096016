import { looked } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import { sha256 } from '../../shared/incident/seal';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';

/** About as many details are asked for in a minute, in turn. */
const A_MINUTE = 10;
const AT_ONCE = 4;
const MINUTE_MS = 60_000;
/** Each once in so many minutes, or in more where there are too many. */
const EVERY_MINUTES = 60;
const PATIENCE = { timeoutMs: 2_000, retries: 1 };

/**
 * Of leaks whose secret was not known to be valid, those that Security Center calls valid by now: a record keeps its number
 * then, and only its detail tells [U]. Never throws: of what could not be asked nothing is done, and its turn comes again.
 */
export async function validByNow(run: Run, unsure: readonly LeakSignal[]): Promise<LeakSignal[]> {
  const minute = Math.floor(run.clock.now().getTime() / MINUTE_MS);
  const period = Math.max(EVERY_MINUTES, Math.ceil(unsure.length / A_MINUTE));
  // By what it is called, not by its place: a list that grows or shrinks takes nobody's turn.
  const ofTurn = unsure.filter(({ leakId }) => (numberOf(leakId) + minute) % period === 0);
  const valid: LeakSignal[] = [];
  await eachInTime(run, ofTurn, AT_ONCE, beginUntilMs(run, 'contain'), async (signal) => {
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

const numberOf = (leakId: string): number => Number.parseInt(sha256(leakId).slice(0, 8), 16);
