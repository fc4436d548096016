import type { Decision } from '../containment/types';
import { withSignal } from './confirmed';
import type { DecisionEntry, Entry } from './entries';
import { withReopened } from './follow-state';
import { withOwner } from './known-user';
import { newer } from './last-use';
import { withDecided } from './questions';
import type { IncidentState } from './state';
import { union } from './steps-done';

const isActing = ({ mode, decision }: DecisionEntry): boolean => mode === 'enforce' && decision.verdict === 'contain';

/** What was decided, and what a run is about to do by it: a crash may lose the rest. */
export function withDecision(before: IncidentState, entry: Entry & DecisionEntry): IncidentState {
  const { decision } = entry;
  const acts = isActing(entry);
  const state = acts ? withReopened(before) : before;
  return {
    ...state,
    signals: withSignal(state.signals, entry.signal),
    ...withOwner(state, entry),
    decision,
    // It gave back what was no leak's: of this leak nobody has said anything.
    release: state.release?.leakIds.length === 0 ? null : state.release,
    questions: withDecided(state.questions, entry),
    mayHaveDisabled: acts ? union(state.mayHaveDisabled, entry.mayDisable) : state.mayHaveDisabled,
    mayHaveAttached: acts ? union(state.mayHaveAttached, policiesOf(decision)) : state.mayHaveAttached,
    isContaining: acts || state.isContaining,
    wantsFence: state.wantsFence || (acts && hasFence(decision)),
    offByUs: acts ? union(state.offByUs, entry.mayDisable) : state.offByUs,
    // It leaks after all, and is to be replaced.
    rotation: acts && state.rotation ? { ...state.rotation, givenBack: null } : state.rotation,
    // What was recorded for a containment that is over says nothing of this one.
    keysBefore: acts && !state.isContaining ? entry.keysBefore : (state.keysBefore ?? entry.keysBefore),
    lastUse: newer(state.lastUse, entry.lastUse),
  };
}

const policiesOf = ({ actions }: Decision) =>
  actions.flatMap((action) => (action.kind === 'attach' ? [action.policy] : []));

export const hasFence = ({ actions }: Decision): boolean => actions.some(({ kind }) => kind === 'fence');
