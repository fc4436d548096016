import { isRestore } from './epoch';
import type { ClosedEntry, FollowedEntry, KeyStanding } from './follow-entries';
import { overWithThis } from './release-state';
import type { RotationEntry } from './rotation-entries';
import type { IncidentState } from './state';
import type { Doer } from './tamper-entries';

/** What the looks at the key have shown: part of the fold over the journal. */
export interface FollowState {
  readonly key: KeyStanding;
  /** When the key was first seen to stand so. */
  readonly since: string;
  /** Who switched it off then, as an event said; null: nobody has told. */
  readonly by: Doer | null;
  readonly at: string;
  readonly usedAt: string | null | undefined;
  readonly mfa: FollowedEntry['mfa'];
}

type Dated<T> = T & { readonly at: string };

export function withFollowed(
  state: FollowState | null,
  { at, key, by, usedAt, mfa }: Dated<FollowedEntry>,
): FollowState {
  return {
    key,
    since: state?.key === key ? state.since : at,
    by: by ?? (state?.key === key ? state.by : null),
    at,
    // What was seen once stays known when a later look fails.
    usedAt: usedAt === undefined ? state?.usedAt : usedAt,
    mfa: mfa ?? state?.mfa,
  };
}

/**
 * A rotation's undo has put the deleted key back: what was seen and closed behind its deletion holds no more. A deny that
 * no release has taken off is that containment's still, which is not over then.
 */
export function withRestored(state: IncidentState, { steps }: RotationEntry): IncidentState {
  if (!steps.some(isRestore)) return state;
  const { closed, closings, attached, followed, containmentsOver } = state;
  const goesOn = closed !== null && attached.size > 0;
  return {
    ...state,
    closed: null,
    closings: closings - (closed === null ? 0 : 1),
    followed: followed?.key === 'gone' ? null : followed,
    ...(goesOn ? { isContaining: true, containmentsOver: containmentsOver - 1 } : {}),
  };
}

/** The incident has closed itself: what a person had approved was of this one, and what he is asked he is asked still. */
export function withClosed(state: IncidentState, { at, reason }: Dated<ClosedEntry>): IncidentState {
  return {
    ...state,
    closed: { at, reason },
    closings: state.closings + 1,
    containmentsOver: overWithThis(state),
    isContaining: false,
    approval: null,
  };
}

/**
 * A key whose incident had closed is contained anew: what was put on, seen and found undone before says nothing of now. A
 * release takes off what stands of it. What a person was asked about behind the end, his approval answers.
 */
export function withReopened(state: IncidentState): IncidentState {
  if (state.closed === null) return state;
  return {
    ...state,
    closed: null,
    steps: [],
    attached: new Set(),
    mayHaveAttached: new Set([...state.mayHaveAttached, ...state.attached]),
    attachedAt: new Map(),
    disabledKeys: new Set(),
    mayHaveDisabled: new Set(),
    denyAt: null,
    verification: null,
    followed: null,
    tampering: state.approval === null ? null : state.tampering,
    handedOver: new Set(),
    roundsBefore: state.rounds,
  };
}
