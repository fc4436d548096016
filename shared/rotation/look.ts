import type { RotationVerifiedEntry } from '../incident/rotation-entries';
import type { SeenCalls } from './calls';

/** What one look told of a key. `status` undefined: the user has no such key. */
export type KeyLook =
  | {
      readonly status: 'Active' | 'Inactive' | undefined;
      readonly usedAt: string | null;
      /** The earliest use that this look saw, which need not be the first one. */
      readonly firstAt?: string;
      /** The latest use that may be this tool's own, where the key signs its commands: `usedAt` tells of none of these. */
      readonly ownUseAt?: string;
      /** How its calls came out, as far as the audit shows; undefined: nobody has looked. That it was used tells nothing of that. */
      readonly calls?: SeenCalls;
      /** Which part of the look failed, and why: a use that was seen stands, and that none was seen says nothing. */
      readonly unseen?: string;
    }
  | { readonly couldNotCheck: string };

/** What an earlier look saw of both keys, as the journal has it. */
export type EarlierLook = Pick<RotationVerifiedEntry, 'newKey' | 'oldUsedAt' | 'newUsedAt' | 'newUsedSince'> & {
  readonly at: string;
};
