import type { DecisionRow } from '../../shared/containment/types';
import { ofThisMinute } from '../../shared/either-end';
import { keyStatusNow } from '../../shared/identity/key-status';
import { looked } from '../../shared/identity/looked';
import type { AccessKeyId } from '../../shared/ids';
import { isAccessKeyId, maskKey, parseAccessKeyId } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Incident } from '../../shared/incident/journal';
import { isLaterRow } from '../../shared/incident/questions';
import type { LeakSignal } from '../../shared/signal/types';
import type { Undoing } from '../../shared/signal/undoing';
import type { Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';
import { type Handled, handleAll } from './handle';
import { recordedSignal } from './recorded-signal';

/** Rows of a key that nothing was done about because it was off, or gone. Either can be taken back by whoever did it. */
const OFF_ROWS: ReadonlySet<DecisionRow | 'unknown'> = new Set<DecisionRow>(['already-inactive', 'deleted']);
/** As many are looked at in a minute, in turn: RAM tells the keys of one user at a time. */
const MOST_A_MINUTE = 20;
const AT_ONCE = 4;

export const isOffRow = (row: DecisionRow | 'unknown'): boolean => OFF_ROWS.has(row);

/**
 * Leaked keys of which events say that they were switched on, or came back from the recycle bin, and about which nothing was
 * done because they were off: each is handled as its leak signal was, at once. An event is a hint; a live look says whether
 * the key is on.
 */
export async function handleBackOn(
  run: Run,
  undone: readonly Undoing[] | undefined,
  cap: HourlyCap,
): Promise<readonly Handled[]> {
  const named = (undone ?? []).flatMap(({ isOff, accessKeyId }) =>
    !isOff && accessKeyId !== null && isAccessKeyId(accessKeyId) ? parseAccessKeyId(accessKeyId) : [],
  );
  const signals = await Promise.all([...new Set(named)].map((accessKeyId) => signalOf(run, accessKeyId)));
  return handleAll(
    run,
    signals.flatMap((signal) => signal ?? []),
    cap,
  );
}

/** Undefined: no leak of it is known, something else has become of it, or it is off still. Throws what reading the journal throws. */
async function signalOf(run: Run, accessKeyId: AccessKeyId): Promise<LeakSignal | undefined> {
  const incident = await run.journal.read({ accountId: run.accountId, accessKeyId });
  const signal = leftOff(incident);
  if (signal === undefined) return undefined;
  const { owner } = incident.state;
  const named = owner?.type === 'ram-user' ? owner.userName : signal.claims.userName;
  const now = await looked(keyStatusNow(run.cloud, accessKeyId, named));
  // Whoever could not be looked at is handled: that fails aloud, and is tried again.
  return 'value' in now && now.value !== 'Active' ? undefined : signal;
}

/** The signal about which nothing was done because its key was off. A release of it is a person's word, and is looked after. */
function leftOff(incident: Incident): LeakSignal | undefined {
  const { entries, state } = incident;
  if (state.isContaining) return undefined;
  const last = entries.findLast((entry) => entry.type === 'decision' && !isLaterRow(entry.decision.row));
  if (last?.type !== 'decision' || !isOffRow(last.decision.row)) return undefined;
  if (state.release?.leakIds.includes(last.signal.leakId)) return undefined;
  return recordedSignal(incident, last.signal.leakId);
}

/**
 * Of leaks whose keys were off when this hour looked at them, those whose keys are on by now: some each minute, in turn.
 * Never throws: what could not be looked at is looked at by the next hour's whole look, which fails aloud.
 */
export async function onAgain(run: Run, off: readonly LeakSignal[]): Promise<LeakSignal[]> {
  const ofTurn = ofThisMinute(off, MOST_A_MINUTE, run.clock.now());
  const on: LeakSignal[] = [];
  await eachInTime(run, ofTurn, AT_ONCE, beginUntilMs(run, 'contain'), async (signal) => {
    const { accessKeyId, claims } = signal;
    const look = await looked(keyStatusNow(run.cloud, accessKeyId, claims.userName));
    if ('couldNotCheck' in look)
      run.log.warn({ key: maskKey(accessKeyId), why: look.couldNotCheck }, 'whether it is on again is not known');
    else if (look.value === 'Active') on.push(signal);
  });
  return on;
}
