import { isAnybodys } from '../signal/sender';
import type { LeakSource } from '../signal/types';
import type { DecisionEntry, Entry, SignalRecord } from './entries';

/**
 * Security Center lists the leak, and says that the published secret is valid. What an investigation asked for bears the
 * leak's signal, and is none.
 */
export const isConfirmed = ({
  leakId,
  source,
  tokenValid,
}: Pick<SignalRecord, 'leakId' | 'source' | 'tokenValid'>): boolean =>
  source === 'security-center' && tokenValid === 1 && leakId.startsWith('sas:');

/** The confirmed leaks of a key of which a notice told first that anybody can have sent. */
export interface ConfirmedBehind {
  readonly first: { readonly leakId: string; readonly source: LeakSource };
  readonly leakIds: readonly string[];
}

/**
 * A notice that anybody can have sent may have been written to be taken for a drill or a mistake: what Security Center then
 * confirms is news, and no part of what a person was told of. Undefined: nothing was confirmed, or the first word was no
 * such notice. Pure. `signals`: oldest first.
 */
export function confirmedBehind(
  signals: readonly Pick<SignalRecord, 'leakId' | 'source' | 'tokenValid'>[],
): ConfirmedBehind | undefined {
  const [first] = signals;
  if (first === undefined || !isAnybodys(first.source)) return undefined;
  const leakIds = [...new Set(signals.filter(isConfirmed).map(({ leakId }) => leakId))];
  return leakIds.length === 0 ? undefined : { first: { leakId: first.leakId, source: first.source }, leakIds };
}

/** What the key was contained for since it was last released, oldest first. Pure. */
export function containedFor(entries: readonly Entry[]): SignalRecord[] {
  return entries
    .slice(entries.findLastIndex(({ type }) => type === 'release') + 1)
    .filter((one): one is Entry & DecisionEntry => one.type === 'decision' && one.decision.verdict === 'contain')
    .map(({ signal }) => signal);
}
