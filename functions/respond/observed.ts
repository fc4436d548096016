import { ofThisMinute } from '../../shared/either-end';
import { isAccessKeyId, parseAccessKeyId } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Incident } from '../../shared/incident/journal';
import type { Marker } from '../../shared/incident/markers';
import { isLaterRow } from '../../shared/incident/questions';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs } from '../time-limits';
import { type Handled, handleAll } from './handle';
import { recordedSignal } from './recorded-signal';

/** As many are taken up in a minute, in turn: anybody who writes to the bucket can make markers. */
const MOST_A_MINUTE = 20;

/**
 * What observe mode has only told of, handled as it was told once the mode is `enforce`: some senders tell a leak once.
 * A marker is a hint; the journal says what was planned. What fails is a result, and comes again. Throws what reading the
 * journal throws.
 */
export async function handleObserved(
  run: Run,
  markers: readonly Marker[],
  cap: HourlyCap,
): Promise<readonly Handled[]> {
  if (run.config.mode === 'observe') return [];
  const observed = markers.filter(
    ({ state, accountId, accessKeyId }) =>
      state === 'observed' && accountId === run.accountId && isAccessKeyId(accessKeyId),
  );
  const incidents = await Promise.all(
    ofThisMinute(observed, MOST_A_MINUTE, run.clock.now()).map(({ accessKeyId }) =>
      run.journal.read({ accountId: run.accountId, accessKeyId: parseAccessKeyId(accessKeyId) }),
    ),
  );
  const signals = incidents.flatMap((incident) => planned(incident) ?? []);
  return handleAll(run, signals, cap, { beginUntilMs: beginUntilMs(run, 'contain') });
}

/** The leak that would have been contained; undefined: something else has become of it. */
function planned(incident: Incident): LeakSignal | undefined {
  const last = incident.entries.findLast((entry) => entry.type === 'decision' && !isLaterRow(entry.decision.row));
  if (last?.type !== 'decision' || last.mode !== 'observe' || last.decision.verdict !== 'contain') return undefined;
  return recordedSignal(incident, last.signal.leakId);
}
