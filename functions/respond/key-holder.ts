import { userNow } from '../../shared/identity/name-now';
import type { Owner } from '../../shared/identity/types';
import type { Incident } from '../../shared/incident/journal';
import { knownUserOf } from '../../shared/incident/known-user';
import type { Run } from '../platform';

/**
 * Whose the incident's key is, or was before somebody deleted it, as he is now and under whatever name; null: he was
 * deleted, or nobody can tell whose it was. Of root nobody but root can look. Throws what the looks throw: who could not be
 * looked at is not gone.
 */
export async function holderNow({ cloud, accountId }: Run, { id, state }: Incident): Promise<Owner | null> {
  const { owner } = state;
  if (owner?.type === 'root') return owner;
  const now = await userNow(cloud, id.accessKeyId, knownUserOf(state));
  if (now === undefined) return null;
  const foundBy = now.keys.some((key) => key.id === id.accessKeyId) ? 'ims' : 'recycle-bin';
  const known = owner ?? { type: 'ram-user', accountId, foundBy };
  return {
    ...known,
    userName: now.userName,
    keys: now.keys.map((key) => ({ id: key.id, status: key.status, createdAt: key.createdAt?.toISOString() ?? null })),
  };
}
