import { isAnybodys } from '../signal/sender';
import type { LeakSource } from '../signal/types';
import type { DecisionEntry, Entry, SignalRecord } from './entries';
import { sinceEnd } from './epoch';

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

/** The confirmed leaks of a key of which something else told first. */
export interface ConfirmedBehind {
  readonly first: { readonly leakId: string; readonly source: LeakSource };
  readonly leakIds: readonly string[];
}

/**
 * A notice that anybody can have sent may have been written to be taken for a drill or a mistake, and a record whose secret
 * was not known to be valid may have been taken for one: what Security Center then confirms is news, and no part of what a
 * person was told of. Undefined: nothing was confirmed, or the first word was none of these. Pure. `signals`: oldest first.
 */
export function confirmedBehind(
  signals: readonly Pick<SignalRecord, 'leakId' | 'source' | 'tokenValid'>[],
): ConfirmedBehind | undefined {
  const [first] = signals;
  if (first === undefined || !(isAnybodys(first.source) || isDoubted(first))) return undefined;
  const leakIds = [...new Set(signals.filter(isConfirmed).map(({ leakId }) => leakId))];
  return leakIds.length === 0 ? undefined : { first: { leakId: first.leakId, source: first.source }, leakIds };
}

/**
 * Security Center lists the leak, and has not said that the secret is valid: it said something else, or nothing, or could
 * not be asked.
 */
export const isDoubted = ({ source, tokenValid }: Pick<SignalRecord, 'source' | 'tokenValid'>): boolean =>
  source === 'security-center' && tokenValid !== 1;

/** What the key was contained for since its incident last ended, oldest first. Pure. */
export function containedFor(entries: readonly Entry[]): SignalRecord[] {
  return sinceEnd(entries)
    .filter((one): one is Entry & DecisionEntry => one.type === 'decision' && one.decision.verdict === 'contain')
    .map(({ signal }) => signal);
}

/**
 * The signals of an incident with one more: a leak stays as it was first told of; that its secret is valid may be told
 * later. Pure.
 */
export function withSignal(known: readonly SignalRecord[], signal: SignalRecord): readonly SignalRecord[] {
  if (!known.some(({ leakId }) => leakId === signal.leakId)) return [...known, signal];
  if (!isConfirmed(signal)) return known;
  return known.map((one) => (one.leakId === signal.leakId ? { ...one, tokenValid: signal.tokenValid } : one));
}

/** A person was asked about this leak before, for the same reason, and Security Center calls its secret valid since then. Pure. */
export function isConfirmedSinceAsked(entries: readonly Entry[], { signal, decision }: DecisionEntry): boolean {
  const isAskedBefore = (one: Entry): boolean =>
    one.type === 'decision' &&
    one.decision.row === decision.row &&
    one.signal.leakId === signal.leakId &&
    isDoubted(one.signal);
  return decision.verdict === 'hold' && isConfirmed(signal) && sinceEnd(entries).some(isAskedBefore);
}
