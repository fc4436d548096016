import type { LoginProfile } from '../aliyun/login-profiles';
import type { AttachedPolicy, KeyStatus } from '../aliyun/ram';
import type { AccessKeyId, AccountId, UserName } from '../ids';

export interface KeyState {
  readonly id: string;
  readonly status: KeyStatus;
  /** ISO 8601 UTC. */
  readonly createdAt: string | null;
}

/** The identity that a key belongs to, confirmed by a live call, and how it was found. */
export type Owner =
  | { readonly type: 'root'; readonly accountId: AccountId; readonly foundBy: OwnerSource }
  | {
      readonly type: 'ram-user';
      readonly accountId: AccountId;
      readonly userName: UserName;
      readonly foundBy: OwnerSource;
      /** All AccessKeys of the user, the leaked one among them unless it was deleted. */
      readonly keys: readonly KeyState[];
    };

/** What is known of a key's user from another day. */
export interface KnownUser {
  /** His name of that day. */
  readonly userName: UserName;
  /** His id, which no change of his name changes; absent: nobody has written it down. */
  readonly userId?: string | undefined;
  /** When his key was seen to be his, ISO 8601 UTC: whoever was made later is somebody else. */
  readonly seenAt?: string | undefined;
}

export type OwnerSource = 'signal' | 'actiontrail' | 'index' | 'ims' | 'recycle-bin' | 'walk';

export type OwnerAnswer =
  | { readonly kind: 'found'; readonly owner: Owner }
  | {
      readonly kind: 'deleted';
      readonly accountId: AccountId;
      readonly userPrincipalName: string | undefined;
      readonly recycledAt: string | undefined;
      /** Whose it was, as he is now: a key that is deleted takes no other of his ways in with it. */
      readonly user: Looked<Extract<Owner, { type: 'ram-user' }> | 'gone'>;
    }
  | { readonly kind: 'not-ours'; readonly looked: readonly OwnerSource[] };

/** Last use of a key by every source that was asked; a failed look is a fact of its own. */
export type LastUse =
  | { readonly kind: 'known'; readonly at: string | null; readonly sources: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string }
  /** No look was needed, or none has come back yet: nothing failed. */
  | { readonly kind: 'not-asked' };

/** A group that the user is in, and what it gives him. */
export interface GroupState {
  readonly name: string;
  readonly policies: readonly AttachedPolicy[];
}

/** The identity as it was: what an undo goes back to. Every part may be "could not check". */
export interface BeforeState {
  readonly schema: 1;
  readonly accessKeyId: AccessKeyId;
  readonly userName: UserName;
  readonly takenAt: string;
  readonly keys: readonly KeyState[];
  readonly policies: Looked<readonly AttachedPolicy[]>;
  readonly groups: Looked<readonly GroupState[]>;
  /** False: none. An object of an earlier version says only true. */
  readonly loginProfile: Looked<LoginProfile | boolean>;
  /** The device's serial number; false: none. An object of an earlier version says only true. */
  readonly mfa: Looked<string | boolean>;
}

/** A look's result, or why there is none. */
export type Looked<T> = { readonly value: T } | { readonly couldNotCheck: string };
