import type { DecisionEntry, Entry } from './entries';
import type { Incident } from './journal';

/** A deny with all its tries takes seconds: an intent older than this without an outcome is a run's that died or failed. */
export const CONTAINING_MS = 15_000;

const ENDS: ReadonlySet<Entry['type']> = new Set(['decision', 'outcome', 'release', 'failure']);

/** The intent to attach a deny of whose outcome the journal knows nothing; undefined: none. Pure. */
export function unansweredIntent({ entries }: Pick<Incident, 'entries'>): (Entry & DecisionEntry) | undefined {
  const last = entries.findLast(({ type }) => ENDS.has(type));
  return last?.type === 'decision' && last.mode === 'enforce' && last.decision.verdict === 'contain' ? last : undefined;
}

/**
 * Until when a run may still be about to attach the deny whose intent stands in the journal, and of whose outcome the
 * journal knows nothing; undefined: none is. Pure.
 */
export function containmentUnderWay(incident: Pick<Incident, 'entries'>, now: Date): Date | undefined {
  const intent = unansweredIntent(incident);
  if (intent === undefined) return undefined;
  const until = new Date(Date.parse(intent.at) + CONTAINING_MS);
  return now < until ? until : undefined;
}
