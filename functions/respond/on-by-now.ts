import type { Decision } from '../../shared/containment/types';
import { keyStatusNow } from '../../shared/identity/key-status';
import { looked } from '../../shared/identity/looked';
import type { Owner } from '../../shared/identity/types';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import type { FirstTrip } from './first-trip';

/** A leak about which nothing was done. */
interface Off {
  readonly signal: LeakSignal;
  readonly owner: Owner | null;
  readonly decision: Decision;
  readonly incident: Incident | undefined;
}

/** Whether a leaked key that was found off may be on by now: then it is decided about anew. Never throws. */
export async function mayBeOnByNow(run: Run, trip: Pick<FirstTrip, 'incident'>, done: Off): Promise<boolean> {
  return mayBeBackOn(trip, done) || (await isOnBehind(run, done));
}

/** What somebody has written who may be about to switch the key on, or has just done so. */
const BRINGS_BACK: ReadonlySet<Entry['type']> = new Set([
  'idle-intent',
  'idle-key',
  'release-intent',
  'release',
  'rotation-intent',
  'rotation',
]);

/**
 * Whether a key that was found off, so that nothing was done, may be on: whoever brings it back puts that down before, and
 * has either seen this leak in the journal, or stands there before it.
 */
function mayBeBackOn({ incident: known }: Pick<FirstTrip, 'incident'>, { decision, incident }: Off): boolean {
  if (decision.row !== 'already-inactive' || incident === undefined || !('value' in known)) return false;
  return incident.entries.slice(known.value.entries.length).some(({ type }) => BRINGS_BACK.has(type));
}

/**
 * Whether a key that was found off is on behind the entry that says so: whoever switched it on before that stood there had
 * his event looked at by a run that knew of no leak. What cannot be looked at is left to the next whole look.
 */
async function isOnBehind(run: Run, { decision, incident, owner, signal }: Off): Promise<boolean> {
  if (decision.row !== 'already-inactive' || incident === undefined || owner?.type !== 'ram-user') return false;
  const now = await looked(keyStatusNow(run.cloud, signal.accessKeyId, owner.userName));
  return 'value' in now && now.value === 'Active';
}
