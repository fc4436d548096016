import type { ClosedEntry, FollowedEntry, KeyStanding } from './follow-entries';
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
  const { closed, attached, followed, containmentsOver } = state;
  const goesOn = closed !== null && attached.size > 0;
  return {
    ...state,
    closed: null,
    followed: followed?.key === 'gone' ? null : followed,
    ...(goesOn ? { isContaining: true, containmentsOver: containmentsOver - 1 } : {}),
  };
}

export const isRestore = ({ step, ok }: RotationEntry['steps'][number]): boolean =>
  ok && step.startsWith('restore-key:');

export function withClosed({ at, reason }: Dated<ClosedEntry>): { readonly at: string; readonly reason: string } {
  return { at, reason };
}
