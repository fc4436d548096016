import { ifThere } from '../../shared/aliyun/call';
import { formerOwner, nameNow } from '../../shared/identity/name-now';
import type { Owner } from '../../shared/identity/types';
import type { Incident } from '../../shared/incident/journal';
import type { Run } from '../platform';

/**
 * Whose the incident's key is, or was before somebody deleted it, as he is now and under whatever name; null: he was
 * deleted, or nobody can tell whose it was. Of root nobody but root can look. Throws what the looks throw: who could not be
 * looked at is not gone.
 */
export async function holderNow({ cloud, accountId }: Run, { id, state }: Incident): Promise<Owner | null> {
  const { owner } = state;
  if (owner?.type === 'root') return owner;
  const userName =
    owner === null ? await formerOwner(cloud, id.accessKeyId) : await nameNow(cloud, id.accessKeyId, owner.userName);
  const keys = userName && (await ifThere(cloud.ram.listAccessKeys(userName)));
  if (userName === undefined || keys === undefined) return null;
  const known = owner ?? { type: 'ram-user', accountId, foundBy: 'recycle-bin' };
  return {
    ...known,
    userName,
    keys: keys.map((key) => ({ id: key.id, status: key.status, createdAt: key.createdAt?.toISOString() ?? null })),
  };
}
