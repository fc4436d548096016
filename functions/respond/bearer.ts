import { ifThere } from '../../shared/aliyun/call';
import type { AccessKey } from '../../shared/aliyun/ram';
import { looked } from '../../shared/identity/looked';
import type { KeyState } from '../../shared/identity/types';
import type { UserName } from '../../shared/ids';
import type { Run } from '../platform';

/** Clocks differ, and RAM tells whole seconds. */
const MARGIN_MS = 60_000;

/** A key's user as the journal knows him. */
export interface KnownBefore {
  /** Absent: nobody has written it down. */
  readonly userId?: string | undefined;
  /** All his keys of then; null: they were not read. */
  readonly keys: readonly KeyState[] | null;
  /** Since when the key is known to be his, ISO 8601 UTC; null: nobody knows. */
  readonly seenAt: string | null;
}

/** Whoever bears a user's name now. */
export interface Bearer {
  readonly id: string;
  readonly createdAt: Date | undefined;
  readonly keys: readonly Pick<AccessKey, 'id' | 'createdAt'>[];
}

/**
 * Whether whoever bears the name now is known to be another than the user who bore it: by his id, else by what came into
 * being before the user was seen, and was not his. A key never moves to another user. Pure.
 */
export function isAnother({ id, createdAt, keys }: Bearer, { userId, keys: before, seenAt }: KnownBefore): boolean {
  if (userId !== undefined) return id !== userId;
  if (before === null || seenAt === null) return false;
  const theirs = new Set(before.map((key) => key.id));
  if (keys.some((key) => theirs.has(key.id))) return false;
  const seenMs = Date.parse(seenAt);
  if (createdAt !== undefined && createdAt.getTime() > seenMs + MARGIN_MS) return true;
  return keys.some((key) => key.createdAt !== undefined && key.createdAt.getTime() < seenMs - MARGIN_MS);
}

/** The same by two live looks. What could not be looked at is not known. Never throws. */
export async function isAnotherNow({ cloud: { ram } }: Run, userName: UserName, known: KnownBefore): Promise<boolean> {
  const look = await looked(Promise.all([ifThere(ram.getUser(userName)), ifThere(ram.listAccessKeys(userName))]));
  if (!('value' in look)) return false;
  const [user, keys] = look.value;
  // Nobody bears it any more: nobody is wronged.
  return user !== undefined && isAnother({ ...user, keys: keys ?? [] }, known);
}
