import type { Incident } from '../../shared/incident/journal';
import type { LeakSignal } from '../../shared/signal/types';

/** The leak signal as the journal kept it; undefined when it holds no such leak. */
export function recordedSignal({ id, state }: Pick<Incident, 'id' | 'state'>, leakId: string): LeakSignal | undefined {
  const record = state.signals.find((signal) => signal.leakId === leakId);
  if (record === undefined) return undefined;
  return {
    leakId: record.leakId,
    accessKeyId: id.accessKeyId,
    source: record.source,
    foundAt: record.foundAt ? new Date(record.foundAt) : undefined,
    claims: record.claimedUser ? { userName: record.claimedUser } : {},
    ...(record.link ? { link: record.link } : {}),
    ...(record.reason ? { reason: record.reason } : {}),
    ...(record.dealt ? { dealt: record.dealt } : {}),
    ...(record.source === 'security-center' ? { securityCenterId: record.leakId.replace(/^sas:/, '') } : {}),
  };
}

/** The signal as the schedule keeps it, for the run that follows one that died before its journal held anything. */
export function signalInSchedule({ foundAt, ...signal }: LeakSignal): Readonly<Record<string, unknown>> {
  return { ...signal, foundAt: foundAt?.toISOString() ?? null };
}

/** What {@link signalInSchedule} put down; undefined for an entry of before, which held none. The schedule's seal vouches for it. */
export function scheduledSignal({ signal }: Readonly<Record<string, unknown>>): LeakSignal | undefined {
  if (signal === undefined) return undefined;
  const stored = signal as Omit<LeakSignal, 'foundAt'> & { readonly foundAt: string | null };
  return { ...stored, foundAt: stored.foundAt === null ? undefined : new Date(stored.foundAt) };
}

/** A containment was decided for this leak and does not hold whole: no deny, or a switch that failed. A release ends it. */
export function isUndone({ entries, state }: Incident, leakId: string): boolean {
  const last = entries.findLast((entry) => entry.type === 'decision' && entry.signal.leakId === leakId);
  if (last?.type !== 'decision' || last.mode !== 'enforce' || last.decision.verdict !== 'contain') return false;
  if (!state.isContaining || state.release !== null) return false;
  if (state.denyAt === null) return state.disabledKeys.size === 0;
  const actions = state.decision?.actions ?? [];
  return actions.some((action) => action.kind === 'disable-key' && !state.disabledKeys.has(action.accessKeyId));
}
