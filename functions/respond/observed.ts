import { ofThisMinute } from '../../shared/either-end';
import { looked } from '../../shared/identity/looked';
import { isAccessKeyId, maskKey, parseAccessKeyId } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Incident } from '../../shared/incident/journal';
import type { Marker } from '../../shared/incident/markers';
import { observedLeak } from '../../shared/incident/observed-leak';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs } from '../time-limits';
import { type Handled, handleAll } from './handle';
import { recordedSignal } from './recorded-signal';
import type { WatchedKeys } from './watch/list';

/** As many of the list are taken up in a minute, in turn, and as many of the markers: those anybody can make who writes to the bucket. */
const MOST_A_MINUTE = 20;

export interface TakenUp {
  readonly handled: readonly Handled[];
  /** What could not be read: of these nobody knows whether something waits. */
  readonly failures: readonly string[];
}

/**
 * What observe mode has only told of, handled as it was told once the mode is `enforce`: some senders tell a leak once.
 * Where something may wait the markers say, one of which may be lost or speak of what a person is asked besides, and the
 * list of what is watched (`watched`: asked in enforce mode alone); what waits the journal says. Each on its own: what fails
 * is a result, and comes again.
 */
export async function handleObserved(
  run: Run,
  markers: readonly Marker[],
  watched: () => Promise<Pick<WatchedKeys, 'keys'>>,
  cap: HourlyCap,
): Promise<TakenUp> {
  if (run.config.mode === 'observe') return { handled: [], failures: [] };
  const list = await looked(watched());
  const listed =
    'value' in list ? [...list.value.keys].flatMap(([key, { isObserved }]) => (isObserved ? key : [])) : [];
  const marked = markers.flatMap(({ state, accountId, accessKeyId }) =>
    state === 'observed' && accountId === run.accountId && isAccessKeyId(accessKeyId) ? accessKeyId : [],
  );
  const now = run.clock.now();
  const ofMinute = [listed, marked].flatMap((keys) => ofThisMinute(keys, MOST_A_MINUTE, now));
  const looks = await Promise.all(
    [...new Set(ofMinute)].map(async (key) => {
      const accessKeyId = parseAccessKeyId(key);
      return { accessKeyId, journal: await looked(run.journal.read({ accountId: run.accountId, accessKeyId })) };
    }),
  );
  const signals = looks.flatMap(({ journal }) => ('value' in journal ? (waiting(journal.value) ?? []) : []));
  const handled = await handleAll(run, signals, cap, { beginUntilMs: beginUntilMs(run, 'contain') });
  const unread = looks.flatMap(({ accessKeyId, journal }) =>
    'value' in journal ? [] : `the journal of ${maskKey(accessKeyId)} could not be read: ${journal.couldNotCheck}`,
  );
  return { handled, failures: 'value' in list ? unread : [`what is watched: ${list.couldNotCheck}`, ...unread] };
}

function waiting(incident: Incident): LeakSignal | undefined {
  const leakId = observedLeak(incident);
  return leakId === undefined ? undefined : recordedSignal(incident, leakId);
}
