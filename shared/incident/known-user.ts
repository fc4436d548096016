import type { KnownUser } from '../identity/types';
import { parseUserName } from '../ids';
import type { DecisionEntry } from './entries';
import type { IncidentState } from './state';

type OwnerState = Pick<IncidentState, 'owner' | 'ownerSeenAt'>;

/** The owner, and since when the key is known to be his who bears that name. Part of the fold over the journal. */
export function withOwner(state: OwnerState, { owner, at }: Pick<DecisionEntry, 'owner'> & { at: string }): OwnerState {
  if (owner === null) return { owner: state.owner, ownerSeenAt: state.ownerSeenAt };
  const isSame =
    owner.type === 'ram-user' && state.owner?.type === 'ram-user' && owner.userName === state.owner.userName;
  return { owner, ownerSeenAt: isSame ? state.ownerSeenAt : at };
}

/** With the id of the key's user, from whichever entry tells it first: no key ever moves to another user. */
export function withOwnerId(state: IncidentState, { userId }: { readonly userId?: string }): IncidentState {
  return state.ownerId === null && userId !== undefined ? { ...state, ownerId: userId } : state;
}

/**
 * What the journal knows of the key's user, to look him up by as he is now; undefined: nothing, or the key is root's.
 * `userId`: what somebody else knows, where the journal does not. Pure.
 */
export function knownUserOf(
  { owner, ownerId, ownerSeenAt, idle, rotation }: IncidentState,
  userId?: string,
): KnownUser | undefined {
  if (owner?.type === 'root') return undefined;
  const userName = owner?.userName ?? idle?.userName ?? rotation?.userName;
  if (userName === undefined) return undefined;
  const seenAt = owner === null ? idle?.at : (ownerSeenAt ?? undefined);
  return { userName: parseUserName(userName), userId: ownerId ?? userId, seenAt };
}

/** Whose key an incident is about, as a message names him; empty: nobody knows. Pure. */
export function shownOwner(owner: IncidentState['owner']): string {
  if (owner === null) return '';
  return owner.type === 'root' ? 'root' : owner.userName;
}
