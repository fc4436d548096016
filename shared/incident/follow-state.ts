import type { ClosedEntry, FollowedEntry, KeyStanding } from './follow-entries';
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

export function withClosed({ at, reason }: Dated<ClosedEntry>): { readonly at: string; readonly reason: string } {
  return { at, reason };
}
