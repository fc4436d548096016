import type { FenceEntry, FenceIntentEntry } from './entries';

/** The network policy that the leaked key was given: part of the fold over its journal. */
export interface FenceState
  extends Pick<FenceIntentEntry, 'userPrincipalName' | 'former' | 'document' | 'kept' | 'left'> {
  /** Set and read back; false: a crash, or a lost answer, came between intent and end, or its key was deleted since. */
  readonly holds: boolean;
  readonly at: string;
}

/** The policy that must be on the leaked key, and under which name IMS knew its user when it was set. */
export type StandingFence = Pick<FenceState, 'userPrincipalName' | 'document'>;

/** What is about to be set: from here on it may stand. */
export function withFenceIntent({
  at,
  userPrincipalName,
  former,
  document,
  kept,
  left,
}: FenceIntentEntry & { readonly at: string }): FenceState {
  return { userPrincipalName, former, document, kept, left, holds: false, at };
}

/** A change that failed otherwise than by a refusal may have been carried out: it is known as that until a release. */
export function withFence(fence: FenceState | null, { step, isRefused }: FenceEntry): FenceState | null {
  if (fence === null || isRefused) return null;
  return step.ok ? { ...fence, holds: true, at: step.at } : fence;
}
