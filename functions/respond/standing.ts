import type { Decision } from '../../shared/containment/types';
import { isConfirmed } from '../../shared/incident/confirmed';
import type { DecisionEntry, Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { isLaterRow } from '../../shared/incident/questions';
import { isAnybodys } from '../../shared/signal/sender';

/** So many notices of anybody's that say nothing new are written down, each with its leak id; no more. */
export const MOST_ALIKE = 50;

/** Behind these the same decision is a new one: its intent must be written again. */
const ANEW: ReadonlySet<Entry['type']> = new Set(['release', 'approval', 'closed', 'misplaced']);

export type Standing =
  | { readonly is: 'new' }
  /** A redelivery, or a race lost to the same leak: the decision stands there already. */
  | { readonly is: 'known' }
  /** Under other leak ids it stands there often enough; `leakId`: the last of them. */
  | { readonly is: 'often'; readonly leakId: string };

/**
 * Whether a decision stands in the journal already. Who may write to the bus chooses his ids, and every run reads the whole
 * journal: what he sends beyond {@link MOST_ALIKE} says what is known, and is left out. A notice that changes the decision
 * is news, however many came before. One that was left out is known to no release: delivered again behind one it is a leak
 * of its own, and a person is asked, or the key contained, once more. Pure.
 */
export function standingOf({ entries }: Pick<Incident, 'entries'>, entry: DecisionEntry): Standing {
  // What stands there from before the other mode had its say is not done: it was only planned, or nothing may have come of it.
  const isOfOtherMode = (one: Entry): boolean => one.type === 'decision' && one.mode !== entry.mode;
  const since = entries.slice(entries.findLastIndex((one) => ANEW.has(one.type) || isOfOtherMode(one)) + 1);
  const decided = since.filter((one): one is Entry & DecisionEntry => one.type === 'decision');
  const alike = decided.filter((one) => isAlike(one, entry));
  if (alike.some(({ signal }) => signal.leakId === entry.signal.leakId)) return { is: 'known' };
  const last = decided.at(-1);
  if (last === undefined || !isAnybodys(entry.signal.source) || !isAlike(last, entry)) return { is: 'new' };
  const sent = alike.filter(({ signal, decision }) => isAnybodys(signal.source) && !isLaterRow(decision.row));
  return sent.length >= MOST_ALIKE ? { is: 'often', leakId: last.signal.leakId } : { is: 'new' };
}

function isAlike(known: DecisionEntry, entry: DecisionEntry): boolean {
  return (
    isSameDecision(known.decision, entry.decision) &&
    // That the secret is valid is news of a leak that was listed without saying so.
    (isConfirmed(known.signal) || !isConfirmed(entry.signal)) &&
    // An intent that names fewer keys is another intent: what it does not name may not be switched off.
    entry.mayDisable.every((key) => known.mayDisable.includes(key))
  );
}

/** The rows of a key that is contained say how it is used, which one run knows and another does not yet. */
function isSameDecision(a: Decision, b: Decision): boolean {
  if (a.verdict !== 'contain' || b.verdict !== 'contain') return a.row === b.row;
  const attached = ({ actions }: Decision) => actions.find(({ kind }) => kind === 'attach');
  return JSON.stringify(attached(a)) === JSON.stringify(attached(b));
}
