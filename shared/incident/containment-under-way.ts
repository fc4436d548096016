import type { Entry } from './entries';
import type { Incident } from './journal';

/** A deny with all its tries takes seconds: an intent older than this without an outcome is a run's that died or failed. */
export const CONTAINING_MS = 15_000;

const ENDS: ReadonlySet<Entry['type']> = new Set(['decision', 'outcome', 'release', 'failure']);

/**
 * Until when a run may still be about to attach the deny whose intent stands in the journal, and of whose outcome the
 * journal knows nothing; undefined: none is. Pure.
 */
export function containmentUnderWay({ entries }: Pick<Incident, 'entries'>, now: Date): Date | undefined {
  const last = entries.findLast(({ type }) => ENDS.has(type));
  if (last?.type !== 'decision' || last.mode !== 'enforce' || last.decision.verdict !== 'contain') return undefined;
  const until = new Date(Date.parse(last.at) + CONTAINING_MS);
  return now < until ? until : undefined;
}
