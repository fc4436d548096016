import type { ClosedEntry, FollowedEntry, KeyStanding } from './follow-entries';

/** What the daily looks have shown: part of the fold over the journal. */
export interface FollowState {
  readonly key: KeyStanding;
  /** When the key was first seen to stand so. */
  readonly since: string;
  readonly at: string;
  readonly usedAt: string | null | undefined;
  readonly mfa: FollowedEntry['mfa'];
}

type Dated<T> = T & { readonly at: string };

export function withFollowed(state: FollowState | null, { at, key, usedAt, mfa }: Dated<FollowedEntry>): FollowState {
  return {
    key,
    since: state?.key === key ? state.since : at,
    at,
    // What was seen once stays known when a later look fails.
    usedAt: usedAt === undefined ? state?.usedAt : usedAt,
    mfa: mfa ?? state?.mfa,
  };
}

export function withClosed({ at, reason }: Dated<ClosedEntry>): { readonly at: string; readonly reason: string } {
  return { at, reason };
}
